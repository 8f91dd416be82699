"""Which values moved so far that a step has to be asked again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def beyond(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    tolerance: float = 0.0,
    increase_only: bool = False,
) -> list[str]:
    """Name the values that moved beyond the tolerance (percent, of amounts).

    >>> beyond({"amount": "100.00"}, {"amount": "104.00"}, tolerance=5)
    []
    >>> beyond({"amount": "100.00"}, {"amount": "90.00"}, tolerance=5)
    ['amount']
    >>> beyond({"amount": "100.00"}, {"amount": "90.00"}, increase_only=True)
    []
    >>> beyond({"team": 1}, {"team": 2}, tolerance=50, increase_only=True)
    ['team']
    """
    return sorted(
        name
        for name, value in new.items()
        if _moved(old.get(name), value, tolerance, increase_only)
    )


def seen_by(
    tested: Mapping[str, Any], looks: Collection[str], optional: Collection[str]
) -> dict[str, Any]:
    """Return the tested values that a step decides on.

    What the chain protects and the company always count; of the ``optional`` values
    (amount, filter, conditions) those that the step looks at. Looking at nothing in
    particular is looking at everything.

    >>> tested = {"is_won": True, "amount": "9.00", "x_discount": "20.00"}
    >>> seen_by(tested, ["x_discount"], ["amount", "x_discount"])
    {'is_won': True, 'x_discount': '20.00'}
    >>> seen_by(tested, [], ["amount", "x_discount"]) == tested
    True
    >>> seen_by({"sum(line_ids.price)": "1.00"}, ["line_ids"], ["sum(line_ids.price)"])
    {'sum(line_ids.price)': '1.00'}
    """
    if not looks:
        return dict(tested)
    return {
        name: value
        for name, value in tested.items()
        if name not in optional or name in looks or _lines_of(name) in looks
    }


def _lines_of(name: str) -> str:
    """Return the field of the lines in the name of what they add up to.

    >>> _lines_of("sum(line_ids.price)"), _lines_of("amount")
    ('line_ids', '')
    """
    return name.rpartition("(")[2].partition(".")[0] if "(" in name else ""


def _moved(old: Any, new: Any, tolerance: float, increase_only: bool) -> bool:
    if old == new:
        return False
    if not (_is_amount(old) and _is_amount(new)):
        return True
    change = float(new) - float(old)
    if increase_only and change < 0:
        return False
    return abs(change) * 100 > tolerance * abs(float(old))


def _is_amount(value: Any) -> bool:
    """Amounts are spelled as texts with two decimals.

    >>> _is_amount("12.50"), _is_amount("-1.00"), _is_amount("a.bc"), _is_amount(3)
    (True, True, False, False)
    """
    if not isinstance(value, str):
        return False
    whole, dot, cents = value.removeprefix("-").partition(".")
    return bool(dot) and whole.isdigit() and cents.isdigit() and len(cents) == 2
