"""Databases for tests, each a copy of a template that holds stock modules only."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..machine.console import step
from ..machine.layout import Layout, fingerprint, locked
from ..odoo.cli import install
from ..odoo.config import write_conf
from .postgres import Server

# The variable that keeps apart the databases of parts that run beside each other.
LANE = "CRM_TEST_LANE"
# And the one that names a database with all our addons that a run has made for all.
EVERYTHING = "CRM_TEST_EVERYTHING"
# What our addons stand on, so that a copy installs only ours.
STOCK_ALL = ("crm", "product")
# And what glue joins them to, for databases in which each of ours is installed.
STOCK_GLUE = (*STOCK_ALL, "hr", "sale_crm")


def prefix(layout: Layout) -> str:
    """Databases of this checkout's tests begin so; two checkouts do not meet."""
    return "test_" + fingerprint([], str(layout.state), str(layout.root))[:6]


def template(layout: Layout, server: Server, modules: Sequence[str]) -> str:
    """A database with these stock modules, made once for an Odoo.

    The larger template is made from the smaller one.
    """
    release = next(
        (layout.venv / "lib").glob("python3.*/site-packages/crm_dev_odoo.pth")
    ).read_text()
    name = f"{prefix(layout)}_{'_'.join(modules)}_{fingerprint([], release)[:4]}"
    name = re.sub(r"\W", "_", name)[:60]
    ready = f"{name}_ok"[:63]
    larger = set(modules) > set(STOCK_ALL) and not server.exists(ready)
    base = template(layout, server, STOCK_ALL) if larger else "template0"
    with locked(layout, "template", "a template database"):
        if server.exists(ready):
            return ready
        conf = write_conf(layout, server, "template")
        with step(f"making the template database with {', '.join(modules)}"):
            server.create(name, base)
            install(layout, conf, name, modules)
            server.execute(f'ALTER DATABASE "{name}" RENAME TO "{ready}"')
    return ready


def copy_of(layout: Layout, server: Server, modules: Sequence[str], suffix: str) -> str:
    """A fresh database with these stock modules, and nothing of ours.

    Parts of a run that meet beside each other have a lane of their own in its name.
    """
    source = template(layout, server, modules)
    name = f"{prefix(layout)}_{os.environ.get(LANE, '')}{suffix}"
    server.create(name, source)
    return name


def copy_with_files(server: Server, data: Path, source: str, name: str) -> None:
    """Copy a database and its attachments; these are linked, Odoo never edits them."""
    drop_with_files(server, data, name)
    server.create(name, source)
    files = data / "filestore" / source
    if files.is_dir():
        shutil.copytree(files, data / "filestore" / name, copy_function=os.link)


def drop_with_files(server: Server, data: Path, name: str) -> None:
    """Drop a database and its attachments."""
    server.drop(name)
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(data / "filestore" / name)
