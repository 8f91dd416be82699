"""The command line of ./scripts/dev: one sub-command, one module in verbs/."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys

from .machine.console import DevError, say, warn
from .machine.layout import Layout

VERBS = (
    "run",
    "test",
    "lint",
    "bench",
    "matrix",
    "pot",
    "readme",
    "shell",
    "reset",
    "doctor",
)
# These look before anything is set up, or clear it away.
BARE = ("reset", "doctor")

EPILOG = """\
Variables: CRM_DEV_STATE (folder of the private state, default .dev), CRM_DEV_PORT
(default 8069; the ERP gets the next one), CRM_DEV_DB (default crm_demo), CRM_DEV_ODOO
(a checkout of Odoo 19), CRM_DEV_PYTHON; PGHOST, PGPORT, PGUSER, PGPASSWORD.
"""


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="./scripts/dev",
        description="Run, test and check the CRM Fit addons. Each command sets up what "
        "it needs and may be interrupted at any time.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", required=True)
    for name in VERBS:
        module = importlib.import_module(f"devtools.verbs.{name}")
        verb = verbs.add_parser(name, help=module.HELP, description=module.HELP)
        module.add_arguments(verb)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run one verb; give back the exit code."""
    if arguments[:1] == ["help"]:
        arguments = ["--help"]
    options = parse(arguments)
    # SIGINT too: a shell that starts this in the background has it ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        layout = Layout()
        os.chdir(layout.root)
        if options.verb not in BARE:
            from .machine.pyenv import enter_env

            enter_env(layout, arguments)
        module = importlib.import_module(f"devtools.verbs.{options.verb}")
        return int(module.main(layout, options) or 0)
    except DevError as error:
        warn(f"✗ {error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
