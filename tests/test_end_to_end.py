"""The main job on the real workbook: files in, approval, ERP, figures out.

The system is the one that `./scripts/dev run` brings up; nothing stands in for
anything. Figures are those of data/README.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import odoorpc
import pytest
from conftest import Running
from devtools.database.demo import LARGE, MANAGER, PASSWORD, SELLER

WON, LOST, ENGAGING, PROSPECTING = 4238, 2473, 1589, 500
VALUE_WON = 10_005_534


def login(url: str, database: str, user: str, password: str) -> Any:
    client = odoorpc.ODOO("127.0.0.1", port=int(url.rsplit(":", 1)[1]), timeout=120)
    client.login(database, user, password)
    return client.env


@pytest.fixture
def admin(running: Running) -> Any:
    return login(running.url, running.db, "admin", "admin")


@pytest.fixture
def seller(running: Running) -> Any:
    return login(running.url, running.db, SELLER, PASSWORD)


@pytest.fixture
def manager(running: Running) -> Any:
    return login(running.url, running.db, MANAGER, PASSWORD)


def until(question: Callable[[], Any], seconds: float, what: str) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(1)
    raise AssertionError(f"{seconds} s went by and still not: {what}")


@pytest.fixture
def large_deal(admin: Any, seller: Any) -> int:
    """An open deal of the salesperson, above the limit of the chain."""
    stage = admin["crm.stage"].search([("name", "=", "Engaging")])[0]
    product = admin["product.product"].search([("default_code", "=", "GTK-500")])[0]
    partner = admin["res.partner"].search([("name", "=", "Cancity")])[0]
    lead = seller["crm.lead"].create(
        {
            "name": f"Large deal {time.time_ns()}",
            "type": "opportunity",
            "stage_id": stage,
            "partner_id": partner,
            "expected_revenue": 2 * LARGE,
        }
    )
    line = {"lead_id": lead, "product_id": product, "quantity": 1, "price_unit": LARGE}
    seller["crm.erp.line"].create(line)
    return int(lead)


def test_the_first_run_tells_progress_logins_and_what_to_click(first_run: str) -> None:
    assert "Reconciliation" in first_run
    assert "10,005,534.00" in first_run
    assert "admin / admin" in first_run
    assert "What to click first" in first_run


def test_counts_and_the_won_total_equal_the_source(admin: Any) -> None:
    lead = admin["crm.lead"].with_context(active_test=False)
    by_stage = {
        row["stage_id"][1]: row["__count"]
        for row in lead.formatted_read_group(
            [("won_status", "=", "pending")], ["stage_id"], ["__count"]
        )
    }
    won = lead.formatted_read_group(
        [("won_status", "=", "won"), ("date_closed", "<", "2018-01-01")],
        [],
        ["__count", "expected_revenue:sum"],
    )[0]

    assert (won["__count"], won["expected_revenue:sum"]) == (WON, VALUE_WON)
    assert lead.search_count([("won_status", "=", "lost")]) == LOST
    assert by_stage["Engaging"] >= ENGAGING
    assert by_stage["Prospecting"] == PROSPECTING


def test_custom_fields_of_the_workbook_are_columns_with_values(admin: Any) -> None:
    partner = admin["res.partner"]
    acme = partner.search_read(
        [("name", "=", "Acme Corporation"), ("is_company", "=", True)],
        ["x_sector", "x_employees", "x_founding_year"],
    )[0]
    daughters = partner.search_count([("x_parent_company", "=", acme["id"])])

    assert acme["x_employees"] == 2822
    assert str(acme["x_founding_year"]).replace(",", "") == "1996"
    assert daughters == 4
    assert partner.search_count([("x_sector", "!=", False)]) == 85


def test_history_is_marked_as_such_and_not_sent_to_the_erp(admin: Any) -> None:
    large = admin["crm.lead"].search_count(
        [("won_status", "=", "won"), ("expected_revenue", ">=", LARGE)]
    )
    history = admin["crm.approval.history"].search_count([])

    assert large > 0
    assert history >= large
    assert admin["crm.erp.message"].search_count([("state", "=", "dead")]) == 0
    old = [("lead_id.date_closed", "<", "2018-01-01")]
    assert admin["crm.erp.message"].search_count(old) == 0


def test_a_large_deal_asks_is_approved_and_becomes_one_order_in_the_erp(
    running: Running, admin: Any, seller: Any, manager: Any, large_deal: int
) -> None:
    won = admin["crm.stage"].search([("is_won", "=", True)])[0]

    with pytest.raises(odoorpc.error.RPCError, match="action_request_approval"):
        seller["crm.lead"].write([large_deal], {"stage_id": won})
    seller["crm.lead"].web_save([large_deal], {"stage_id": won}, {"stage_id": {}})
    lead = admin["crm.lead"].read([large_deal], ["stage_id", "won_status"])[0]
    assert lead["won_status"] == "pending", "the card moved without approval"

    request = manager["crm.approval.request"].search(
        [("lead_id", "=", large_deal), ("state", "=", "pending")]
    )
    manager["crm.approval.request"].action_approve(request)
    lead = admin["crm.lead"].read([large_deal], ["won_status"])[0]
    assert lead["won_status"] == "won"

    erp = login(running.erp_url, running.erp_db, "admin", "admin")
    orders = until(
        lambda: erp["sale.order"].search([("order_line.price_unit", "=", LARGE)]),
        120,
        "the order is in the ERP",
    )
    assert len(orders) == 1


def test_stock_of_the_erp_stands_on_the_product_lines(
    admin: Any, large_deal: int
) -> None:
    lines = admin["crm.erp.line"].search([("lead_id", "=", large_deal)])

    on_hand = until(
        lambda: admin["crm.erp.line"].read(lines, ["stock_on_hand"])[0][
            "stock_on_hand"
        ],
        120,
        "stock on hand is read",
    )

    assert on_hand > 0


def test_the_dashboard_shows_what_the_workbook_holds(admin: Any) -> None:
    period = {"period": "custom", "start": "2016-01-01", "last": "2017-12-31"}

    board = admin["crm.dashboard"].read_board(False, period)

    values = {tile["name"]: tile.get("value") for tile in board["tiles"]}
    assert values["Revenue won"] == VALUE_WON
    assert values["Deals won"] == WON


def test_a_later_run_sets_nothing_up_again(running: Running) -> None:
    done_before = ("preparing the databases", "bringing in", "preparing logins")

    assert not [words for words in done_before if words in running.output]
