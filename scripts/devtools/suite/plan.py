"""What a run consists of: the jobs for what was asked."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..database.copies import EVERYTHING, LANE
from ..database.postgres import Server
from ..machine.console import DevError
from ..machine.layout import Layout
from ..machine.queue import Job
from ..odoo.cli import free_port
from ..odoo.config import write_conf
from . import timing
from .addons import BROWSER, lane_name, matrix_name
from .measured import Measured, balance

# Tests of one file that take so long that they run beside each other.
SPLIT = ("tests/test_install_matrix.py",)
# Fixtures of tests/conftest.py that bring up the whole demonstration, once.
SYSTEM = {"first_run", "running", "pair"}
# A second lane costs a database and a registry: worth it from so many seconds on.
WORTH_A_LANE = 60.0
LONGEST_LANE = 400.0
# A pytest of its own for each file would cost more than it gains below this.
WORTH_A_PART = 20.0
NOTHING_COLLECTED = 5
PREPARE, TERMS, HOOT, DOCTESTS = (
    "installing",
    "terms",
    "HOOT",
    "engines (doctests)",
)


@dataclass
class Choice:
    """What was asked for: addons and paths in them, tests of the project."""

    addons: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    project: list[str] = field(default_factory=list)


def choose(layout: Layout, what: Sequence[str]) -> Choice:
    """Sort the arguments; none means all there is.

    :raises DevError: for a word that names nothing.
    """
    if not what:
        project = project_files(layout.root)
        return Choice(layout.addons(), [], project)
    chosen = Choice()
    for word in (word.removeprefix("./").rstrip("/") for word in what):
        addon = word.removeprefix("addons/")
        if addon in layout.addons():
            chosen.addons.append(addon)
        elif not (layout.root / word.split("::", 1)[0]).exists():
            raise DevError(
                f"{word} is neither an addon nor a path. Addons: "
                f"{', '.join(layout.addons())}"
            )
        elif word.startswith("addons/"):
            chosen.inside.append(word)
        elif word == "tests":
            chosen.project += project_files(layout.root)
        else:
            chosen.project.append(word)
    return chosen


class Plan:
    """Turns a choice into jobs.

    :param words: further words for pytest, such as -k.
    """

    def __init__(self, layout: Layout, server: Server, words: Sequence[str]) -> None:
        self._layout = layout
        self._server = server
        self._words = list(words)
        self._measured = Measured(layout.root)
        self.lanes = 0

    def jobs(self, chosen: Choice) -> list[Job]:
        """The jobs, each with the seconds it is said to take."""
        whole = set(chosen.addons) == set(self._layout.addons())
        jobs = self._project(chosen.project, shared=whole)
        if chosen.addons or chosen.inside:
            jobs += self._addons(chosen)
        if chosen.addons:
            jobs += self._doctests(chosen.addons)
        return jobs

    def times(self, name: str) -> Path:
        """Where a part writes how long its tests took."""
        plain = "".join(sign if sign.isalnum() else "_" for sign in name)
        return self._layout.logs / f"times_{plain}.json"

    def _doctests(self, addons: Sequence[str]) -> list[Job]:
        folders = [
            f"addons/{name}"
            for name in addons
            if (self._layout.root / "addons" / name / "engine").is_dir()
        ]
        words = [str(self._layout.python), "-m", "devtools.odoo.doctests", *folders]
        return [Job(DOCTESTS, words)] if folders else []

    def _addons(self, chosen: Choice) -> list[Job]:
        files = [*test_files(self._layout.root, chosen.addons), *chosen.inside]
        seconds = {file: self._measured.seconds(file) for file in files}
        shares = balance(files, seconds, self._lanes_for(sum(seconds.values())))
        self.lanes = len(shares)
        browser = [BROWSER] if any(map(self._in_browser, files)) else []
        jobs = [self._part(PREPARE, "prepare", str(self.lanes), *browser)]
        for lane, share in enumerate(shares):
            jobs.append(self._lane(lane, share, sum(seconds[file] for file in share)))
        if self._words:
            return jobs
        hoot = [
            name
            for name in chosen.addons
            if list(
                (self._layout.root / "addons" / name).glob("static/tests/**/*.test.js")
            )
        ]
        if hoot:
            jobs.append(self._part(HOOT, "hoot", *hoot, after=PREPARE))
        if set(chosen.addons) == set(self._layout.addons()):
            jobs.append(self._part(TERMS, "terms", after=PREPARE))
        return jobs

    def _in_browser(self, file: str) -> bool:
        path = self._layout.root / file.split("::", 1)[0]
        files = [path] if path.is_file() else path.rglob("test_*.py")
        return any("HttpCase" in found.read_text() for found in files)

    def _lanes_for(self, seconds: float) -> int:
        if "-k" in self._words or seconds < WORTH_A_LANE:
            return 1
        return max(2, round(seconds / LONGEST_LANE))

    def _part(self, name: str, what: str, *words: str, after: str = "") -> Job:
        program = [str(self._layout.python), "-m", "devtools.suite.addons"]
        return Job(
            name, [*program, what, *words], self._measured.seconds(name), after=after
        )

    def _lane(self, lane: int, files: Sequence[str], seconds: float) -> Job:
        """Tests of addons in a database of their own, through pytest-odoo."""
        database = lane_name(self._layout, lane)
        conf = write_conf(
            self._layout,
            self._server,
            f"test_{lane}",
            http_port=free_port(),
            db_name=database,
        )
        odoo = [f"--odoo-config={conf}", f"--odoo-database={database}", "--odoo-http"]
        name = f"addons {lane + 1}"
        return self._pytest(name, [*odoo, *files], seconds, after=PREPARE)

    def _project(self, paths: Sequence[str], *, shared: bool) -> list[Job]:
        """Tests of what crosses addons; those of the running system share one.

        :param shared: the database with all addons is there for the split ones too.
        """
        parts = self._parts(paths)
        on_all = self._on_all(paths) if shared else set()
        given = {EVERYTHING: matrix_name(self._layout)}
        env = {
            f"CRM_TEST_PG_{key.upper()}": value
            for key, value in self._server.options().items()
        }
        plain = ["-p", "no:pytest_odoo", "-p", "no:odoo"]
        return [
            self._pytest(
                name,
                [*plain, *files],
                sum(self._measured.seconds(file) for file in files),
                env={**env, LANE: f"{number}_", **(given if name in on_all else {})},
                after=PREPARE if name in on_all else "",
            )
            for number, (name, files) in enumerate(sorted(parts.items()))
        ]

    def _parts(self, paths: Sequence[str]) -> dict[str, list[str]]:
        """What is a program of its own, with its paths."""
        if "-k" in self._words:
            return {"project": list(paths)} if paths else {}
        system = [path for path in paths if needs_system(self._layout.root, path)]
        others = [path for path in paths if path not in system]
        parts = {part: [part] for path in others for part in self._split(path)}
        if system:
            parts["the running system"] = system
        quick = [
            name
            for name in parts
            if "::" not in name and self._measured.seconds(name) < WORTH_A_PART
        ]
        if len(quick) > 1:
            together = [path for name in quick for path in parts.pop(name)]
            parts["project, the quick ones"] = together
        return parts

    def _split(self, path: str) -> list[str]:
        if path not in SPLIT:
            return [path]
        return [f"{path}::{node.name}" for node in self._tests(path)]

    def _on_all(self, paths: Sequence[str]) -> set[str]:
        """Those of the split tests that ask for a database with all addons."""
        return {
            f"{path}::{node.name}"
            for path in paths
            if path in SPLIT
            for node in self._tests(path)
            if "everything" in {argument.arg for argument in node.args.args}
        }

    def _tests(self, path: str) -> list[ast.FunctionDef]:
        tree = ast.parse((self._layout.root / path).read_text())
        found = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        return [node for node in found if node.name.startswith("test_")]

    def _pytest(
        self,
        name: str,
        words: Sequence[str],
        seconds: float,
        *,
        after: str = "",
        env: dict[str, str] | None = None,
    ) -> Job:
        times = self.times(name)
        times.unlink(missing_ok=True)
        return Job(
            name,
            [
                *(self._layout.python, "-m", "pytest", "-p", "no:cacheprovider"),
                *("-p", "devtools.suite.timing", "-q", *words, *self._words),
            ],
            seconds,
            after,
            {timing.VARIABLE: str(times), **(env or {})},
            (NOTHING_COLLECTED,) if self._words else (),
        )


def project_files(root: Path) -> list[str]:
    """The tests of what crosses addons."""
    return sorted(str(path.relative_to(root)) for path in root.glob("tests/test_*.py"))


def test_files(root: Path, addons: Iterable[str]) -> list[str]:
    """The files with tests of the addons."""
    return sorted(
        str(path.relative_to(root))
        for addon in addons
        for path in (root / "addons" / addon).rglob("test_*.py")
        if "static" not in path.parts
    )


def needs_system(root: Path, path: str) -> bool:
    """Whether a file has tests on the whole demonstration."""
    file = root / path.split("::", 1)[0]
    tree = ast.parse(file.read_text()) if file.is_file() else ast.Module([], [])
    return any(
        argument.arg in SYSTEM
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for argument in node.args.args
    ) or any(
        isinstance(node, ast.Constant) and node.value in SYSTEM
        for node in ast.walk(tree)
    )
