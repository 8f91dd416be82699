"""What formulas may do: operators and functions, each with its arguments."""

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


def _compare(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def result(left: Any, right: Any) -> bool:
        if isinstance(left, date) or isinstance(right, date):
            return compare(_day(left), _day(right))
        return compare(_number(left), _number(right))

    return result


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
    ast.Eq: lambda left, right: (left or None) == (right or None),
    ast.NotEq: lambda left, right: (left or None) != (right or None),
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
    "length": Function(lambda value: len(_text(value)), (1, 1)),
    "contains": Function(lambda text, part: _text(part) in _text(text), (2, 2)),
}
