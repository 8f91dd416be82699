"""The main job: Odoo with our addons, filled from the real workbook, in the browser."""

from __future__ import annotations

import argparse
import fcntl
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from demonstration.language import LANGUAGES
from demonstration.mailbox import mailbox

from ..database import demo
from ..database.postgres import postgres
from ..database.stage import ensure_databases, forget
from ..machine.console import DevError, say, step
from ..machine.layout import Layout
from ..machine.process import stop
from ..odoo.cli import port_is_free, start_server, wait_for
from ..odoo.config import write_conf

HELP = "Odoo 19 with the addons and the demonstration data, at http://localhost:8069."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fresh", action="store_true", help="drop the demonstration databases first"
    )
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default="en",
        help="zh: a Chinese company with Chinese data, in databases of its own",
    )
    parser.add_argument(
        "--check", action="store_true", help="set everything up, then stop"
    )


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Set up what is missing, serve, and stop on Ctrl-C."""
    start = time.monotonic()
    layout = layout.speaking(options.lang)
    with ExitStack() as stack:
        stack.enter_context(_only_run(layout))
        server = stack.enter_context(postgres(layout))
        conf = write_conf(layout, server, f"run_{layout.db}")
        letters = layout.state / f"mailbox_{layout.db}"
        if options.fresh:
            forget(layout, server)
            shutil.rmtree(letters, ignore_errors=True)
        ensure_databases(layout, server, conf)
        stack.enter_context(mailbox(letters, layout.smtp_port, layout.mail_port))
        children = {}
        with step("starting the servers"):
            for database, port in _servers(layout).items():
                children[database] = start_server(layout, conf, database, port)
                stack.callback(stop, children[database])
            for database, port in _servers(layout).items():
                wait_for(layout, children[database], database, port)
        demo.fill(layout, server, conf)
        say(f"\nReady after {time.monotonic() - start:.0f} s.\n")
        say(demo.welcome(layout, server, conf))
        if not options.check:
            _watch(children)
    return 0


def _servers(layout: Layout) -> dict[str, int]:
    return {layout.db: layout.port, layout.erp_db: layout.erp_port}


@contextmanager
def _only_run(layout: Layout) -> Iterator[None]:
    """One run for a state folder; a taken port is told before the work begins."""
    with (layout.state / f"run_{layout.db}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DevError(
                "This checkout is running already: see http://localhost:"
                f"{layout.port} or stop it with Ctrl-C in its terminal."
            ) from None
        for port in (*_servers(layout).values(), layout.mail_port, layout.smtp_port):
            if not port_is_free(port):
                raise DevError(
                    f"Port {port} is taken. Stop what listens there, or choose another "
                    f"port:\n    CRM_DEV_PORT={layout.port + 10} ./scripts/dev run"
                )
        yield


def _watch(children: dict[str, subprocess.Popen[str]]) -> None:
    """Wait for Ctrl-C; tell when a server ends by itself."""
    try:
        while True:
            for database, child in children.items():
                if child.poll() is not None:
                    raise DevError(
                        f"The server for {database} has ended by itself (exit code "
                        f"{child.returncode}); see its log in the state folder."
                    )
            time.sleep(0.5)
    except KeyboardInterrupt:
        say("\nStopping …")
