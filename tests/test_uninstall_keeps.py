"""crm_custom_fields really leaves and comes back: what is kept, what is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from devtools.database.copies import STOCK_ALL, copy_of
from devtools.database.postgres import Server
from devtools.machine.layout import Layout
from devtools.odoo.cli import install, run_script, troubles, uninstall
from devtools.odoo.config import write_conf
from snapshot import left_over, snapshot

ADDON = "crm_custom_fields"

# What a consultant has set up, and a salesperson has entered. The file of the set-up
# goes into an attachment: outside the addon, as a file in git would be.
SET_UP = """
from odoo import Command
# Files too go with a copy of the database.
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
options = [{"name": n, "value": n.lower()} for n in ("Health", "School", "Care")]
lead_model = env["ir.model"]._get("crm.lead").id
partner_model = env["ir.model"]._get("res.partner").id
managers = env.ref("sales_team.group_sale_manager").ids
fields = env["crm.custom.field"].create([
    {"name": "Keep Code", "technical_name": "x_keep_code", "unique_scope": "all"},
    {"name": "Keep Sector", "technical_name": "x_keep_sector", "kind": "selection",
     "option_ids": [Command.create(o) for o in options]},
    {"name": "Keep Needs", "technical_name": "x_keep_needs", "kind": "tags",
     "option_ids": [Command.create(o) for o in options]},
    {"name": "Keep Phone", "technical_name": "x_keep_phone", "mask": "middle",
     "read_group_ids": [Command.set(managers)]},
    {"name": "Keep Country", "technical_name": "x_keep_country", "kind": "many2one",
     "relation_model_id": env["ir.model"]._get("res.country").id},
    {"name": "Keep Budget", "technical_name": "x_keep_budget", "kind": "monetary",
     "index": "btree"},
    {"name": "Keep Plan", "technical_name": "x_keep_plan", "kind": "file"},
    {"name": "Keep Half", "technical_name": "x_keep_half", "kind": "formula",
     "formula": "x_keep_budget / 2"},
    {"name": "Keep Rows", "technical_name": "x_keep_rows", "kind": "table",
     "column_ids": [Command.create({"name": "Item", "technical_name": "x_item"})]},
    {"name": "Keep Class", "technical_name": "x_keep_class",
     "model_id": partner_model},
])
values = {
    "name": "Kept deal", "type": "opportunity", "x_keep_code": "K-1",
    "x_keep_sector": "school", "x_keep_phone": "13812341234",
    "x_keep_country": env.ref("base.cn").id, "x_keep_budget": 80,
    "x_keep_plan": "cGxhbg==", "x_keep_plan_filename": "plan.txt",
    "x_keep_rows": [Command.create({"x_item": t}) for t in ("Beds", "Lamps")],
}
needs = fields[2].option_ids
values["x_keep_needs"] = [Command.set((needs[0] + needs[2]).ids)]
lead = env["crm.lead"].create(values)
assert lead.x_keep_half == 40
env["res.partner"].create({"name": "Kept contact", "x_keep_class": "A"})
rule = env["crm.custom.field.rule"].create({
    "name": "Keep rule", "model_id": lead_model,
    "field_ids": [Command.set(fields[0].ir_field_id.ids)],
})
config = env["crm.custom.field.config"]
from odoo.addons.crm_custom_fields.engine.config import config_file
env["ir.attachment"].create({
    "name": "kept_set_up.json", "raw": config_file.dump(config._document()).encode()})
env["ir.config_parameter"].set_param("ir_attachment.location", False)
env.cr.commit()
print("SET UP")
"""

# While the addon is away, Odoo itself shows the columns that were kept.
WHILE_AWAY = """
lead = env["crm.lead"].search([("name", "=", "Kept deal")])
assert lead.x_keep_code == "K-1" and lead.x_keep_sector == "school"
assert lead.x_keep_needs.mapped("display_name") == ["Health", "Care"]
assert lead.x_keep_rows.mapped("x_item") == ["Beds", "Lamps"]
assert lead.x_keep_country.code == "CN" and lead.x_keep_budget == 80
assert lead.x_keep_plan == b"cGxhbg==" and lead.x_keep_plan_filename == "plan.txt"
assert "x_keep_half" not in lead._fields or lead._fields["x_keep_half"].store
assert "x_keep_phone_masked" not in lead._fields
lead.write({"x_keep_code": "K-2", "x_keep_sector": "care"})
assert env["crm.lead"].create({"name": "New", "x_keep_code": "K-2"}), "no rule left"
env["crm.lead"].search([("name", "=", "New")]).unlink()
env.cr.commit()
print("STILL THERE")
"""

# The file of the set-up takes the columns over again.
COME_BACK = """
file = env["ir.attachment"].search([("name", "=", "kept_set_up.json")])
config = env["crm.custom.field.config"]
config._apply(config._read(file.raw.decode()))
lead = env["crm.lead"].search([("name", "=", "Kept deal")])
fields = env["crm.custom.field"].search([("technical_name", "=like", "x_keep%")])
by_name = {f.technical_name: f for f in fields}
assert len(fields) == 10, sorted(by_name)
assert lead.x_keep_code == "K-2" and lead.x_keep_sector == "care"
options = by_name["x_keep_needs"].option_ids
assert options.mapped("value") == ["health", "school", "care"]
assert lead.x_keep_needs._name == "crm.custom.field.option"
assert lead.x_keep_needs.mapped("value") == ["health", "care"]
assert lead.x_keep_rows.mapped("x_item") == ["Beds", "Lamps"]
assert lead.x_keep_country.code == "CN" and lead.x_keep_budget == 80
assert lead.x_keep_half == 40 and lead.x_keep_phone_masked == "138****1234"
assert lead.x_keep_plan == b"cGxhbg==" and lead.x_keep_plan_filename == "plan.txt"
assert env["res.partner"].search([("name", "=", "Kept contact")]).x_keep_class == "A"
from odoo.exceptions import ValidationError
try:
    lead.x_keep_code = False
except ValidationError as error:
    assert "Keep Code" in str(error)
else:
    raise AssertionError("the rule is not back")
arch = env["crm.lead"].get_view(view_type="form")["arch"]
assert "x_keep_code" in arch and "x_keep_rows" in arch
env.cr.commit()
print("BACK AGAIN")
"""

CHOOSE_DROP = """
module = env.ref("base.module_crm_custom_fields")
dialog = env["base.module.uninstall"].create({"module_ids": module.ids})
dialog.crm_custom_fields_on_uninstall = "drop"
env["ir.config_parameter"].set_param(
    "crm_custom_fields.on_uninstall", dialog.crm_custom_fields_on_uninstall)
env["ir.attachment"].search([("name", "=", "kept_set_up.json")]).unlink()
env["crm.lead"].search([("name", "=", "Kept deal")]).unlink()
env.cr.commit()
print("CHOSEN")
"""


@pytest.fixture(scope="module")
def conf(layout: Layout, pg: Server) -> Path:
    return write_conf(layout, pg, "keeps")


@pytest.fixture(scope="module")
def used(
    layout: Layout, pg: Server, conf: Path
) -> Iterator[tuple[str, dict[str, set[str]]]]:
    """A database in use, and what it held before the addon came."""
    database = copy_of(layout, pg, STOCK_ALL, "keeps")
    before = snapshot(pg, database)
    install(layout, conf, database, [ADDON])
    run_script(layout, conf, database, SET_UP, "SET UP")
    yield database, before
    pg.drop(database)


def test_what_is_kept_is_found_again(
    layout: Layout, pg: Server, conf: Path, used: tuple[str, dict[str, set[str]]]
) -> None:
    database, before = f"{used[0]}_kept", used[1]
    pg.create(database, used[0])

    went = uninstall(layout, conf, database, ADDON)

    assert not troubles(went), "\n".join(troubles(went))
    left = left_over(before, snapshot(pg, database))
    strangers = [n for names in left.values() for n in names if not is_kept(n)]
    assert strangers == []
    run_script(layout, conf, database, WHILE_AWAY, "STILL THERE")

    came = install(layout, conf, database, [ADDON])

    assert not troubles(came), "\n".join(troubles(came))
    run_script(layout, conf, database, COME_BACK, "BACK AGAIN")
    pg.drop(database)


def is_kept(name: str) -> bool:
    """Whether a name belongs to the columns and rows that people asked to keep."""
    return "x_keep" in name or "keep_rows" in name or "kept" in name.lower()


def test_what_is_dropped_leaves_nothing(
    layout: Layout, pg: Server, conf: Path, used: tuple[str, dict[str, set[str]]]
) -> None:
    database, before = f"{used[0]}_dropped", used[1]
    pg.create(database, used[0])
    run_script(layout, conf, database, CHOOSE_DROP, "CHOSEN")

    went = uninstall(layout, conf, database, ADDON)

    assert not troubles(went), "\n".join(troubles(went))
    assert left_over(before, snapshot(pg, database)) == {}
    pg.drop(database)
