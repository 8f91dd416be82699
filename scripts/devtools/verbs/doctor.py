"""Say what is there, what is missing, and the command that mends it."""

from __future__ import annotations

import argparse
import os
import shutil
import sys

from ..machine.apt import apt_command
from ..machine.browser import find_browser
from ..machine.console import DevError, say
from ..machine.layout import Layout
from ..odoo.cli import port_is_free
from ..odoo.source import debian_mirror, named_source, release_of

HELP = "What is missing on this machine, and the exact command that mends it."
NEEDED_GB = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Print a line for each need; exit 1 when one is not met."""
    checks = [_python, _disk, _odoo, _postgres, _browser, _ports]
    good = True
    for check in checks:
        try:
            say(f"✓ {check(layout)}")
        except DevError as error:
            good = False
            say(f"✗ {error}")
    say("All is well." if good else "Mend the lines marked ✗, then try again.")
    return 0 if good else 1


def _python(layout: Layout) -> str:
    made = "made" if layout.python.exists() else "made by the next command"
    return f"Python {sys.version.split()[0]}; environment {layout.venv} ({made})"


def _disk(layout: Layout) -> str:
    home = layout.state if layout.state.exists() else layout.root
    free = shutil.disk_usage(home).free / 2**30
    if free < NEEDED_GB:
        raise DevError(
            f"{home} has {free:.1f} GB free; {NEEDED_GB} GB are needed. Make room, or "
            "name another folder in CRM_DEV_STATE."
        )
    return f"{free:.0f} GB free in {home}"


def _odoo(layout: Layout) -> str:
    named = named_source()
    if named:
        return named.describe()
    unpacked = layout.state / "odoo/usr/lib/python3/dist-packages"
    if release_of(unpacked):
        return "Odoo 19, the Debian package, unpacked below the state folder"
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise DevError(
            "No apt here to fetch Odoo with. Get a checkout of Odoo 19, then type:\n"
            "    export CRM_DEV_ODOO=/path/to/odoo"
        )
    debian_mirror()
    return "Odoo 19 will be fetched as a Debian package by the next command"


def _postgres(layout: Layout) -> str:
    if os.environ.get("PGHOST"):
        return f"PostgreSQL at PGHOST={os.environ['PGHOST']}"
    return "PostgreSQL: private server, unless odoo.conf sets db_host"


def _browser(layout: Layout) -> str:
    found = find_browser()
    if not found:
        raise DevError(
            "Chromium is missing (only the tests need it). Type:\n"
            f"    {apt_command(['chromium', 'fonts-noto-cjk'])}"
        )
    return f"browser {found}"


def _ports(layout: Layout) -> str:
    for port in (layout.port, layout.erp_port):
        if not port_is_free(port):
            raise DevError(
                f"Port {port} is taken (perhaps by a running ./scripts/dev run). For "
                f"another port type:\n    export CRM_DEV_PORT={port + 10}"
            )
    return f"ports {layout.port} and {layout.erp_port} are free"
