"""Forget what was set up."""

from __future__ import annotations

import argparse
import shutil
import subprocess

from ..machine.console import DevError, say
from ..machine.layout import Layout

HELP = "Drop the databases and start afresh; --all forgets the whole set-up."
# What is slow to get and holds nothing of the user's.
KEPT = ("venv", "odoo", "node")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="Odoo and Python as well")


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Remove the state folder, or all of it but the programs."""
    if not layout.state.exists():
        say("Nothing to reset.")
        return 0
    _stop_postgres(layout)
    for path in sorted(layout.state.iterdir()):
        if not options.all and path.name in KEPT:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    say(
        f"Removed {'everything' if options.all else 'databases, files and logs'} "
        f"below {layout.state}."
    )
    say("A PostgreSQL server that you configured yourself was left as it is.")
    return 0


def _stop_postgres(layout: Layout) -> None:
    pid_file = layout.state / "postgres" / "postmaster.pid"
    if not pid_file.is_file():
        return
    pid = pid_file.read_text().split("\n", 1)[0]
    running = subprocess.run(["kill", "-0", pid], capture_output=True, check=False)
    if running.returncode:
        return
    import fcntl

    with (layout.state / "postgres.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DevError(
                "Another command of this checkout is running. Stop it, then try again."
            ) from None
        subprocess.run(["kill", "-INT", pid], check=False)
