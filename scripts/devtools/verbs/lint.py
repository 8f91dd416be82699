"""Every quality gate, each named; all run, then the failures are listed."""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from ..console import say
from ..layout import Layout
from ..lint_odoo import run_test_lint
from ..node import run_tool
from . import readme

HELP = "ruff, pylint-odoo, OCA checks, mypy, eslint, prettier, Odoo's test_lint."
PYTHON = ("addons", "scripts", "tests", "benchmarks")
PRETTY = ("addons/**/*.{js,xml}", "*.{json,mjs,cjs}", "scripts/**/*.json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    parser.add_argument("--fast", action="store_true", help="leave out test_lint")


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Run all gates; exit 1 when any of them finds something."""
    gates: dict[str, Callable[[], int]] = {
        "ruff check": lambda: _tool(
            layout,
            "ruff",
            "check",
            *(["--fix"] if options.fix else []),
            *_python(layout),
        ),
        "ruff format": lambda: _tool(
            layout,
            "ruff",
            "format",
            *([] if options.fix else ["--check"]),
            *_python(layout),
        ),
        "pylint-odoo": lambda: _pylint(layout),
        "OCA checks": lambda: _oca(layout),
        "mypy": lambda: _mypy(layout),
        "eslint": lambda: _eslint(layout, fix=options.fix),
        "prettier": lambda: _prettier(layout, fix=options.fix),
        "readme": lambda: readme.write(layout, check=not options.fix),
    }
    if not options.fast:
        gates["Odoo's test_lint"] = lambda: run_test_lint(layout)
    failed = []
    for name, gate in gates.items():
        start = time.monotonic()
        good = not gate()
        say(f"{'✓' if good else '✗'} {name} ({time.monotonic() - start:.0f} s)")
        if not good:
            failed.append(name)
    say("Lint is clean." if not failed else f"Lint failed: {', '.join(failed)}.")
    return 1 if failed else 0


def _python(layout: Layout) -> list[str]:
    return [name for name in PYTHON if (layout.root / name).is_dir()]


def _tool(layout: Layout, name: str, *words: str) -> int:
    return subprocess.run(
        [layout.venv / "bin" / name, *words], cwd=layout.root, check=False
    ).returncode


def _pylint(layout: Layout) -> int:
    return _tool(
        layout,
        "pylint",
        "--rcfile=.pylintrc",
        "--disable=consider-merging-classes-inherited",
        "-j",
        "2",
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
