"""How long each part of a run takes: tests/seconds.json, and the balance by it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

FILE = "tests/seconds.json"
# What a test takes, and more for one in a browser, until it is measured; so too a
# test of the project, and one that installs or starts Odoo; and a part without tests.
TEST, BROWSER = 0.3, 6.0
PLAIN, WITH_ODOO = 0.1, 60.0
PART = 30.0
IN_BROWSER = re.compile(r"start_tour\(|browser_js\(")
ODOO = re.compile(r"\b(copy_of|first_run|running|pair|empty_crm)\b")


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
        for known in (name, file):
            if known in self._seconds:
                return self._seconds[known]
        path = self._root / file
        return guess(name, path.read_text() if path.is_file() else "")

    def update(self, measured: Mapping[str, float]) -> None:
        """Write what a run has measured; forget files that are gone."""
        seconds = {**self._seconds, **measured}
        kept = {
            name: round(value, 1)
            for name, value in sorted(seconds.items())
            if "/" not in name or (self._root / name.split("::", 1)[0]).exists()
        }
        self._path.write_text(json.dumps(kept, indent=2) + "\n")


def guess(name: str, text: str) -> float:
    """The seconds of a part that was never measured, by what it does.

    >>> guess("addons/a/tests/test_a.py", "def test_x(self): start_tour(…)")
    6.3
    >>> guess("tests/test_a.py", "def test_x(): …")
    0.1
    """
    tests = len(re.findall(r"^ *def test_", text, re.M))
    if name.startswith("addons/"):
        return tests * TEST + len(IN_BROWSER.findall(text)) * BROWSER
    if not name.startswith("tests/"):
        return PART
    return max(PLAIN, tests * (WITH_ODOO if ODOO.search(text) else PLAIN))


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
