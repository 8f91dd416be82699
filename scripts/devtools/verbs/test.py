"""Every test: plain Python, Odoo through pytest-odoo, tours and HOOT in Chromium."""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..database.copies import drop_with_files
from ..database.postgres import Server, cpu_seconds, postgres
from ..machine.browser import ensure_browser
from ..machine.console import say
from ..machine.layout import Layout, locked
from ..machine.queue import Job, Outcome, Queue
from ..odoo.config import data_dir, write_conf
from ..suite.addons import made_for, source_name
from ..suite.measured import Measured, by_part
from ..suite.plan import NOTHING_COLLECTED, Plan, choose, project_files

HELP = "Every test; or those of an addon, of a path, or with -k of a name."
SLOWEST = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="*", help="addons or paths; none means every test there is"
    )
    parser.add_argument("-k", metavar="WORDS", help="only tests whose name fits")
    parser.add_argument("-x", action="store_true", help="stop at the first failure")
    parser.add_argument(
        "--measure",
        action="store_true",
        help="note in tests/seconds.json how long each file took",
    )


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Run the chosen tests; exit 1 when any of them fails."""
    ensure_browser()
    words = [*(["-k", options.k] if options.k else []), *(["-x"] if options.x else [])]
    start = time.monotonic()
    with postgres(layout) as server:
        before = cpu_seconds(layout)
        plan = Plan(layout, server, words)
        jobs = plan.jobs(choose(layout, options.what))
        queue = Queue(layout.logs, layout.root, early=options.x)
        with _databases(layout, server, plan.lanes):
            outcomes = queue.run(jobs)
        database = cpu_seconds(layout) - before
    tests = _times(plan, jobs)
    if options.measure and not words:
        _measure(layout, jobs, outcomes, tests)
    _tell_slowest(tests)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    say(
        f"{time.monotonic() - start:.0f} s; {cpu + database:.0f} s of CPU, of it "
        f"{database:.0f} s in PostgreSQL."
    )
    return _verdict(outcomes)


@contextmanager
def _databases(layout: Layout, server: Server, lanes: int) -> Iterator[None]:
    """Keep the databases of a run from another run, and drop them at its end."""
    if not lanes:
        yield
        return
    with locked(layout, "test", "tests of addons"):
        try:
            yield
        finally:
            data = data_dir(write_conf(layout, server, "test_install"))
            for name in (source_name(layout), *made_for(layout, lanes)):
                drop_with_files(server, data, name)


def _times(plan: Plan, jobs: Sequence[Job]) -> dict[str, float]:
    """Test → seconds, over all parts."""
    found: dict[str, float] = {}
    for path in {plan.times(job.name) for job in jobs}:
        if path.is_file():
            found.update(json.loads(path.read_text()))
    return found


def _measure(
    layout: Layout,
    jobs: Sequence[Job],
    outcomes: Sequence[Outcome],
    tests: dict[str, float],
) -> None:
    names = {job.name for job in jobs}
    parts = {
        end.job.name: end.wall
        for end in outcomes
        if end.good and "/" not in end.job.name and end.job.command[2] != "pytest"
    }
    Measured(layout.root).update({**by_part(tests, names), **parts})


def _tell_slowest(tests: dict[str, float]) -> None:
    slowest = sorted(tests.items(), key=lambda item: -item[1])[:SLOWEST]
    if slowest:
        say(f"── the slowest {len(slowest)} of {len(tests)} tests " + "─" * 40)
    for name, seconds in slowest:
        say(f"{seconds:7.1f} s  {name}")


def _verdict(outcomes: Sequence[Outcome]) -> int:
    """The closing lines: each part's last one, what failed, and the exit code."""
    say("── parts " + "─" * 62)
    for end in outcomes:
        lines = end.text.strip().splitlines() or [""]
        sign = "✓" if end.good else "✗" if end.code is not None else "-"
        say(
            f"{sign} {end.job.name}: {lines[-1] if end.code is not None else 'not run'}"
        )
    for end in outcomes:
        for line in end.text.splitlines():
            if not end.good and line.startswith(("FAILED ", "ERROR ")):
                say(line)
    failed = [end.job.name for end in outcomes if not end.good]
    chosen = [end for end in outcomes if end.job.fine]
    if chosen and all(end.code == NOTHING_COLLECTED for end in chosen):
        say("No test fits.")
        return 1
    say("All tests passed." if not failed else f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def run_project_tests(layout: Layout, paths: Sequence[str]) -> int:
    """Run tests of the project and nothing else; give back the exit code."""
    with postgres(layout) as server:
        plan = Plan(layout, server, [])
        chosen = choose(layout, paths or project_files(layout.root))
        return _verdict(Queue(layout.logs, layout.root).run(plan.jobs(chosen)))
