"""A consultant's day, over the wire: a pack, own fields and a rule, and the file of it.

What was set up for one client is exported, and imported into a second, empty
database. Both then show the same form and refuse the same things in the same words.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import odoorpc
import pytest
from devtools.database.copies import STOCK_ALL, copy_of
from devtools.database.postgres import Server
from devtools.machine.layout import Layout
from devtools.odoo.cli import free_port, install, server
from devtools.odoo.config import write_conf

PACK = "medical_devices"
OWN_FIELDS = (
    {"name": "Tender Number", "technical_name": "x_story_tender", "kind": "char"},
    {"name": "Beds", "technical_name": "x_story_beds", "kind": "integer"},
    {"name": "Opening Day", "technical_name": "x_story_opening", "kind": "date"},
)
RULE = "Tender numbers of the authority"
MESSAGE = "Copy the tender number from the announcement, for example T-2026-0042."
BAD = {"name": "Ward extension", "type": "opportunity", "x_story_tender": "42"}
GOOD = {**BAD, "x_story_tender": "T-2026-0042", "x_story_beds": 12}


@pytest.fixture(scope="module")
def clients(layout: Layout, pg: Server) -> Iterator[tuple[Any, Any]]:
    """Administrators of two fresh databases: fields and packs, and fields alone."""
    conf = write_conf(layout, pg, "story")
    with ExitStack() as stack:
        found = []
        for suffix, addon in (
            ("story_first", "crm_custom_fields_packs"),
            ("story_second", "crm_custom_fields"),
        ):
            database = copy_of(layout, pg, STOCK_ALL, suffix)
            stack.callback(pg.drop, database)
            install(layout, conf, database, [addon])
            url = stack.enter_context(server(layout, conf, database, free_port()))
            port = int(url.rsplit(":", 1)[1])
            client = odoorpc.ODOO("127.0.0.1", port=port, timeout=120)
            client.login(database, "admin", "admin")
            found.append(client.env)
        yield found[0], found[1]


@pytest.fixture(scope="module")
def exported(clients: tuple[Any, Any]) -> str:
    """What the consultant sets up in the first database, as the exported file."""
    first = clients[0]
    packs = first["crm.custom.field.pack"]
    packs.action_switch_on(packs.search([("key", "=", PACK)]))
    model = first["ir.model"].search([("model", "=", "crm.lead")])[0]
    for values in OWN_FIELDS:
        first["crm.custom.field"].create({**values, "page": "Project"})
    column = first["ir.model.fields"].search([("name", "=", "x_story_tender")])
    first["crm.custom.field.rule"].create(
        {
            "name": RULE,
            "model_id": model,
            "effect": "format",
            "format": "pattern",
            "pattern": "T-[0-9]{4}-[0-9]{4}",
            "field_ids": [(6, 0, column)],
            "message": MESSAGE,
        }
    )
    return export(first)


@pytest.fixture(scope="module")
def both(clients: tuple[Any, Any], exported: str) -> tuple[Any, Any]:
    """Both databases, after the second took in the file of the first."""
    second = clients[1]
    transfers = second["crm.custom.field.transfer"]
    file = b64encode(exported.encode()).decode()
    transfer = transfers.create({"import_name": "client.json", "import_file": file})
    shown = transfers.read([transfer], ["preview", "has_changes"])[0]
    assert shown["has_changes"] and "x_story_tender" in shown["preview"]
    transfers.action_apply([transfer])
    return clients


def export(env: Any) -> str:
    """The file that the wizard offers for download."""
    transfers = env["crm.custom.field.transfer"]
    offered = transfers.read([transfers.create({})], ["export_file"])[0]["export_file"]
    return b64decode(offered).decode()


def custom_form(env: Any) -> list[str]:
    """The custom fields of the form in order, each with what the form says of it."""
    arch = env["crm.lead"].get_view(False, "form")["arch"]
    return re.findall(r"<field [^>]*name=\"x_[^>]*>", arch)


def refusal_of(env: Any, values: dict[str, Any]) -> str:
    """The words with which an opportunity is refused, or nothing."""
    try:
        env["crm.lead"].unlink([env["crm.lead"].create(values)])
    except odoorpc.error.RPCError as error:
        return str(error)
    return ""


def test_the_file_holds_the_pack_and_what_was_added(exported: str) -> None:
    content = json.loads(exported)
    names = {entry["key"] for entry in content["fields"]}

    assert {f"crm.lead/{field['technical_name']}" for field in OWN_FIELDS} <= names
    assert any(entry["key"] == PACK for entry in content["profiles"])
    assert MESSAGE in exported
    assert any(entry["name"]["en_US"] == RULE for entry in content["rules"])


def test_the_second_database_gives_back_the_same_file(
    both: tuple[Any, Any], exported: str
) -> None:
    assert export(both[1]) == exported


def test_both_show_the_same_form(both: tuple[Any, Any]) -> None:
    first, second = (custom_form(env) for env in both)

    assert first == second
    assert any("x_story_tender" in field for field in first)
    assert any("x_md_" in field for field in first)


def test_both_refuse_in_the_same_words(both: tuple[Any, Any]) -> None:
    first, second = (refusal_of(env, BAD) for env in both)

    assert MESSAGE in first
    assert first == second


def test_both_refuse_what_the_pack_refuses(both: tuple[Any, Any]) -> None:
    said = []
    for env in both:
        profile = env["crm.custom.field.profile"].search([("key", "=", PACK)])[0]
        china = env["res.country"].search([("code", "=", "CN")])[0]
        bad = {
            "crm_profile_id": profile,
            "x_md_dest_id": china,
            "x_md_cert_no": "国械注进2018242095",
        }
        said.append(refusal_of(env, {**GOOD, **bad}))

    assert "format of the authority" in said[0]
    assert said[0] == said[1]


def test_both_take_what_is_right(both: tuple[Any, Any]) -> None:
    assert [refusal_of(env, GOOD) for env in both] == ["", ""]
