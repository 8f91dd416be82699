"""The state that has landed, in use, becomes this state: nothing lost, nothing left."""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from devtools.database.copies import STOCK_GLUE, copy_of, template
from devtools.database.postgres import Server
from devtools.machine.layout import ROOT, Layout
from devtools.odoo.cli import install, run_script, troubles
from devtools.odoo.config import write_conf
from snapshot import left_over, snapshot
from upgrade_data import FILL, SEE
from upgrade_state import lost, made, rows_of

Names = dict[str, set[str]]
MADE = re.compile(r"^\w+\.(field_|selection__|model_)\w*_x_\w+$")
COMMIT = (ROOT / "tests/last_landed").read_text().strip()
# What a fresh installation would have, word for word: each shipped view, each field.
SHIPPED = {
    "view as shipped": """
        SELECT d.module || '.' || d.name || ' ' || v.active || ' ' || v.priority
               || ' ' || md5(regexp_replace(v.arch_db->>'en_US',
                                            'name="[0-9]+"', 'name="id"', 'g'))
               || ' ' || coalesce(p.key, p.name, '')
          FROM ir_ui_view v LEFT JOIN ir_ui_view p ON p.id = v.inherit_id
          JOIN ir_model_data d ON d.model = 'ir.ui.view' AND d.res_id = v.id
         WHERE d.module LIKE 'crm\\_%%'""",
    "selection as shipped": """
        SELECT f.model || '.' || f.name || '=' || s.value || ' ' || s.sequence
               || ' ' || (s.name->>'en_US')
          FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id
         WHERE f.state = 'base' AND f.model LIKE 'crm.%%'""",
    "field as shipped": """
        SELECT model || '.' || name || ' ' || ttype || ' ' || coalesce(relation, '')
               || ' ' || required || ' ' || readonly || ' ' || store
               || ' ' || coalesce(on_delete, '')
          FROM ir_model_fields WHERE state = 'base' AND model LIKE 'crm.%%'""",
    "column as shipped": """
        SELECT table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable
          FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name LIKE 'crm\\_%%'
           AND column_name NOT LIKE 'x\\_%%'""",
    "constraint as shipped": """
        SELECT conrelid::regclass::text || ' ' || pg_get_constraintdef(oid)
          FROM pg_constraint WHERE conrelid::regclass::text LIKE 'crm\\_%%'""",
    "declared foreign key": """
        SELECT m.model || ' ' || c.name FROM ir_model_constraint c
          JOIN ir_model m ON m.id = c.model WHERE c.type = 'f'""",
    "index as shipped": """
        SELECT indexdef FROM pg_indexes
         WHERE schemaname = 'public' AND tablename LIKE 'crm\\_%%'
           AND indexname NOT LIKE 'x\\_crm\\_unique\\_%%'""",
    "right as shipped": """
        SELECT d.module || '.' || d.name || ' ' || a.perm_read || a.perm_write
               || a.perm_create || a.perm_unlink
          FROM ir_model_access a JOIN ir_model_data d
            ON d.model = 'ir.model.access' AND d.res_id = a.id
         WHERE d.module LIKE 'crm\\_%%'""",
}


@dataclass
class Story:
    """What was there at each moment.

    :ivar data: what the company's own data and set-up add to the names.
    :ivar cells: each cell that it wrote.
    :ivar seen: what people saw before, and see after.
    """

    database: str
    log: Path
    fresh: Names
    data: Names
    cells: list[tuple[str, str, str, object]]
    seen: list[dict[str, object]]


def old_addons(folder: Path) -> Path:
    """The addons of the state that has landed, out of git."""
    done = subprocess.run(
        ["git", "archive", COMMIT, "addons"], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode:
        pytest.fail(
            f"The commit {COMMIT} of tests/last_landed is not in this clone. Fetch it: "
            f"git fetch origin {COMMIT}, or the whole history: git fetch --unshallow",
            pytrace=False,
        )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder / "addons"


def manifests(addons: Path) -> dict[str, dict[str, list[str]]]:
    return {
        path.parent.name: ast.literal_eval(path.read_text())
        for path in addons.glob("*/__manifest__.py")
    }


def new_glue(old: Path) -> list[str]:
    """Glue that this state adds between addons that were there already.

    Odoo installs it with its parts, and these are installed; so it is named.
    """
    had, have = manifests(old), manifests(ROOT / "addons")
    return [
        name
        for name, manifest in have.items()
        if name not in had
        and manifest.get("auto_install")
        and all(part in had for part in manifest["depends"] if part in have)
    ]


def names_in(pg: Server, database: str) -> Names:
    """Names of all that is there, and our own as shipped."""
    names = snapshot(pg, database)
    for kind, query in SHIPPED.items():
        names[kind] = set(pg.column(query, database=database))
    return names


def install_fresh(layout: Layout, pg: Server, conf: Path, names: list[str]) -> str:
    """What this state installs where nothing was before."""
    have = manifests(ROOT / "addons")
    database = copy_of(layout, pg, STOCK_GLUE, "upgrade_fresh")
    # Updated too: only then do stock modules note what they share.
    known = [name for name in names if name in have]
    install(layout, conf, database, known, update=["all"])
    return database


def look(layout: Layout, conf: Path, database: str) -> dict[str, object]:
    """What people see."""
    output = run_script(layout, conf, database, SEE, "SEEN")
    found: dict[str, object] = json.loads(output.split("SEEN", 1)[1].splitlines()[0])
    return found


def installed(pg: Server, database: str) -> list[str]:
    names = pg.column(
        "SELECT name FROM ir_module_module WHERE state = 'installed'", database=database
    )
    return sorted(set(names) & set(manifests(ROOT / "addons")))


@pytest.fixture(scope="module")
def story(
    layout: Layout, pg: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """Install the landed state, use it, and put this state over it."""
    old = old_addons(tmp_path_factory.mktemp("landed"))
    landed = sorted(manifests(old))
    before = write_conf(layout, pg, "upgrade_old", addons_path=str(old))
    after = write_conf(layout, pg, "upgrade_new")
    template(layout, pg, STOCK_GLUE)
    with ThreadPoolExecutor(1) as beside:
        fresh = beside.submit(install_fresh, layout, pg, after, landed + new_glue(old))
        database = copy_of(layout, pg, STOCK_GLUE, "upgrade")
        install(layout, before, database, landed)
        empty, no_rows = names_in(pg, database), rows_of(pg, database)
        run_script(layout, before, database, FILL, "FILLED")
        filled = names_in(pg, database)
        cells = made(no_rows, rows_of(pg, database))
        assert len(cells) > 10_000, "the demonstration data were not written"
        seen = [look(layout, before, database)]
        log = install(layout, after, database, new_glue(old), update=["all"])
        seen.append(look(layout, after, database))
        new = fresh.result()
    brought = set(installed(pg, database)) - set(installed(pg, new))
    if brought:  # by a migration
        install(layout, after, new, sorted(brought))
    data = {kind: filled[kind] - empty[kind] for kind in filled}
    told = Story(database, log, names_in(pg, new), data, cells, seen)
    pg.drop(new)
    yield told
    pg.drop(database)


def test_the_update_warns_of_nothing(story: Story) -> None:
    assert not troubles(story.log), "\n".join(troubles(story.log))


def test_every_value_and_row_is_what_it_was(story: Story, pg: Server) -> None:
    assert lost(story.cells, rows_of(pg, story.database)) == []


def test_people_see_what_they_saw(story: Story) -> None:
    then, now = story.seen
    assert then.keys() == now.keys()
    for part in then:
        assert now[part] == then[part], part


def test_nothing_is_left_over_or_missing(story: Story, pg: Server) -> None:
    assert strangers(story, names_in(pg, story.database)) == {}


def strangers(story: Story, now: Names) -> dict[str, list[str]]:
    """What neither a fresh installation nor the company's data has, and what lacks."""
    expected = {kind: story.fresh[kind] | story.data[kind] for kind in story.fresh}
    left = left_over(expected, now)
    # At an update Odoo names each column that people made after the model's module.
    names = [name for name in left.pop("external id", []) if not MADE.search(name)]
    return {**left, **({"external id": names} if names else {})}


FAULTS = {
    "column": "ALTER TABLE crm_lead DROP COLUMN x_up_float",
    "selection": """
        INSERT INTO ir_model_fields_selection (field_id, value, name, sequence)
        SELECT id, 'fault', '{"en_US": "Fault"}', 99 FROM ir_model_fields
         WHERE model = 'crm.approval.request' AND name = 'state'""",
    "view as shipped": """
        UPDATE ir_ui_view SET arch_db = jsonb_set(arch_db, '{en_US}', '"<form/>"')
         WHERE id IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.ui.view'
                       AND module = 'crm_approval')""",
    "model": 'INSERT INTO ir_model (model, name, state, "order")'
    """ VALUES ('crm.fault', '{"en_US": "Fault"}', 'base', 'id')""",
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_noticed(story: Story, pg: Server, kind: str) -> None:
    database = f"{story.database}_fault"
    pg.create(database, story.database)

    pg.execute(FAULTS[kind], database=database)

    assert kind in strangers(story, names_in(pg, database))
    if kind == "column":
        missing = lost(story.cells, rows_of(pg, database))
        assert missing == ["crm_lead: the column x_up_float is gone"]
    pg.drop(database)
