"""An Odoo shell on the demonstration database."""

from __future__ import annotations

import argparse
import subprocess

from ..database.postgres import postgres
from ..machine.console import DevError
from ..machine.layout import Layout
from ..odoo.cli import odoo_command
from ..odoo.config import write_conf

HELP = "An Odoo shell (Python with env) on the database of run."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--db", help="another database")


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Open the shell; it reads a script from a pipe as well."""
    with postgres(layout) as server:
        database = options.db or layout.db
        if not server.exists(database):
            raise DevError(f"There is no database {database}. Type: ./scripts/dev run")
        conf = write_conf(layout, server, "shell")
        words = odoo_command(layout, conf, "shell", "-d", database, "--no-http")
        return subprocess.run(words, check=False).returncode
