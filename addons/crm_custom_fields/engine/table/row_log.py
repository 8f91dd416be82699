"""How a change of a row is told: what there was, and what there is now.

>>> before = Told(7, "France", {"x_fee": Cell("Fee", "20", 20.0)})
>>> after = Told(7, "France", {"x_fee": Cell("Fee", "30", 30.0)})
>>> changes(before, after, "…")
[(7, 'France: Fee 20', 'France: Fee 30')]
>>> changes(None, after, "…"), changes(before, None, "…"), changes(after, after, "…")
([(7, '', 'France')], [(7, 'France', '')], [])
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NOTHING = "\u2013"
# How far a column is told; else by one of the masks.
CLEAR, SECRET = "clear", "secret"


@dataclass(frozen=True)
class Cell:
    """One value of a row.

    :ivar shown: what everybody may read of it, None when nothing
    :ivar value: what is compared, and never told
    """

    label: str
    shown: str | None
    value: Any


@dataclass(frozen=True)
class Told:
    """A row at one moment: which record it belongs to, and what it is called."""

    owner: int
    name: str
    cells: Mapping[str, Cell]


def changes(
    before: Told | None, after: Told | None, hidden: str
) -> list[tuple[int, str, str]]:
    """Return ``(owner, old text, new text)`` for what has become of a row.

    A row that went to another owner is gone there and new here. ``hidden`` is said
    when only values have changed that not everybody sees.

    >>> here, there = Told(7, "France", {}), Told(8, "France", {})
    >>> changes(here, there, "…")
    [(7, 'France', ''), (8, '', 'France')]
    >>> old, new = (Told(7, "Lin", {"x": Cell("ID", None, v)}) for v in ("1", "2"))
    >>> changes(old, new, "changed where not everybody sees it")
    [(7, 'Lin', 'Lin: changed where not everybody sees it')]
    """
    if before and after and before.owner == after.owner:
        return [(after.owner, *texts) for texts in _difference(before, after, hidden)]
    gone = [(before.owner, before.name, "")] if before else []
    new = [(after.owner, "", after.name)] if after else []
    return gone + new


def _difference(before: Told, after: Told, hidden: str) -> list[tuple[str, str]]:
    known = [name for name in after.cells if name in before.cells]
    changed = [n for n in known if before.cells[n].value != after.cells[n].value]
    shown = [name for name in changed if after.cells[name].shown is not None]
    if shown:
        return [(_line(before.name, before, shown), _line(before.name, after, shown))]
    return [(before.name, f"{before.name}: {hidden}")] if changed else []


def _line(name: str, told: Told, columns: list[str]) -> str:
    cells = [told.cells[column] for column in columns]
    texts = [f"{cell.label} {cell.shown or NOTHING}" for cell in cells]
    return f"{name}: " + ", ".join(texts)
