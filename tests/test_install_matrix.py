"""Each addon alone, all together, and each taken away: nothing may be left behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from devtools.config import write_conf
from devtools.databases import STOCK_ALL, STOCK_GLUE, copy_of
from devtools.layout import ROOT, Layout
from devtools.odoo_cli import install, run_script, troubles, uninstall
from devtools.postgres import Server
from snapshot import left_over, snapshot

MANIFESTS = {
    path.parent.name: ast.literal_eval(path.read_text())
    for path in sorted((ROOT / "addons").glob("*/__manifest__.py"))
}
GLUE = [name for name, manifest in MANIFESTS.items() if manifest.get("auto_install")]
MAIN = [name for name in MANIFESTS if name not in GLUE]

# What a salesperson does all day; it fails when a leftover of a module is in the way.
STOCK_STILL_WORKS = """
team = env["crm.team"].create({"name": "Matrix"})
values = {"name": "Deal", "type": "opportunity", "team_id": team.id}
lead = env["crm.lead"].create(values)
stage = env["crm.stage"].search([("is_won", "=", False)], limit=1)
lead.write({"stage_id": stage.id, "expected_revenue": 10})
assert lead.copy().name
env["crm.lead"].get_views([(False, "form"), (False, "list"), (False, "kanban"),
                           (False, "search"), (False, "pivot")])
env["crm.lead"].formatted_read_group([], ["stage_id"], ["expected_revenue:sum"])
menus = env["ir.ui.menu"].load_menus(False)
lead.unlink()
env.cr.rollback()
print("STOCK WORKS")
"""


@pytest.fixture(scope="module")
def conf(layout: Layout, pg: Server) -> Path:
    return write_conf(layout, pg, "matrix")


@pytest.fixture(scope="module")
def everything(layout: Layout, pg: Server, conf: Path) -> Iterator[str]:
    """A database with all our addons."""
    name = copy_of(layout, pg, STOCK_GLUE, "all")
    log = install(layout, conf, name, list(MANIFESTS))
    assert not troubles(log), "\n".join(troubles(log))
    yield name
    pg.drop(name)


def needs(name: str) -> set[str]:
    """Our addons that an addon stands on, itself included."""
    found = {name}
    for other in MANIFESTS[name]["depends"]:
        if other in MANIFESTS:
            found |= needs(other)
    return found


def all_installed(pg: Server, database: str) -> list[str]:
    return pg.column(
        "SELECT name FROM ir_module_module WHERE state = 'installed'", database=database
    )


def installed(pg: Server, database: str) -> set[str]:
    return set(all_installed(pg, database)) & set(MANIFESTS)


def stock_modules(pg: Server, database: str) -> list[str]:
    """The stock modules that are there: glue brings some along (hr, for one)."""
    return sorted(set(all_installed(pg, database)) - set(MANIFESTS))


@pytest.mark.parametrize("addon", MAIN)
def test_an_addon_alone_comes_and_goes_without_trace(
    layout: Layout, pg: Server, conf: Path, addon: str
) -> None:
    database = copy_of(layout, pg, STOCK_ALL, "alone")
    before = snapshot(pg, database)

    came = install(layout, conf, database, [addon])
    assert installed(pg, database) == needs(addon)
    run_script(layout, conf, database, STOCK_STILL_WORKS, "STOCK WORKS")
    # what it stands on is what an extension is uninstalled with
    host = next((name for name in needs(addon) if needs(name) == {name}), addon)
    went = uninstall(layout, conf, database, host)

    assert installed(pg, database) == set()
    assert not troubles(came), "\n".join(troubles(came))
    assert not troubles(went), "\n".join(troubles(went))
    assert left_over(before, snapshot(pg, database)) == {}
    run_script(layout, conf, database, STOCK_STILL_WORKS, "STOCK WORKS")
    pg.drop(database)


@pytest.mark.parametrize("addon", list(MANIFESTS))
def test_the_others_work_when_one_is_taken_away(
    layout: Layout, pg: Server, conf: Path, everything: str, addon: str
) -> None:
    database = copy_of_all(pg, everything)

    went = uninstall(layout, conf, database, addon)

    assert not troubles(went), "\n".join(troubles(went))
    stay = {name for name in MANIFESTS if addon not in needs(name)}
    assert installed(pg, database) == stay
    run_script(layout, conf, database, STOCK_STILL_WORKS, "STOCK WORKS")
    pg.drop(database)


def test_all_of_them_leave_without_trace(
    layout: Layout, pg: Server, conf: Path, everything: str
) -> None:
    stock = copy_of(layout, pg, STOCK_GLUE, "stock")
    database = copy_of_all(pg, everything)
    brought = stock_modules(pg, everything)  # by glue
    # Updated before: then stock modules note as theirs what their mixins bring us.
    with ThreadPoolExecutor(2) as pool:
        words = (layout, conf, stock, brought)
        sides = [pool.submit(install, *words, update=["all"])]
        sides += [pool.submit(install, layout, conf, database, [], update=["all"])]
    assert all(not troubles(side.result()) for side in sides)

    for addon in sorted(MAIN, reverse=True):
        uninstall(layout, conf, database, addon)  # extensions sort after their host

    assert installed(pg, database) == set()
    assert left_over(snapshot(pg, stock), snapshot(pg, database)) == {}
    pg.drop(database)
    pg.drop(stock)


def test_the_order_of_installing_does_not_matter(
    layout: Layout, pg: Server, conf: Path, everything: str
) -> None:
    database = copy_of(layout, pg, STOCK_GLUE, "order")
    install(layout, conf, database, stock_modules(pg, everything))

    for addon in sorted(MAIN, reverse=True):
        install(layout, conf, database, [addon])

    assert left_over(snapshot(pg, everything), snapshot(pg, database)) == {}
    pg.drop(database)


def copy_of_all(pg: Server, everything: str) -> str:
    name = f"{everything}_less"
    pg.create(name, everything)
    return name
