"""Rows of two tables that meet because they share a value.

>>> allergies, items = [(1, {"penicillin"})], [(7, {"latex"}), (8, {"penicillin"})]
>>> meetings(items, allergies)
(Meeting(row=8, other=1, shared=('penicillin',)),)
>>> meetings(items, allergies, wanted=True)
(Meeting(row=7, other=None, shared=('latex',)),)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

OPTION = "crm.custom.field.option"

# The id of a row, and its values: all of them texts, or all of them numbers.
Row = tuple[Any, Collection[Any]]


class Meeting(NamedTuple):
    """A row that breaks a rule, with the values by which it does.

    ``other`` is the first row that it meets, or None where it meets none.
    """

    row: Any
    other: Any
    shared: tuple[Any, ...]


@dataclass(frozen=True)
class Pairing:
    """Which rows of a table have a counterpart in another one, and what it means.

    The other table belongs to the record itself, or to the one behind ``link``.
    """

    column: str
    table: str
    other: str
    link: str = ""
    domain: tuple[Any, ...] = ()
    wanted: bool = False

    @property
    def read_field(self) -> str:
        """Name of the field of the record that leads to the other rows."""
        return self.link or self.table


def family(ttype: str, relation: str = "") -> str:
    """Return what a column holds; columns of one family can be compared.

    >>> family("char"), family("selection") == family("many2many", OPTION)
    ('text', True)
    >>> family("many2one", "res.country"), family("float")
    ('res.country', '')
    """
    if ttype == "char":
        return "text"
    if ttype == "selection" or relation == OPTION:
        return "options"
    return relation if ttype in ("many2one", "many2many") else ""


def folded(text: str) -> str:
    r"""Return ``text`` so that it equals what people hold for the same.

    >>> folded("  Penicillin  V "), folded("\N{FULLWIDTH LATIN CAPITAL LETTER A}")
    ('penicillin v', 'a')
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def meetings(
    rows: Iterable[Row],
    others: Iterable[Row],
    *,
    wanted: bool = False,
    is_same: bool = False,
) -> tuple[Meeting, ...]:
    """Return the rows that break the rule: that meet one, or none if that is wanted.

    A row without a value is not judged. In one and the same table no row is its
    own counterpart, and of two that meet only the first is told.

    >>> lessons = [(1, {"monday"}), (2, {"friday"}), (3, {"monday"}), (4, ())]
    >>> meetings(lessons, lessons, is_same=True)
    (Meeting(row=1, other=3, shared=('monday',)),)
    >>> [met.row for met in meetings(lessons, lessons, wanted=True, is_same=True)]
    [2]
    """
    holders: dict[Any, list[Any]] = {}
    for other_id, values in others:
        for value in values:
            holders.setdefault(value, []).append(other_id)
    found, told = [], set()
    for row_id, values in rows:
        met = {
            value: _other(holders.get(value, ()), row_id, is_same) for value in values
        }
        shared = sorted(value for value, other in met.items() if other is not None)
        if wanted and values and not shared:
            found.append(Meeting(row_id, None, tuple(sorted(values))))
        elif shared and not wanted:
            other = met[shared[0]]
            if not is_same or (other, row_id) not in told:
                found.append(Meeting(row_id, other, tuple(shared)))
            told.add((row_id, other))
    return tuple(found)


def _other(ids: Iterable[Any], row_id: Any, is_same: bool) -> Any:
    """Return the first of ``ids`` that is not the row itself, or None."""
    # Not by ==: a row that a form has just added is equal to nothing, itself included.
    return next((id_ for id_ in ids if not is_same or id_ not in (row_id,)), None)
