"""Every test: plain Python, Odoo through pytest-odoo, tours and HOOT in Chromium."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ..database.copies import STOCK_GLUE, copy_of
from ..database.postgres import Server, postgres
from ..machine.browser import ensure_browser
from ..machine.console import DevError, say, step
from ..machine.layout import Layout
from ..machine.process import die_with_parent, stop
from ..odoo.cli import free_port, install, odoo_command, troubles
from ..odoo.config import write_conf
from . import pot

# These install Odoo again and again; they run beside the others.
SLOW = ("tests/test_install_matrix.py", "tests/test_stock_suite.py")
Part = tuple[str, Callable[[], int]]

HELP = "Every test; or those of an addon, of a path, or with -k of a name."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="*", help="addons or paths; none means every test there is"
    )
    parser.add_argument("-k", metavar="WORDS", help="only tests whose name fits")
    parser.add_argument("-x", action="store_true", help="stop at the first failure")


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Run the chosen tests; exit 1 when any of them fails."""
    ensure_browser()
    words = [*(["-k", options.k] if options.k else []), *(["-x"] if options.x else [])]
    with ExitStack() as stack:
        parts = _parts(layout, options.what, words)
        if not options.what and not words:
            parts.append(("installing", stack.enter_context(_beside(layout, SLOW))))
        failed = []
        for name, part in parts:
            start = time.monotonic()
            say(f"── {name} " + "─" * max(1, 70 - len(name)))
            if part():
                failed.append(name)
            say(f"   {name}: {time.monotonic() - start:.0f} s")
    say("All tests passed." if not failed else f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def _parts(layout: Layout, what: Sequence[str], words: list[str]) -> list[Part]:
    """What to run, in order; all of it when nothing is named."""
    addons, paths = _choose(layout, what)
    parts: list[Part] = []
    if not what:
        parts.append(("engines (doctests)", lambda: run_doctests(layout)))
        if not words:
            paths += [f"--ignore={path}" for path in SLOW]
    if addons:
        parts.append(("addons", lambda: run_addon_tests(layout, addons, words)))
    if paths:
        parts.append(("project", lambda: run_root_tests(layout, [*paths, *words])))
    return parts


@contextmanager
def _beside(layout: Layout, paths: Sequence[str]) -> Iterator[Callable[[], int]]:
    """Run tests in a second process meanwhile: there are two cores.

    Gives what waits for its end, shows its output, and returns its exit code.
    """
    log = layout.logs / "test_beside.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as sink:
        child = subprocess.Popen(
            [sys.executable, "-m", "devtools", "test", *paths],
            stdout=sink,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=die_with_parent,
        )

    def finish() -> int:
        code = child.wait()
        say(log.read_text(errors="replace"))
        return code

    try:
        yield finish
    finally:
        stop(child)


def _choose(layout: Layout, what: Sequence[str]) -> tuple[list[str], list[str]]:
    """Sort the arguments into addons (or paths in them) and tests of the project."""
    if not what:
        return layout.addons(), ["tests"]
    addons, paths = [], []
    for word in what:
        if word in layout.addons() or word.startswith("addons/"):
            addons.append(word)
        elif Path(word.split("::", 1)[0]).exists():
            paths.append(word)
        else:
            raise DevError(
                f"{word} is neither an addon nor a path. Addons: "
                f"{', '.join(layout.addons())}"
            )
    return addons, paths


def _pytest(
    layout: Layout, words: Sequence[str], env: dict[str, str] | None = None
) -> int:
    return subprocess.run(
        [layout.python, "-m", "pytest", "-p", "no:cacheprovider", "-q", *words],
        cwd=layout.root,
        env={**os.environ, **(env or {})},
        check=False,
    ).returncode


def run_doctests(layout: Layout) -> int:
    """The examples in the docstrings of every engine/, each without Odoo."""
    code = 0
    for engine in sorted(layout.root.glob("addons/*/engine")):
        addon = str(engine.parent.relative_to(layout.root))
        words = [str(layout.python), "-m", "devtools.odoo.doctests", addon]
        code |= subprocess.run(words, cwd=layout.root, check=False).returncode
    return code


def run_root_tests(layout: Layout, words: Sequence[str]) -> int:
    """The tests of what crosses addons: plain pytest, with PostgreSQL at hand."""
    with postgres(layout) as server:
        env = {
            f"CRM_TEST_PG_{key.upper()}": value
            for key, value in server.options().items()
        }
        return _pytest(layout, ["-p", "no:pytest_odoo", "-p", "no:odoo", *words], env)


def run_addon_tests(layout: Layout, chosen: Sequence[str], words: Sequence[str]) -> int:
    """Run addon tests through pytest-odoo in a fresh database with all addons."""
    with postgres(layout) as server:
        database = _fresh_database(layout, server)
        conf = write_conf(
            layout, server, "test", http_port=free_port(), db_name=database
        )
        paths = [
            word if word.startswith("addons/") else f"addons/{word}" for word in chosen
        ]
        code = _pytest(
            layout,
            [
                f"--odoo-config={conf}",
                f"--odoo-database={database}",
                "--odoo-http",
                *paths,
                *words,
            ],
        )
        if not words:
            code = run_hoot(layout, server, database, chosen) or code
        if not words and set(chosen) == set(layout.addons()):
            with step("terms that are stale or lack Chinese"):
                code = pot.compare(layout, server, database, check=True) or code
        server.drop(database)
        return code


def _fresh_database(layout: Layout, server: Server) -> str:
    """A database with all our addons and no demonstration data; its log is judged."""
    database = copy_of(layout, server, STOCK_GLUE, "addons")
    conf = write_conf(layout, server, "test_install")
    with step("installing the addons"):
        log = install(layout, conf, database, layout.addons())
    found = troubles(log)
    if found:
        raise DevError(
            "The server log has warnings or errors after installing the addons:\n"
            + "\n".join(found)
        )
    return database


def run_hoot(
    layout: Layout, server: Server, database: str, chosen: Sequence[str]
) -> int:
    """The HOOT unit tests of the chosen addons, run by Odoo's own suite in Chromium."""
    addons = [
        word
        for word in chosen
        if list((layout.root / "addons" / word).glob("static/tests/**/*.test.js"))
    ]
    if not addons:
        return 0
    conf = write_conf(layout, server, "hoot", http_port=free_port())
    wanted = ",".join(f"@{addon}" for addon in addons)
    with step(f"HOOT tests of {', '.join(addons)}"):
        log = layout.logs / "hoot.log"
        with log.open("w") as sink:
            code = subprocess.run(
                odoo_command(
                    layout,
                    conf,
                    "server",
                    "-d",
                    database,
                    "--stop-after-init",
                    f"--test-tags=/web:WebSuite.test_unit_desktop[{wanted}]",
                ),
                stdout=sink,
                stderr=sink,
                check=False,
            ).returncode
    lines = log.read_text(errors="replace").splitlines()
    for line in lines:
        if "[HOOT]" in line and ("passed" in line or "failed" in line or code):
            say("   " + line.split("[HOOT]", 1)[1].strip())
    if not any("[HOOT]" in line for line in lines):
        say("   HOOT did not run; see " + str(log))
        return 1
    return code
