"""What `run` has made so far, so that an interrupted set-up goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path

from ..machine.layout import Layout


class Ledger:
    """A small file: database → step → mark. Written whole, or not at all."""

    def __init__(self, layout: Layout) -> None:
        self._path: Path = layout.state / "run.json"

    def _read(self) -> dict[str, dict[str, str]]:
        if not self._path.is_file():
            return {}
        marks: dict[str, dict[str, str]] = json.loads(self._path.read_text())
        return marks

    def mark_of(self, database: str, step: str) -> str | None:
        """The mark that a finished step has left, or None."""
        return self._read().get(database, {}).get(step)

    def knows(self, database: str) -> bool:
        """Whether this checkout has ever begun to make the database."""
        return database in self._read()

    def set(self, database: str, step: str, mark: str) -> None:
        """Note that a step is finished."""
        marks = self._read()
        marks.setdefault(database, {})[step] = mark
        self._write(marks)

    def begin(self, database: str) -> None:
        """Note that the database is being made; forget what was known of it."""
        marks = self._read()
        marks[database] = {}
        self._write(marks)

    def _write(self, marks: dict[str, dict[str, str]]) -> None:
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(marks, indent=2, sort_keys=True))
        part.replace(self._path)
