"""What formulas may do: operators and functions, each with its arguments.

Two addons have formulas and neither needs the other: this file stands in both, word
for word, and a test compares them.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MAX_TEXT = 10_000
MANY = 20
MAX_PLACES = 10


class Empty(Exception):
    """A value is missing, so there is no result."""


def _number(value: Any) -> float:
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        raise Empty
    return value


def _day(value: Any) -> date:
    """Return a date; a text that spells one is read.

    >>> _day("2026-01-31")
    datetime.date(2026, 1, 31)
    """
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    if not isinstance(value, date):
        raise Empty
    return value


def _text(value: Any) -> str:
    text = "" if value in (None, False) else str(value)
    if len(text) > MAX_TEXT:
        raise Empty
    return text


def _add(left: Any, right: Any) -> Any:
    """
    >>> _add("a", 1), _add(2, 3), _add(date(2026, 1, 31), 1)
    ('a1', 5, datetime.date(2026, 2, 1))
    """
    if isinstance(left, str) or isinstance(right, str):
        return _text(_text(left) + _text(right))
    if isinstance(left, date):
        return left + timedelta(days=_number(right))
    return _number(left) + _number(right)


def _subtract(left: Any, right: Any) -> Any:
    """
    >>> _subtract(date(2026, 2, 1), date(2026, 1, 1)), _subtract(5, 2)
    (31, 3)
    """
    if isinstance(left, date):
        if isinstance(right, date):
            return (left - right).days
        return left - timedelta(days=_number(right))
    return _number(left) - _number(right)


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Return both sides as two dates, two texts or two numbers.

    >>> _alike("2026-01-31", date(2026, 2, 1))
    (datetime.date(2026, 1, 31), datetime.date(2026, 2, 1))
    >>> _alike("b", False), _alike(1, 2.5)
    (('b', ''), (1, 2.5))
    """
    if isinstance(left, date) or isinstance(right, date):
        return _day(left), _day(right)
    if all(isinstance(side, str) or side in (None, False) for side in (left, right)):
        if left or right:  # two that are empty are no texts
            return _text(left), _text(right)
    return _number(left), _number(right)


def _compare(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: compare(*_alike(left, right))


def _equal(left: Any, right: Any) -> bool:
    """Tell whether both are the same; all that is empty is the same.

    >>> _equal("", None), _equal(0, False), _equal("a", "b")
    (True, True, False)
    >>> _equal(date(2026, 1, 31), "2026-01-31")
    True
    """
    if {date, str} == {type(left), type(right)} and left and right:
        return _day(left) == _day(right)
    return bool((left or None) == (right or None))


def _within(left: Any, right: Any) -> bool:
    """Tell whether a list has the value, or a text the piece.

    >>> _within("a", ["a", "b"]), _within("a", "bar"), _within("a", None)
    (True, True, False)
    """
    if isinstance(right, list | tuple):
        return any(_equal(left, value) for value in right)
    if isinstance(left, str) and (isinstance(right, str) or right in (None, False)):
        return left in _text(right)
    raise Empty


def _numeric(compute: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: compute(_number(left), _number(right))


OPERATIONS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _add,
    ast.Sub: _subtract,
    ast.Mult: _numeric(operator.mul),
    ast.Div: _numeric(operator.truediv),
    ast.FloorDiv: _numeric(operator.floordiv),
    ast.Mod: _numeric(operator.mod),
    ast.USub: lambda value: -_number(value),
    ast.Not: operator.not_,
    ast.Eq: _equal,
    ast.NotEq: lambda left, right: not _equal(left, right),
    ast.In: _within,
    ast.NotIn: lambda left, right: not _within(left, right),
    ast.Lt: _compare(operator.lt),
    ast.LtE: _compare(operator.le),
    ast.Gt: _compare(operator.gt),
    ast.GtE: _compare(operator.ge),
}


@dataclass(frozen=True)
class Function:
    """A function, and how few and how many arguments it takes."""

    compute: Callable[..., Any]
    arguments: tuple[int, int]


def _values(*values: Any) -> list[Any]:
    """Return the arguments, a list among them spread out, without empty ones."""
    spread = [v for value in values for v in _as_list(value)]
    return [value for value in spread if value is not None and value is not False]


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _age(born: Any, on: Any = None) -> int:
    """
    >>> _age(date(2000, 2, 29), date(2026, 2, 28))
    25
    """
    born, on = _day(born), _day(on or date.today())
    return int(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def _round(value: Any, digits: Any = 0) -> float:
    places = int(_number(digits))
    if abs(places) > MAX_PLACES:  # a huge number of places takes for ever
        raise Empty
    return round(_number(value), places)


def _length(value: Any) -> int:
    """
    >>> _length("four"), _length([1, 2]), _length(None)
    (4, 2, 0)
    """
    return len(value) if isinstance(value, list | tuple) else len(_text(value))


def _average(*values: Any) -> float:
    numbers = [_number(value) for value in _values(*values)]
    if not numbers:
        raise Empty
    return sum(numbers) / len(numbers)


FUNCTIONS: dict[str, Function] = {
    "if_": Function(lambda *values: None, (3, 3)),
    "min": Function(lambda *v: min(_values(*v)), (1, MANY)),
    "max": Function(lambda *v: max(_values(*v)), (1, MANY)),
    "sum": Function(lambda *v: sum(map(_number, _values(*v))), (1, MANY)),
    "average": Function(_average, (1, MANY)),
    "count": Function(lambda *v: len(_values(*v)), (1, MANY)),
    "abs": Function(lambda value: abs(_number(value)), (1, 1)),
    "round": Function(_round, (1, 2)),
    "first": Function(lambda *v: next(iter(_values(*v)), None), (1, MANY)),
    "today": Function(lambda: date.today(), (0, 0)),
    "age": Function(_age, (1, 2)),
    "year": Function(lambda value: _day(value).year, (1, 1)),
    "month": Function(lambda value: _day(value).month, (1, 1)),
    "upper": Function(lambda value: _text(value).upper(), (1, 1)),
    "lower": Function(lambda value: _text(value).lower(), (1, 1)),
    "length": Function(_length, (1, 1)),
    "len": Function(_length, (1, 1)),
    "contains": Function(lambda text, part: _text(part) in _text(text), (2, 2)),
}
