"""Conditions of a chain beyond a filter: what changed, what lines add up to."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a chain as it is frozen: only the values of its kind are set."""

    kind: str
    field: str = ""
    change: str = "any"
    bound: float = 0.0
    percent: bool = False
    before_is: tuple[str, ...] = ()
    after_is: tuple[str, ...] = ()
    lines: str = ""
    line_field: str = ""
    function: str = "sum"
    operator: str = ">="
    expression: str = ""

    @property
    def measured(self) -> str:
        """Name what lines add up to, as a tested value.

        >>> Condition("lines", lines="order_ids", line_field="amount").measured
        'sum(order_ids.amount)'
        """
        return f"{self.function}({self.lines}.{self.line_field})"


def from_json(values: Mapping[str, Any]) -> Condition:
    """Read a condition from the frozen definition; unknown keys are ignored.

    >>> from_json({"kind": "change", "field": "user_id", "later": 1}).field
    'user_id'
    """
    known = {field.name for field in fields(Condition)}
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
        if name in known
    }
    return Condition(**kept)


def change_holds(condition: Condition, old: Any, new: Any) -> bool:
    """Tell whether a value moved as the condition says.

    >>> by_ten = Condition("change", change="increase", bound=10, percent=True)
    >>> change_holds(by_ten, "100.00", "111.00"), change_holds(by_ten, "100", "110")
    (True, False)
    >>> to_b = Condition("change", change="to", before_is=("a",), after_is=("b",))
    >>> change_holds(to_b, "a", "b"), change_holds(to_b, "c", "b")
    (True, False)
    """
    if old == new:
        return False
    if condition.change == "any":
        return True
    if condition.change == "to":
        return _in(new, condition.after_is) and _in(old, condition.before_is)
    moved = _number(new) - _number(old)
    if condition.change == "decrease":
        moved = -moved
    return moved > 0 and _size(condition, moved, _number(old)) > condition.bound


def _size(condition: Condition, moved: float, start: float) -> float:
    """From nothing every step is infinitely large.

    >>> _size(Condition("change", percent=True), 5, 0)
    inf
    """
    if not condition.percent:
        return moved
    return moved * 100 / abs(start) if start else float("inf")


def _in(value: Any, allowed: Sequence[str]) -> bool:
    return not allowed or str(value) in allowed


def _number(value: Any) -> float:
    return float(value or 0.0)


AGGREGATES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "count": len,
    "sum": sum,
    "avg": lambda values: sum(values) / (len(values) or 1),
    "max": lambda values: max(values, default=0.0),
    "min": lambda values: min(values, default=0.0),
}


def aggregate(function: str, values: Sequence[float]) -> float:
    """Bring the values of lines to one number; no line is zero.

    :raises KeyError: for a way of counting that is not known (any more)

    >>> aggregate("sum", [1, 2]), aggregate("count", [7, 8]), aggregate("max", [])
    (3, 2, 0.0)
    >>> aggregate("avg", [1, 2])
    1.5
    """
    return AGGREGATES[function](values)


def compares(name: str, left: float, right: float) -> bool:
    """Compare by the name of the operator.

    >>> compares(">=", 2, 2), compares("<", 2, 2)
    (True, False)
    """
    return OPERATORS[name](left, right)
