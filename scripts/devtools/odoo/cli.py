"""Odoo's own commands, run in the private environment."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..machine.console import DevError
from ..machine.layout import Layout
from ..machine.process import die_with_parent, run_logged, stop, tail_of

LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
FAILED = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(\w+\.test_\w+)")
TROUBLE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) (\S+) (\S+): (.*)$")


def odoo_command(layout: Layout, conf: Path, verb: str, *words: str) -> list[str]:
    """The words of an Odoo command."""
    return [str(layout.python), "-m", "odoo", verb, "-c", str(conf), *words]


def install(
    layout: Layout,
    conf: Path,
    database: str,
    modules: Sequence[str],
    *words: str,
    update: Sequence[str] = (),
    progress: Callable[[str, int, int], None] | None = None,
) -> Path:
    """Install (and update) modules in a database; return the log.

    :param progress: is given the module's name, its number and how many there are.
    """

    def on_line(line: str) -> None:
        found = LOADING.search(line)
        if progress and found:
            progress(found.group(1), int(found.group(2)), int(found.group(3)))

    log = layout.logs / f"install_{database}.log"
    chosen = [*(["-i", ",".join(modules)] if modules else [])]
    chosen += ["-u", ",".join(update)] if update else []
    run_logged(
        odoo_command(
            layout,
            conf,
            "server",
            "-d",
            database,
            *chosen,
            *words,
            "--no-http",
            "--stop-after-init",
        ),
        log,
        f"Odoo could not install {', '.join([*modules, *update])} in {database}.",
        on_line=on_line,
    )
    return log


def uninstall(layout: Layout, conf: Path, database: str, module: str) -> Path:
    """Uninstall one module; return the log."""
    log = layout.logs / f"uninstall_{database}_{module}.log"
    run_logged(
        [
            str(layout.python),
            "-m",
            "odoo",
            "module",
            "uninstall",
            "-c",
            str(conf),
            "-d",
            database,
            module,
        ],
        log,
        f"Odoo could not uninstall {module} from {database}.",
    )
    return log


def run_odoo_tests(
    layout: Layout, conf: Path, database: str, tags: str, log: Path, *words: str
) -> tuple[int, str]:
    """Run tests with Odoo's own runner; give back its exit code and its log.

    :param tags: which tests, as `--test-tags` spells it.
    :param words: further options of the server.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    stay = ("--stop-after-init", f"--test-tags={tags}")
    with log.open("w") as sink:
        child = subprocess.Popen(
            odoo_command(layout, conf, "server", "-d", database, *words, *stay),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            text=True,
            preexec_fn=die_with_parent,
        )
        try:
            code = child.wait()
        finally:
            stop(child)
    return code, log.read_text(errors="replace")


def failed_tests(text: str) -> set[str]:
    """The tests that a log of Odoo's runner calls failed."""
    return set(FAILED.findall(text))


def run_script(
    layout: Layout, conf: Path, database: str, script: str, expected: str
) -> str:
    """Run Python with `env` in a database; give back what it printed.

    :raises DevError: unless the output holds the expected words.
    """
    done = subprocess.run(
        odoo_command(layout, conf, "shell", "-d", database, "--no-http"),
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    if expected not in done.stdout:
        tail = (done.stdout + done.stderr)[-3000:]
        raise DevError(f"The script in {database} did not end well:\n{tail}")
    return done.stdout


def troubles(log: Path) -> list[str]:
    """The warnings and errors of a server log, one line each."""
    return [
        line
        for line in log.read_text(errors="replace").splitlines()
        if TROUBLE.match(line)
    ]


def port_is_free(port: int) -> bool:
    """Whether nothing listens on this machine's port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that is free right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(
    layout: Layout, conf: Path, database: str, port: int
) -> subprocess.Popen[str]:
    """Start an Odoo server for one database; do not wait for it."""
    layout.logs.mkdir(parents=True, exist_ok=True)
    log = layout.logs / f"server_{database}.log"
    with log.open("a") as sink:
        return subprocess.Popen(
            odoo_command(
                layout,
                conf,
                "server",
                "-d",
                database,
                f"--db-filter=^{re.escape(database)}$",
                f"--http-port={port}",
                # odoorpc speaks the old protocol; Odoo says so at each call.
                "--log-handler=odoo.addons.rpc.controllers.jsonrpc:ERROR",
            ),
            stdout=sink,
            stderr=sink,
            stdin=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,  # Ctrl-C is ours to hand on, once
            preexec_fn=die_with_parent,
        )


def wait_for(
    layout: Layout, child: subprocess.Popen[str], database: str, port: int
) -> None:
    """Wait until the server answers for its database.

    :raises DevError: when it ended, or does not answer in two minutes.
    """
    log = layout.logs / f"server_{database}.log"
    end = time.monotonic() + 120
    address = f"http://127.0.0.1:{port}/web/login"
    while time.monotonic() < end:
        if child.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    tail = "\n".join(f"    {line}" for line in tail_of(log))
    raise DevError(
        f"The Odoo server for {database} did not come up on port {port}.\n{tail}\n"
        f"The whole log: {log}"
    )


@contextmanager
def server(layout: Layout, conf: Path, database: str, port: int) -> Iterator[str]:
    """A running Odoo server for as long as the block runs; gives its address."""
    if not port_is_free(port):
        raise DevError(
            f"Port {port} is taken. Stop what listens there, or set CRM_DEV_PORT to "
            "another port."
        )
    child = start_server(layout, conf, database, port)
    try:
        wait_for(layout, child, database, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(child)
