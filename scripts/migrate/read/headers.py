"""Find the header of a sheet: under title rows, in one line or in two."""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..clean.values import is_empty
from ..errors import InputError
from ..tell.words import say

SEARCHED_ROWS = 30


@dataclass(frozen=True)
class Header:
    """Where the data starts, and which column stands where."""

    first_row: int
    columns: Mapping[str, int]


def fold(name: Any) -> str:
    """Return a column title as it is compared.

    >>> fold(" Close  Value "), fold("close_value"), fold("成交金额(元)")
    ('closevalue', 'closevalue', '成交金额元')
    """
    text = unicodedata.normalize("NFKC", str(name)).casefold()
    return re.sub(r"[\s_\-():/.]+", "", text)


def find_header(
    sheet: str, rows: Sequence[Sequence[Any]], wanted: Mapping[str, Sequence[str]]
) -> Header:
    """Return the header that names most of the ``wanted`` columns.

    ``wanted`` maps each column to all titles it may have. Title rows above are
    passed over; a second header line may complete the first.

    >>> rows = [["Report"], ["", ""], ["Deal", "Value"], ["A", 1]]
    >>> find_header("s", rows, {"deal": ["deal"], "value": ["value"]})
    Header(first_row=3, columns={'deal': 0, 'value': 1})
    """
    best = Header(0, {})
    for index in range(min(len(rows), SEARCHED_ROWS)):
        single = _match(rows[index], wanted)
        if len(single) > len(best.columns):
            best = Header(index + 1, single)
        if index + 1 < len(rows):
            double = _match(_join(rows[index], rows[index + 1]), wanted)
            if len(double) > len(best.columns):
                best = Header(index + 2, double)
    missing = [name for name in wanted if name not in best.columns]
    if missing:
        raise _missing(sheet, missing, rows, best)
    return best


def _match(row: Sequence[Any], wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, title in enumerate(row):
        if not is_empty(title):
            places.setdefault(fold(title), place)
    found = {}
    for name, titles in wanted.items():
        for title in titles:
            if fold(title) in places:
                found[name] = places[fold(title)]
                break
    return found


def _join(first: Sequence[Any], second: Sequence[Any]) -> list[str]:
    """Return the titles of two lines; an upper title spans what is empty beside it."""
    joined, upper = [], ""
    for place in range(max(len(first), len(second))):
        above = first[place] if place < len(first) else ""
        below = second[place] if place < len(second) else ""
        upper = str(above) if not is_empty(above) else upper
        if is_empty(below):
            joined.append(upper if not is_empty(above) else "")
        elif fold(below) == fold(upper):
            joined.append(upper)
        else:
            joined.append(f"{upper} {below}")
    return joined


def _missing(
    sheet: str, missing: list[str], rows: Sequence[Sequence[Any]], best: Header
) -> InputError:
    line = rows[best.first_row - 1] if best.first_row else (rows[0] if rows else [])
    titles = [str(title) for title in line if not is_empty(title)]
    near = difflib.get_close_matches(missing[0], titles, n=1, cutoff=0.6)
    message = say(
        "Sheet “{sheet}” has no column “{missing}”. It has: {known}.",
        sheet=sheet,
        missing="”, “".join(missing),
        known=", ".join(titles[:30]) or say("nothing"),
    )
    hint = say(" Did you mean “{near}”?", near=near[0]) if near else ""
    advice = say(" Correct the title, or add an alias to the mapping.")
    return InputError(message + hint + advice)
