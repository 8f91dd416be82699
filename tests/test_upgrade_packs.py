"""The industry packs moved to an addon of their own: who had them keeps everything.

The last state that had them in one addon is taken from git: customers skip versions.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from devtools.database.copies import STOCK_ALL, copy_of
from devtools.database.postgres import Server
from devtools.machine.layout import ROOT, Layout
from devtools.odoo.cli import install, run_script, troubles
from devtools.odoo.config import write_conf
from snapshot import left_over, snapshot

HOST, PACKS = "crm_custom_fields", "crm_custom_fields_packs"
LANDED = "af583ab7fc1dc07c169441c6fb06f4f8e6a29901"

# Two packs with tables and samples, one of them changed here; a third one hidden again.
SET_UP = """
env["res.lang"]._activate_lang("zh_CN")
# Else the upgrade brings the Chinese of stock Odoo, and that is not what is compared.
env["ir.module.module"].search([("state", "=", "installed")])._update_translations()
packs = {pack.key: pack for pack in env["crm.custom.field.pack"].search([])}
on = packs["medical_devices"] + packs["insurance"] + packs["fitness"]
on.action_switch_on()
(packs["medical_devices"] + packs["insurance"]).action_add_samples()
packs["fitness"].action_switch_off()
fields = env["crm.custom.field"]
fields.search([("technical_name", "=", "x_md_dept")]).name = "Ward"
fields.search([("technical_name", "=", "x_md_two_invoice")]).action_archive()
env.ref("crm_custom_fields.crm_custom_field_pack_menu").sequence = 44
env.ref("crm_custom_fields.pack_fitness").with_context(lang="zh_CN").name = "健身"
env.cr.commit()
print("SET UP")
"""

# What a company would miss, by id: the same before and after.
PROBE = """
import json
def told(model, names, domain=()):
    everything = env[model].with_context(active_test=False)
    records = everything.search(list(domain), order="id")
    chinese = records.with_context(lang="zh_CN")
    return records.read(names) + [[r.id, r.display_name] for r in chinese]
def stored(model):
    return sorted(n for n, f in env[model]._fields.items()
                  if f.store and f.type != "binary"
                  and n not in ("write_date", "write_uid", "__last_update"))
packs = env["crm.custom.field.pack"]
config = env["crm.custom.field.config"]
found = {
    "packs": told(packs._name, [*stored(packs._name), "is_on", "can_upgrade"]),
    "samples": told(*[(m := "crm.custom.field.pack.sample"), stored(m)]),
    "set-up": config._document(),
}
for model in ("crm.custom.field", "crm.custom.field.rule", "crm.custom.field.option",
              "crm.custom.field.profile", "crm.custom.field.version", "crm.stage",
              "crm.team"):
    found[model] = told(model, stored(model))
rows = env["ir.model"].search([("crm_custom_table", "!=", False)]).mapped("model")
for model in ("crm.lead", "res.partner", *rows):
    names = [n for n in env[model]._fields if n.startswith("x_")]
    found[model] = told(model, names)
    assert model == "crm.lead" or names, model
env.cr.execute(\"\"\"
    SELECT name, model, res_id FROM ir_model_data
     WHERE module IN ('crm_custom_fields', 'crm_custom_fields_packs')
       AND (name LIKE '%crm_custom_field_pack%' OR model = 'crm.custom.field.pack'
            OR name LIKE '%crm_pack_ids')
       AND name NOT LIKE '%pack_file%' AND model != 'ir.model.constraint'
     ORDER BY name, model\"\"\")
found["external ids"] = env.cr.fetchall()
menu = env["ir.model.data"].search([("name", "=", "crm_custom_field_pack_menu")])
found["menu"] = env["ir.ui.menu"].browse(menu.res_id).read(["name", "action"])
print("PROBED" + json.dumps(found, default=str, sort_keys=True))
"""

# What the host still owns of the packs.
OF_THE_HOST = """
    SELECT name FROM ir_model_data WHERE module = %s AND name LIKE '%%pack%%'
    UNION SELECT c.name FROM ir_model_constraint c
      JOIN ir_module_module m ON m.id = c.module
     WHERE m.name = %s AND c.name LIKE '%%pack%%'
    UNION SELECT r.name FROM ir_model_relation r
      JOIN ir_module_module m ON m.id = r.module
     WHERE m.name = %s AND r.name LIKE '%%pack%%'"""


@pytest.fixture(scope="module")
def old(layout: Layout, pg: Server) -> Iterator[Path]:
    """The configuration of an Odoo with the addons as they had landed."""
    folder = layout.state / "landed_packs"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    archive = ["git", "-C", str(ROOT), "archive", LANDED, "addons"]
    packed = subprocess.run(archive, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
    yield write_conf(layout, pg, "landed", addons_path=str(folder / "addons"))
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def new(layout: Layout, pg: Server) -> Path:
    return write_conf(layout, pg, "upgraded")


def probe(layout: Layout, conf: Path, database: str) -> dict[str, Any]:
    said = run_script(layout, conf, database, PROBE, "PROBED")
    found: dict[str, Any] = json.loads(said.split("PROBED")[1].splitlines()[0])
    return found


def module_of(pg: Server, database: str, name: str) -> list[str]:
    return pg.column(
        "SELECT module FROM ir_model_data WHERE name = %s", name, database=database
    )


@pytest.fixture(scope="module")
def with_packs(
    layout: Layout, pg: Server, old: Path, new: Path
) -> Iterator[tuple[str, dict[str, Any], Path]]:
    """An upgraded database that had packs on; what it held before; the log."""
    database = copy_of(layout, pg, STOCK_ALL, "packs_on")
    install(layout, old, database, [HOST])
    run_script(layout, old, database, SET_UP, "SET UP")
    before = probe(layout, old, database)
    log = install(layout, new, database, [], update=["all"])
    yield database, before, log
    pg.drop(database)


def test_nothing_that_a_company_had_is_lost(
    layout: Layout, new: Path, with_packs: tuple[str, dict[str, Any], Path]
) -> None:
    database, before, _log = with_packs

    after = probe(layout, new, database)

    assert len(before["samples"]) > 10
    assert sum(pack["is_on"] for pack in before["packs"][:9]) == 2
    for kind, told in before.items():
        assert after[kind] == told, kind


def test_the_upgrade_has_nothing_to_complain_of(
    with_packs: tuple[str, dict[str, Any], Path],
) -> None:
    log = with_packs[2]

    assert not troubles(log), "\n".join(troubles(log))


def test_everything_of_the_packs_is_in_their_addon(
    pg: Server, with_packs: tuple[str, dict[str, Any], Path]
) -> None:
    database = with_packs[0]

    state = "SELECT state FROM ir_module_module WHERE name = %s"
    assert pg.column(state, PACKS, database=database) == ["installed"]
    for name in ("pack_banking", "crm_custom_field_pack_menu"):
        assert module_of(pg, database, name) == [PACKS]
    assert pg.column(OF_THE_HOST, HOST, HOST, HOST, database=database) == []


def test_what_was_upgraded_is_what_is_installed_afresh(
    layout: Layout, pg: Server, old: Path, new: Path
) -> None:
    upgraded = copy_of(layout, pg, STOCK_ALL, "packs_off")
    fresh = copy_of(layout, pg, STOCK_ALL, "packs_new")
    install(layout, old, upgraded, [HOST])
    log = install(layout, new, upgraded, [], update=[HOST])
    install(layout, new, fresh, [PACKS])

    assert not troubles(log), "\n".join(troubles(log))
    assert left_over(snapshot(pg, fresh), snapshot(pg, upgraded)) == {}
    pg.drop(upgraded)
    pg.drop(fresh)


def test_without_the_addon_of_the_packs_nothing_is_changed(
    layout: Layout, pg: Server, old: Path, tmp_path: Path
) -> None:
    database = copy_of(layout, pg, STOCK_ALL, "packs_lack")
    install(layout, old, database, [HOST])
    # It was on the path once: the list of modules knows it.
    pg.execute(
        "INSERT INTO ir_module_module (name, state) VALUES (%s, 'uninstalled')"
        " ON CONFLICT (name) DO NOTHING",
        PACKS,
        database=database,
    )
    before = snapshot(pg, database)
    (tmp_path / HOST).symlink_to(ROOT / "addons" / HOST)
    lacking = write_conf(layout, pg, "lacking", addons_path=str(tmp_path))

    with pytest.raises(Exception, match="Odoo could not install"):
        install(layout, lacking, database, [], update=[HOST])

    log = layout.logs / f"install_{database}.log"
    assert f"Put {PACKS} beside {HOST} on the addons path" in log.read_text()
    assert left_over(before, snapshot(pg, database)) == {}
    install(layout, old, database, [], update=[HOST])  # as before
    pg.drop(database)
