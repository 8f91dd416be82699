"""Databases for tests, each a copy of a template that holds stock modules only."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..machine.console import step
from ..machine.layout import Layout, fingerprint, locked
from ..odoo.cli import install
from ..odoo.config import write_conf
from .postgres import Server

# What our addons stand on, so that a copy installs only ours.
STOCK_ALL = ("crm", "product")
# And what glue joins them to, for databases in which each of ours is installed.
STOCK_GLUE = (*STOCK_ALL, "hr", "sale_crm")


def prefix(layout: Layout) -> str:
    """Databases of this checkout's tests begin so; two checkouts do not meet."""
    return "test_" + fingerprint([], str(layout.state), str(layout.root))[:6]


def template(layout: Layout, server: Server, modules: Sequence[str]) -> str:
    """A database with these stock modules, made once for an Odoo."""
    release = next(
        (layout.venv / "lib").glob("python3.*/site-packages/crm_dev_odoo.pth")
    ).read_text()
    name = f"{prefix(layout)}_{'_'.join(modules)}_{fingerprint([], release)[:4]}"
    name = re.sub(r"\W", "_", name)[:60]
    ready = f"{name}_ok"[:63]
    with locked(layout, "template", "a template database"):
        if server.exists(ready):
            return ready
        conf = write_conf(layout, server, "template")
        with step(f"making the template database with {', '.join(modules)}"):
            server.create(name)
            install(layout, conf, name, modules)
            server.execute(f'ALTER DATABASE "{name}" RENAME TO "{ready}"')
    return ready


def copy_of(layout: Layout, server: Server, modules: Sequence[str], suffix: str) -> str:
    """A fresh database with these stock modules, and nothing of ours."""
    source = template(layout, server, modules)
    name = f"{prefix(layout)}_{suffix}"
    server.create(name, source)
    return name
