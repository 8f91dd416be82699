"""Odoo's own linter, test_lint, held against what it says without our addons."""

from __future__ import annotations

import sys
from pathlib import Path

from ..database.copies import STOCK_GLUE, copy_of
from ..database.postgres import Server, postgres
from ..machine.console import say
from ..machine.layout import Layout, locked
from .cli import failed_tests, free_port, install, run_odoo_tests
from .config import write_conf


def run_test_lint(layout: Layout) -> int:
    """Install our addons beside test_lint and run it; stock faults do not count."""
    with postgres(layout) as server:
        ours, log = _faults(layout, server, with_ours=True)
        stock = _stock_faults(layout, server)
    new = sorted(ours - stock)
    named = _lines_about_us(layout, log)
    for test in new:
        say(f"   test_lint fails with our addons only: {test}")
    for line in named:
        say(f"   {line}")
    if new or named:
        say(f"   The whole log: {log}")
    return 1 if new or named else 0


def _faults(
    layout: Layout, server: Server, *, with_ours: bool
) -> tuple[set[str], Path]:
    name = "lint" if with_ours else "lint_stock"
    database = copy_of(layout, server, STOCK_GLUE, name)
    extra = {} if with_ours else {"addons_path": ""}
    conf = write_conf(layout, server, name, http_port=free_port(), **extra)
    addons = layout.addons() if with_ours else []
    install(layout, conf, database, ["test_lint", *addons])
    log = layout.logs / f"{name}.log"
    _code, text = run_odoo_tests(layout, conf, database, "/test_lint", log, "--no-http")
    server.drop(database)
    return failed_tests(text), log


def prepare_stock_faults(layout: Layout) -> int:
    """Ask test_lint about Odoo itself: half of the work, beside the other half."""
    with postgres(layout) as server:
        _stock_faults(layout, server)
    return 0


def _stock_faults(layout: Layout, server: Server) -> set[str]:
    """What test_lint finds in Odoo itself; asked once for a set-up."""
    keep = layout.state / "lint_stock.txt"
    with locked(layout, "lint_stock", "what test_lint says of Odoo itself"):
        if not keep.is_file():
            faults, _log = _faults(layout, server, with_ours=False)
            keep.write_text("\n".join(sorted(faults)))
    return set(keep.read_text().split())


def _lines_about_us(layout: Layout, log: Path) -> list[str]:
    """Lines of failing tests that name a file of ours."""
    marks = [f"addons/{name}/" for name in layout.addons()]
    return [
        line.strip()
        for line in log.read_text(errors="replace").splitlines()
        if any(mark in line for mark in marks)
        and str(layout.root) in line
        and "INFO" not in line
    ]


if __name__ == "__main__":
    sys.exit(prepare_stock_faults(Layout()))
