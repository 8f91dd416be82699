"""Odoo's own CRM tests pass with our addons as they pass without them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from devtools.database.copies import STOCK_GLUE, copy_of, template
from devtools.database.postgres import Server
from devtools.machine.layout import Layout
from devtools.odoo.cli import failed_tests, free_port, run_odoo_tests
from devtools.odoo.config import write_conf

RAN = re.compile(r"Starting (\w+\.test_\w+)")
TAGS = "/crm,/sales_team"
# What our glue stands on, and quotations with all that people install beside them: on
# both sides, so that the glue is on ours, and each test of Odoo meets all our hooks.
STOCK = (*STOCK_GLUE, "sale_management")


def outcome(
    layout: Layout, pg: Server, name: str, addons: list[str], tags: str = TAGS
) -> tuple[set[str], set[str], Path]:
    """(tests that ran, tests that failed, log) of the stock suite."""
    database = copy_of(layout, pg, STOCK, name)
    conf = write_conf(layout, pg, name, http_port=free_port())
    log = layout.logs / f"{name}.log"
    # Ours come and Odoo's tests run in one start: at_install ones of crm included.
    chosen = ["-i", ",".join(addons)] if addons else []
    _code, text = run_odoo_tests(
        layout, conf, database, tags, log, *chosen, "-u", "sales_team,crm"
    )
    pg.drop(database)
    return set(RAN.findall(text)), failed_tests(text), log


def test_the_stock_suite_passes_as_it_does_without_us(
    layout: Layout, pg: Server
) -> None:
    addons = layout.addons()
    template(layout, pg, STOCK)  # once for both
    with ThreadPoolExecutor(2) as pool:
        stock = pool.submit(outcome, layout, pg, "suite_stock", [])
        ours = pool.submit(outcome, layout, pg, "suite_ours", addons)
    ran_alone, failed_alone, _log = stock.result()
    ran_with, failed_with, log = ours.result()

    assert len(ran_alone) > 100, "the stock suite did not run"
    assert ran_alone <= ran_with
    suspects = failed_with - failed_alone
    if suspects:  # stock tours lose their patience on a busy machine: once more, alone
        tags = ",".join(f":{test}" for test in sorted(suspects))
        ran, failed, log = outcome(layout, pg, "suite_again", addons, tags)
        assert suspects <= ran
        suspects &= failed
    assert suspects == set(), f"see {log}"
