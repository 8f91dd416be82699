"""How a rule judges the facts of one record: the field breaks it, or not.

>>> is_filled("x")
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from html import unescape
from typing import Any, Protocol

from . import formats, patterns

Facts = Mapping[str, Any]


class Demand(Protocol):
    """What a judge needs to know of a rule."""

    @property
    def zero_is_filled(self) -> bool: ...
    @property
    def allowed(self) -> Collection[str]: ...
    @property
    def format(self) -> str: ...
    @property
    def pattern(self) -> re.Pattern[str] | None: ...
    @property
    def low(self) -> Any: ...
    @property
    def high(self) -> Any: ...
    @property
    def operator(self) -> str: ...
    @property
    def other(self) -> str: ...


_MARKUP = re.compile(r"<[^>]*>")
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f")
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})  # controls, formats, spaces
_HAS_MEDIA = re.compile(r"<(img|video|iframe)\b", re.IGNORECASE)


def is_filled(value: Any, zero_is_filled: bool = False) -> bool:
    """Tell whether a human would say that ``value`` has been entered.

    >>> is_filled("  "), is_filled("<p><br></p>"), is_filled("<p>x</p>")
    (False, False, True)
    >>> any(map(is_filled, ("\\u200b", "\\ufeff\\u2060", "\\u3000", "<p>&#8203;</p>")))
    False
    >>> is_filled(0), is_filled(0, zero_is_filled=True), is_filled(0.5)
    (False, True, True)
    >>> is_filled(False, zero_is_filled=True), is_filled(()), is_filled((3,))
    (False, False, True)
    """
    if isinstance(value, str):
        return _is_visible(value) or bool(_HAS_MEDIA.search(value))
    if value is not False and value is not None and value == 0:
        return zero_is_filled
    return bool(value)


def _is_visible(text: str) -> bool:
    """Tell whether a text, or the text of a page, has a sign that people see.

    Spaces of every width, signs without width and the hyphen that is not shown are
    none; nor are the fillers of Korean and Braille, which Unicode calls letters.
    """
    bare = unescape(_MARKUP.sub("", text))
    return any(
        sign not in _FILLERS and unicodedata.category(sign) not in _UNSEEN
        for sign in bare
    )


def _is_missing(rule: Demand, facts: Facts, name: str) -> bool:
    return not is_filled(facts[name], rule.zero_is_filled)


def _is_foreign(rule: Demand, facts: Facts, name: str) -> bool:
    # A link is judged in the database; its fact is a number.
    value = facts[name]
    return isinstance(value, str) and bool(value) and value not in rule.allowed


def _is_malformed(rule: Demand, facts: Facts, name: str) -> bool:
    value = facts[name]
    if not value or not isinstance(value, str):
        return False
    if rule.pattern is not None:
        return not patterns.matches(rule.pattern, value)
    return not formats.is_valid(rule.format, value)


def _is_out_of_range(rule: Demand, facts: Facts, name: str) -> bool:
    if _comparable(facts[name]) is None:
        return False
    low, high = rule.low, rule.high
    return (low is not None and _is_less(facts[name], low)) or (
        high is not None and _is_less(high, facts[name])
    )


def _is_less(one: Any, other: Any) -> bool:
    """Compare two moments by the minute, and a moment with a date by the day.

    >>> noon = datetime(2026, 1, 31, 12)
    >>> _is_less(noon, datetime(2026, 1, 31, 13)), _is_less(noon, noon.date())
    (True, False)
    """
    if not (isinstance(one, datetime) and isinstance(other, datetime)):
        one, other = _comparable(one), _comparable(other)
    return bool(one < other)


def _contradicts(rule: Demand, facts: Facts, name: str) -> bool:
    left, right = _comparable(facts[name]), _comparable(facts[rule.other])
    if left is None or right is None:
        return False
    return not COMPARE[rule.operator](left, right)


JUDGES: dict[str, Callable[[Demand, Facts, str], bool]] = {
    "required": _is_missing,
    "allowed": _is_foreign,
    "format": _is_malformed,
    "range": _is_out_of_range,
    "compare": _contradicts,
    "forbid": lambda rule, facts, name: True,
}

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
    "=": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
}


def _comparable(value: Any) -> Any:
    """Return ``value`` so that it compares with its like; None when empty.

    A date and a moment compare by day. Zero is a value, no answer is none.
    """
    if isinstance(value, datetime):
        return value.date()
    if value is False or value is None or value == "" or value == ():
        return None
    return value
