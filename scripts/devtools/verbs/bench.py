"""Benchmarks: each compares in one run and prints a ratio."""

from __future__ import annotations

import argparse
import os
import subprocess
from pathlib import Path

from ..database.copies import STOCK_ALL, copy_of, prefix, template
from ..database.postgres import Server, postgres
from ..machine.console import say, step
from ..machine.layout import Layout
from ..odoo.cli import install
from ..odoo.config import write_conf

HELP = "Ratios against stock Odoo and peers, side by side in one run."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", metavar="NAME", help="one benchmark")
    parser.add_argument("--json", metavar="FILE", help="write the table as JSON too")
    parser.add_argument(
        "--most", metavar="LEADS", type=int, default=0, help="leave out larger sizes"
    )


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Make both databases, then measure in one process."""
    with postgres(layout) as server:
        conf = write_conf(layout, server, "bench")
        _clean(layout, server)
        ours = copy_of(layout, server, STOCK_ALL, "bench_ours")
        stock = copy_of(layout, server, STOCK_ALL, "bench_stock")
        with step("installing the addons"):
            install(layout, conf, ours, layout.main_addons())
        say(f"machine: {machine()}")
        words = ["--conf", str(conf), "--ours", ours, "--stock", stock]
        words += ["--template", template(layout, server, STOCK_ALL)]
        if options.only:
            words += ["--only", options.only]
        if options.json:
            words += ["--json", str(Path(options.json).resolve())]
        if options.most:
            words += ["--most", str(options.most)]
        code = subprocess.run(
            [layout.python, "-m", "benchmarks", *words], cwd=layout.root, check=False
        ).returncode
        _clean(layout, server)
    return code


def _clean(layout: Layout, server: Server) -> None:
    """Drop every database of a run, the further ones of some benchmarks too."""
    names = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    for database in server.column(names, f"{prefix(layout)}_bench_"):
        server.drop(database)


def machine() -> str:
    """Processor, cores and memory, for the table's heading."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if "model name" in line]
    model = models[0] if models else "unknown processor"
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{model}, {os.cpu_count()} cores, {pages / 2**30:.0f} GB"
