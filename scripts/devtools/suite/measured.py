"""How long each part of a run takes: tests/seconds.json, and the balance by it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

UNKNOWN_ADDON, UNKNOWN_PROJECT = 4.0, 20.0
FILE = "tests/seconds.json"


class Measured:
    """The committed seconds of test files and other parts."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / FILE
        self._seconds: dict[str, float] = (
            json.loads(self._path.read_text()) if self._path.is_file() else {}
        )

    def seconds(self, name: str) -> float:
        """How long a file or a part takes; a guess when it is new."""
        file = name.split("::", 1)[0]
        unknown = UNKNOWN_ADDON if name.startswith("addons/") else UNKNOWN_PROJECT
        return self._seconds.get(name, self._seconds.get(file, unknown))

    def update(self, measured: Mapping[str, float]) -> None:
        """Write what a run has measured; forget files that are gone."""
        seconds = {**self._seconds, **measured}
        kept = {
            name: round(value, 1)
            for name, value in sorted(seconds.items())
            if "/" not in name or (self._root / name.split("::", 1)[0]).exists()
        }
        self._path.write_text(json.dumps(kept, indent=2) + "\n")


def by_part(tests: Mapping[str, float], parts: Iterable[str]) -> dict[str, float]:
    """Sum the seconds of tests: for the part that names them, else for their file.

    >>> tests = {"a.py::x[1]": 1.0, "a.py::x[2]": 2.0, "a.py::y": 4.0, "b.py::z": 8.0}
    >>> by_part(tests, ["a.py::x"])
    {'a.py::x': 3.0, 'a.py': 4.0, 'b.py': 8.0}
    """
    known = set(parts)
    found: dict[str, float] = defaultdict(float)
    for test, seconds in tests.items():
        function = test.split("[", 1)[0]
        found[function if function in known else test.split("::", 1)[0]] += seconds
    return dict(found)


def balance(
    files: Sequence[str], seconds: Mapping[str, float], lanes: int
) -> list[list[str]]:
    """Share files out: the longest first, each to the lane with least to do.

    >>> balance(["a", "b", "c", "d"], {"a": 5, "b": 4, "c": 3, "d": 3}, 2)
    [['a', 'd'], ['b', 'c']]
    >>> balance(["a"], {"a": 1}, 2)
    [['a']]
    """
    shares: list[list[str]] = [[] for _lane in range(lanes)]
    loads = [0.0] * lanes
    for file in sorted(files, key=lambda name: (-seconds[name], name)):
        lane = loads.index(min(loads))
        shares[lane].append(file)
        loads[lane] += seconds[file]
    return [sorted(share) for share in shares if share]
