"""What the project's tests share: the layout, PostgreSQL, and running systems."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from devtools.database.copies import STOCK_ALL, copy_of
from devtools.database.postgres import Server, postgres
from devtools.machine.layout import Layout
from devtools.odoo.cli import free_port, install, port_is_free, server
from devtools.odoo.config import write_conf

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "test_run"
READY = "Stop with Ctrl-C"


@dataclass(frozen=True)
class Running:
    """A system that `./scripts/dev run` has brought up.

    :ivar output: what the command printed until it was ready.
    """

    url: str
    db: str
    erp_url: str
    erp_db: str
    mail_url: str
    output: str


@pytest.fixture(scope="session")
def layout() -> Layout:
    """Where things are in this checkout."""
    return Layout()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A checkout whose state is somewhere else."""
    monkeypatch.setenv("CRM_DEV_STATE", str(tmp_path / "state"))
    made = Layout()
    made.state.mkdir()
    return made


@pytest.fixture(scope="session")
def pg(layout: Layout) -> Iterator[Server]:
    """A running PostgreSQL."""
    with postgres(layout) as server_:
        yield server_


def free_ports() -> int:
    """A port that is free with the next three: ERP, mailbox, and its SMTP side."""
    for _attempt in range(50):
        port = free_port()
        if port < 65000 and all(port_is_free(port + n) for n in (1, 2, 3)):
            return port
    raise AssertionError("no four free ports in a row")


def start_run(port: int, *words: str) -> subprocess.Popen[str]:
    """Start the main job as a person starts it, on a database of its own."""
    return subprocess.Popen(
        [str(ROOT / "scripts/dev"), "run", *words],
        env={**os.environ, "CRM_DEV_PORT": str(port), "CRM_DEV_DB": DATABASE},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture(scope="session")
def first_run(layout: Layout, pg: Server) -> Iterator[str]:
    """What the first run prints; its databases stay for the session."""
    child = start_run(free_ports(), "--fresh", "--check")
    output, _none = child.communicate(timeout=1200)
    assert child.returncode == 0, output
    yield output
    for database in (DATABASE, f"{DATABASE}_erp"):
        pg.drop(database)


@pytest.fixture(scope="module")
def running(first_run: str) -> Iterator[Running]:
    """The main job, started a second time, and stopped with Ctrl-C."""
    port = free_ports()
    child = start_run(port)
    output = read_until_ready(child)
    yield Running(
        f"http://127.0.0.1:{port}",
        DATABASE,
        f"http://127.0.0.1:{port + 1}",
        f"{DATABASE}_erp",
        f"http://127.0.0.1:{port + 2}",
        output,
    )
    child.send_signal(signal.SIGINT)
    assert child.wait(60) == 0, "Ctrl-C did not end the run cleanly"
    assert all(port_is_free(port + n) for n in range(4))


def read_until_ready(child: subprocess.Popen[str]) -> str:
    """Read the output until the closing line, and give it back."""
    assert child.stdout is not None
    lines = []
    for line in child.stdout:
        lines.append(line)
        if line.startswith(READY):
            return "".join(lines)
    raise AssertionError("./scripts/dev run did not come up:\n" + "".join(lines[-40:]))


def tell_the_tests(**values: str) -> None:
    """Name the servers in the CRM_TEST_* variables that the tests read."""
    os.environ.update({f"CRM_TEST_{name.upper()}": v for name, v in values.items()})


@pytest.fixture(scope="session")
def pair(layout: Layout, pg: Server, first_run: str) -> Iterator[None]:
    """CRM and ERP of the first run, each a process that a test may kill."""
    from erp_demo import fill_erp

    conf = write_conf(layout, pg, "pair")
    with ExitStack() as stack:
        url = stack.enter_context(server(layout, conf, DATABASE, free_port()))
        erp_db = f"{DATABASE}_erp"
        erp = stack.enter_context(server(layout, conf, erp_db, free_port()))
        tell_the_tests(
            url=url,
            db=DATABASE,
            login="admin",
            password="admin",
            erp_url=erp,
            erp_db=erp_db,
            erp_key=fill_erp(erp, erp_db, "admin", "admin"),
        )
        yield


@pytest.fixture(scope="module")
def empty_crm(layout: Layout, pg: Server) -> Iterator[None]:
    """A CRM with all addons and no data."""
    database = copy_of(layout, pg, STOCK_ALL, "empty")
    conf = write_conf(layout, pg, "empty")
    install(layout, conf, database, layout.main_addons())
    with server(layout, conf, database, free_port()) as url:
        tell_the_tests(url=url, db=database, login="admin", password="admin")
        yield
    pg.drop(database)
