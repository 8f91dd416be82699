"""Odoo's own CRM tests pass with our addons as they pass without them."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from devtools.config import write_conf
from devtools.databases import STOCK_GLUE, copy_of, template
from devtools.layout import Layout
from devtools.odoo_cli import free_port, odoo_command
from devtools.postgres import Server

RAN = re.compile(r"Starting (\w+\.test_\w+)")
FAILED = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(\w+\.test_\w+)")
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
    log.parent.mkdir(parents=True, exist_ok=True)
    # Ours come and Odoo's tests run in one start: at_install ones of crm included.
    chosen = ["-i", ",".join(addons)] if addons else []
    words = ["-d", database, *chosen, "-u", "sales_team,crm", f"--test-tags={tags}"]
    with log.open("w") as sink:
        subprocess.run(
            odoo_command(layout, conf, "server", *words, "--stop-after-init"),
            stdout=sink,
            stderr=sink,
            check=False,
        )
    pg.drop(database)
    text = log.read_text(errors="replace")
    return set(RAN.findall(text)), set(FAILED.findall(text)), log


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
