"""The ERP bridge between two running servers, with cables cut and processes killed.

Needs a CRM server with ``crm_erp_bridge`` and an ERP server that
``scripts/erp_demo.py`` has filled; their addresses come from the environment (see
``VARIABLES`` in ``erp_pair.py``). Nothing is skipped: without the servers the tests
fail.

The CRM server is killed and started again with its own command line. The replacement
lives until the test session ends.
"""

import contextlib
import os
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from erp_pair import PATIENCE, VARIABLES, World, erp_demo, wait_until

pytestmark = pytest.mark.usefixtures("pair")


@pytest.fixture(scope="session")
def settings() -> dict[str, str]:
    missing = [name for name in VARIABLES if not os.environ.get(name)]
    if missing:
        pytest.fail(
            "These tests need two running servers. Set " + ", ".join(missing) + "."
        )
    return {name: os.environ[name] for name in VARIABLES}


@pytest.fixture(scope="session")
def session_world(settings: dict[str, str]) -> Iterator[World]:
    world = World(settings)
    yield world
    world.close()


@pytest.fixture
def world(session_world: World) -> Iterator[World]:
    session_world.connect()
    yield session_world
    session_world.cable.release.set()


def test_a_won_opportunity_becomes_one_confirmed_order(world: World) -> None:
    lead = world.lead("GTX-PRO", "MG-SPECIAL")

    world.win(lead)
    world.reach(lead, "done")

    (order,) = world.orders(lead)
    assert order["state"] == "sale"
    assert len(order["order_line"]) == 2
    assert order["amount_untaxed"] == 20
    seen = world.read(lead, "erp_order_name", "erp_order_state", "erp_sync_state")
    assert seen["erp_order_name"] == order["name"]
    assert (seen["erp_order_state"], seen["erp_sync_state"]) == ("sale", "done")


def test_killed_after_the_erp_committed_there_is_still_one_order(world: World) -> None:
    lead = world.lead("GTX-BASIC")
    world.cable.hold("/sale.order/load", is_request=False)
    world.win(lead)
    assert world.cable.reached.wait(PATIENCE), "the worker never sent the order"
    assert len(world.orders(lead)) == 1, "the ERP has committed"
    assert world.messages(lead)[-1]["state"] == "sent", "our side has not"

    world.server.kill_and_restart(world.cable.release.set)
    world.log_in()
    world.reach(lead, "done")

    (order,) = world.orders(lead)
    assert (order["state"], len(order["order_line"])) == ("sale", 1)
    assert world.read(lead, "erp_order_name")["erp_order_name"] == order["name"]


def test_killed_while_the_erp_had_not_started_a_late_request_makes_no_second_order(
    world: World,
) -> None:
    lead = world.lead("GTX-BASIC", "GTX-PLUS-BASIC")
    world.cable.hold("/sale.order/load", is_request=True)
    world.win(lead)
    assert world.cable.reached.wait(PATIENCE), "the worker never sent the order"
    assert not world.orders(lead), "the ERP has not seen it yet"

    world.server.kill_and_restart(lambda: None)
    world.log_in()
    world.reach(lead, "done")
    world.cable.release.set()
    assert world.cable.forwarded.wait(PATIENCE), "the old request never arrived"

    (order,) = world.orders(lead)
    assert (order["state"], len(order["order_line"])) == ("sale", 2)


def test_an_erp_that_is_down_gets_the_order_when_it_is_back(world: World) -> None:
    lead = world.lead("MG-SPECIAL")
    world.cable.cut()

    start = time.monotonic()
    world.win(lead)
    assert time.monotonic() - start < 5, "winning must not wait for the ERP"
    message = world.reach(lead, "failed")
    assert "cannot be reached" in message["error"]
    world.cable.plug()
    world.reach(lead, "done")

    assert len(world.orders(lead)) == 1


def test_an_answer_that_is_lost_makes_no_second_order(world: World) -> None:
    for path in ("/sale.order/load", "/sale.order/write", "/sale.order/action_confirm"):
        lead = world.lead("MG-SPECIAL")
        world.cable.hold(path, is_request=False)
        world.cable.release.set()  # do not wait, only drop the answer
        world.win(lead)

        world.reach(lead, "done")

        (order,) = world.orders(lead)
        assert (order["state"], len(order["order_line"])) == ("sale", 1), path


def test_two_workers_that_race_make_each_order_and_the_customer_once(
    world: World,
) -> None:
    partner = world.customer()
    leads = [world.lead("MG-SPECIAL", partner=partner) for _i in range(8)]
    cron = world.crm.ref("crm_erp_bridge.ir_cron_deliver")
    second = world.crm.call("ir.cron", "copy", [cron])[0]

    def work(worker: int) -> None:
        session = world.session()
        for _round in range(6):
            with contextlib.suppress(erp_demo.DemoError):  # it is running already
                session.call("ir.cron", "method_direct_trigger", [worker])

    try:
        world.crm.call("crm.lead", "write", leads, {"stage_id": world.won_stage})
        threads = [
            threading.Thread(target=work, args=[each]) for each in (cron, second)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for lead in leads:
            world.reach(lead, "done")
    finally:
        world.crm.call("ir.cron", "unlink", [second])

    assert [len(world.orders(lead)) for lead in leads] == [1] * len(leads)
    name = world.crm.call("res.partner", "read", [partner], ["name"])[0]["name"]
    domain = [["name", "=", name]]
    assert world.erp("res.partner", "search_count", domain=domain) == 1


def test_stock_flows_back_onto_the_opportunity(world: World) -> None:
    lead = world.lead("GTX-PLUS-PRO")
    world.crm.call("crm.lead", "action_erp_refresh_stock", [lead])
    first = fresh_line(world, lead)
    assert first["stock_read_at"]
    other = world.lead("GTX-PLUS-PRO")
    world.win(other)
    world.reach(other, "done")

    second = fresh_line(world, lead)

    assert second["stock_free"] == max(first["stock_free"] - 1, 0)


def fresh_line(world: World, lead: int) -> dict[str, Any]:
    """Wait until the line shows what the ERP has."""
    theirs = erp_stock(world, "GTX-PLUS-PRO")

    def look() -> dict[str, Any] | None:
        world.nudge("ir_cron_pull")
        line = line_of(world, lead)
        mine = (line["stock_on_hand"], line["stock_free"])
        return line if mine == (theirs["qty_available"], theirs["free_qty"]) else None

    line: dict[str, Any] = wait_until(look, f"the line shows {theirs}")
    return line


def line_of(world: World, lead: int) -> dict[str, Any]:
    fields = ["stock_on_hand", "stock_free", "stock_read_at"]
    row: dict[str, Any] = world.crm.call(
        "crm.erp.line", "search_read", [["lead_id", "=", lead]], fields
    )[0]
    return row


def erp_stock(world: World, code: str) -> dict[str, Any]:
    row: dict[str, Any] = world.erp(
        "product.product",
        "search_read",
        domain=[["default_code", "=", code]],
        fields=["qty_available", "free_qty"],
    )[0]
    return row


def test_a_product_unknown_to_the_erp_is_named_and_replayed_when_mended(
    world: World,
) -> None:
    wrong = f"NOT-THERE-{uuid.uuid4().hex[:6]}"
    lead = world.lead(wrong)

    world.win(lead)
    message = world.reach(lead, "dead")
    assert f"no product with the internal reference {wrong}" in message["error"]
    assert not world.orders(lead)
    line = world.crm.find("crm.erp.line", [["lead_id", "=", lead]])
    world.crm.call(
        "crm.erp.line", "write", line, {"product_id": world.product("GTX-PRO")}
    )
    world.crm.call("crm.lead", "action_erp_replay", [lead])
    world.reach(lead, "done")

    assert len(world.orders(lead)) == 1


def test_a_deal_reopened_after_delivery_leaves_the_order_and_asks_a_person(
    world: World,
) -> None:
    lead = world.lead("MG-SPECIAL")
    world.win(lead)
    world.reach(lead, "done")

    world.crm.call("crm.lead", "write", [lead], {"stage_id": world.open_stage})
    wait_until(lambda: len(world.messages(lead)) == 2, "the withdrawal is written")
    world.reach(lead, "done")

    (order,) = world.orders(lead)
    notes = world.crm.call(
        "mail.activity",
        "search_read",
        [["res_model", "=", "crm.lead"], ["res_id", "=", lead]],
        ["note"],
    )
    assert any(
        f"order {order['name']} is already in the ERP" in n["note"] for n in notes
    )


def test_the_integration_user_has_no_right_that_the_bridge_does_not_need(
    world: World,
) -> None:
    for model, method, arguments in (
        ("res.users", "write", {"ids": [2], "vals": {"name": "x"}}),
        ("ir.model.data", "search_read", {"domain": [], "fields": ["name"]}),
        ("product.product", "create", {"vals_list": [{"name": "x"}]}),
        ("stock.quant", "create", {"vals_list": [{"product_id": 1}]}),
        ("sale.order", "unlink", {"ids": [1]}),
    ):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            world.erp(model, method, **arguments)
        assert refusal.value.code == 403, (model, method)
