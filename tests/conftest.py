"""What the project's tests share: the layout, PostgreSQL, and a running system."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from devtools.layout import Layout
from devtools.odoo_cli import free_port
from devtools.postgres import Server, postgres

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Running:
    """A system that `./scripts/dev run` has brought up.

    :ivar output: what the command printed until it was ready.
    """

    url: str
    db: str
    erp_url: str
    erp_db: str
    output: str
    layout: Layout


@pytest.fixture(scope="session")
def layout() -> Layout:
    """Where things are in this checkout."""
    return Layout()


@pytest.fixture(scope="session")
def pg(layout: Layout) -> Iterator[Server]:
    """A running PostgreSQL."""
    with postgres(layout) as server:
        yield server


def _two_free_ports() -> int:
    """A port that is free together with the next one, which the ERP takes."""
    from devtools.odoo_cli import port_is_free

    for _attempt in range(50):
        port = free_port()
        if port < 65000 and port_is_free(port + 1):
            return port
    raise AssertionError("no two free ports in a row")


@pytest.fixture(scope="session")
def running(layout: Layout, pg: Server) -> Iterator[Running]:
    """The main job, started as a person starts it, on databases of its own."""
    port, database = _two_free_ports(), "test_run"
    env = {**os.environ, "CRM_DEV_PORT": str(port), "CRM_DEV_DB": database}
    child = subprocess.Popen(
        [str(ROOT / "scripts/dev"), "run", "--fresh"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    output = _read_until_ready(child)
    try:
        yield Running(
            f"http://127.0.0.1:{port}",
            database,
            f"http://127.0.0.1:{port + 1}",
            f"{database}_erp",
            output,
            layout,
        )
    finally:
        child.send_signal(signal.SIGINT)
        code = child.wait(60)
        pg.drop(database)
        pg.drop(f"{database}_erp")
    assert code in (0, 130), f"Ctrl-C ended the run with exit code {code}"


def _read_until_ready(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    lines, end = [], time.monotonic() + 900
    for line in child.stdout:
        lines.append(line)
        if line.startswith("Stop with Ctrl-C"):
            return "".join(lines)
        if time.monotonic() > end:
            break
    child.kill()
    raise AssertionError("./scripts/dev run did not come up:\n" + "".join(lines[-40:]))
