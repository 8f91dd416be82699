"""Every quality gate, each named; all run, then the failures are listed."""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from ..machine.console import say
from ..machine.layout import Layout
from ..machine.node import run_tool
from ..machine.queue import WORKERS, Job, Queue
from ..odoo.linter import run_test_lint
from . import readme

HELP = "ruff, pylint-odoo, OCA checks, mypy, eslint, prettier, Odoo's test_lint."
PYTHON = ("addons", "scripts", "tests", "benchmarks")
SLOW = ("test-lint",)
STOCK = "test-lint without us"
PRETTY = ("addons/**/*.{js,xml}", "*.{json,mjs,cjs}", "scripts/**/*.json")


Gate = Callable[[Layout, bool], int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    parser.add_argument("--fast", action="store_true", help="leave out test-lint")
    parser.add_argument("--only", metavar="GATE", choices=sorted(GATES), help="one")


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Run all gates, two at a time; exit 1 when any of them finds something."""
    if options.only:
        return GATES[options.only][0](layout, options.fix)
    program = [str(layout.python), "-m", "devtools", "lint"]
    fix = ["--fix"] if options.fix else []
    jobs = [
        Job(name, [*program, "--only", name, *fix], seconds)
        for name, (_gate, seconds) in GATES.items()
        if name not in SLOW or not options.fast
    ]
    if not options.fast:
        jobs.append(Job(STOCK, [*program[:2], "devtools.odoo.linter"], 60))
    # Two that mend the same files do it one after the other.
    workers = 1 if options.fix else WORKERS
    ended = Queue(layout.logs, layout.root, workers=workers).run(jobs)
    failed = [end.job.name for end in ended if not end.good]
    say("Lint is clean." if not failed else f"Lint failed: {', '.join(failed)}.")
    return 1 if failed else 0


def _python(layout: Layout) -> list[str]:
    return [name for name in PYTHON if (layout.root / name).is_dir()]


def _tool(layout: Layout, name: str, *words: str) -> int:
    return subprocess.run(
        [layout.venv / "bin" / name, *words], cwd=layout.root, check=False
    ).returncode


def _ruff_check(layout: Layout, fix: bool) -> int:
    return _tool(layout, "ruff", "check", *(["--fix"] if fix else []), *_python(layout))


def _ruff_format(layout: Layout, fix: bool) -> int:
    words = [] if fix else ["--check"]
    return _tool(layout, "ruff", "format", *words, *_python(layout))


def _pylint(layout: Layout) -> int:
    return _tool(
        layout,
        "pylint",
        "--rcfile=.pylintrc",
        # A model of several subjects is several partial classes. In .pylintrc it would
        # have no effect: there, enable=odoolint wins.
        "--disable=consider-merging-classes-inherited",
        *(f"addons/{name}" for name in layout.addons()),
    )


def _oca(layout: Layout) -> int:
    manifests = [f"addons/{name}/__manifest__.py" for name in layout.addons()]
    texts = [str(path) for path in Path("addons").glob("*/i18n/*.po*")]
    code = _tool(layout, "oca-checks-odoo-module", *manifests)
    return _tool(layout, "oca-checks-po", *texts) or code if texts else code


def _mypy(layout: Layout) -> int:
    """Strict typing for plain Python: engines, adapters, scripts, benchmarks."""
    rooms = [
        path
        for room in ("engine", "adapters")
        for path in sorted(layout.root.glob(f"addons/*/{room}"))
    ]
    code = 0
    for path in rooms:
        code |= _typed(layout, path.parent, f"{path.name}")
    return code | _typed(layout, layout.root / "scripts", ".")


def _typed(layout: Layout, cwd: Path, what: str) -> int:
    return subprocess.run(
        [
            layout.python,
            "-m",
            "mypy",
            "--config-file",
            layout.root / "pyproject.toml",
            "--cache-dir",
            layout.state / "mypy",
            "--no-error-summary",
            what,
        ],
        cwd=cwd,
        env={**os.environ, "MYPYPATH": str(cwd)},
        check=False,
    ).returncode


def _eslint(layout: Layout, *, fix: bool) -> int:
    config = str(layout.state / "node/eslint.config.mjs")
    words = ["--fix"] if fix else []
    return run_tool(
        layout,
        "eslint",
        "--config",
        config,
        "--no-error-on-unmatched-pattern",
        *words,
        "addons/*/static/**/*.js",
    )


def _prettier(layout: Layout, *, fix: bool) -> int:
    config = str(layout.state / "node/prettier.config.cjs")
    return run_tool(
        layout,
        "prettier",
        "--config",
        config,
        "--log-level=warn",
        "--no-error-on-unmatched-pattern",
        "--write" if fix else "--check",
        *PRETTY,
    )


# Each gate with the seconds that it takes; .pre-commit-config.yaml has a hook for each.
GATES: dict[str, tuple[Gate, float]] = {
    "ruff-check": (_ruff_check, 1),
    "ruff-format": (_ruff_format, 1),
    "pylint-odoo": (lambda layout, _fix: _pylint(layout), 40),
    "oca-checks": (lambda layout, _fix: _oca(layout), 2),
    "mypy": (lambda layout, _fix: _mypy(layout), 5),
    "eslint": (lambda layout, fix: _eslint(layout, fix=fix), 4),
    "prettier": (lambda layout, fix: _prettier(layout, fix=fix), 3),
    "readme": (lambda layout, fix: readme.write(layout, check=not fix), 2),
    "test-lint": (lambda layout, _fix: run_test_lint(layout), 120),
}
