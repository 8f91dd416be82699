"""Which values moved so far that a step has to be asked again."""

from __future__ import annotations

from collections.abc import Mapping
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
