"""What a value becomes when its field gets another type, or that it cannot.

Texts are read as people write them, in English and in Chinese. What can be read in
two ways, or only with a loss, is a misfit: better kept aside than guessed.

>>> convert("1,250.50", "float"), convert("¥ 3,000", "monetary")
(1250.5, 3000.0)
>>> convert("45 %", "percent"), convert("是", "boolean")
(0.45, True)
>>> convert("2026年1月5日", "date"), convert("31.12.2026", "date")
(datetime.date(2026, 1, 5), datetime.date(2026, 12, 31))
>>> convert("02/03/2026", "date")
Traceback (most recent call last):
crm.MisfitError: 02/03/2026
>>> convert(12.5, "integer")
Traceback (most recent call last):
crm.MisfitError: 12.5
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timezone, tzinfo
from html import escape, unescape
from typing import Any

from ..field.kinds import KINDS

TRUE_WORDS = frozenset({"1", "true", "yes", "y", "x", "on", "是", "有", "对"})
FALSE_WORDS = frozenset({"0", "false", "no", "n", "off", "否", "无", "错"})
# What a type may become, by ORM type; relational targets are found by name.
TEXTS = frozenset({"char", "text", "html"})
_SIGNS = re.compile(r"[\s¥￥$€£元]|CNY|RMB|USD|EUR")
_NUMBER = re.compile(r"^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_TAG = re.compile(r"<[^>]+>")
_SPLIT = re.compile(r"\s*[,;\uff0c\uff1b、\n]\s*")
# Full-width percent sign and comma, as Chinese keyboards give them.
_NARROW = {0xFF05: "%", 0xFF0C: ","}
_DAYS = (
    re.compile(r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})$"),
    re.compile(r"^(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]$"),
    re.compile(r"^(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})$"),
)
_SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
MAX_INTEGER = 2**31 - 1


class MisfitError(ValueError):
    """The value has no counterpart in the new type."""


MisfitError.__module__ = "crm"


def convert(
    value: Any,
    kind: str,
    choices: Mapping[str, Any] | None = None,
    zone: tzinfo = timezone.utc,
) -> Any:
    """Return ``value`` as a value of ``kind``; ``choices`` are those of a selection.

    A tuple holds the names of several things, as a multi-select does.

    >>> convert(True, "integer"), convert(3, "char"), convert(("a", "b"), "char")
    (1, '3', 'a, b')
    >>> convert("Gold", "selection", {"gold": "gold_level"})
    'gold_level'
    >>> convert("a、b", "tags", {"a": 1, "b": 2})
    (1, 2)
    """
    ttype = KINDS[kind].ttype
    if ttype in TEXTS:
        return _to_text(value, kind)
    if ttype == "many2many":
        return _to_choices(value, choices or {})
    if ttype in ("selection", "many2one"):
        return _to_choice(value, choices or {})
    if ttype in ("float", "monetary"):
        return _to_number(value, is_percent=kind == "percent")
    readers = {"integer": _to_integer, "boolean": _to_boolean}
    if ttype in readers:
        return readers[ttype](value)
    return _to_time(value, ttype, zone)


def names_of(value: Any, *, several: bool) -> tuple[str, ...]:
    """Return the names that ``value`` stands for, as options are looked up.

    >>> names_of("North, South", several=True), names_of("North, South", several=False)
    (('North', 'South'), ('North, South',))
    """
    if isinstance(value, tuple):
        return value
    text = as_text(value)
    return tuple(part for part in _SPLIT.split(text) if part) if several else (text,)


def choice_key(name: str) -> str:
    """Return how a name is compared: without regard to case and spaces.

    >>> choice_key("  North   East ")
    'north east'
    """
    return " ".join(name.split()).lower()


def as_text(value: Any) -> str:
    """Return ``value`` as people read it.

    >>> as_text(3.0), as_text(2.5), as_text(("a", "b")), as_text(date(2026, 1, 5))
    ('3', '2.5', 'a, b', '2026-01-05')
    """
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value).strip()


def _to_text(value: Any, kind: str) -> str:
    if isinstance(value, datetime) and value.tzinfo:
        value = value.replace(tzinfo=None)
    text = as_text(value)
    if kind == "html":
        return text if _TAG.search(text) else f"<p>{escape(text, quote=False)}</p>"
    text = unescape(_TAG.sub("", text)).strip() if "<" in text else text
    if kind == "email" and not _EMAIL.match(text):
        raise MisfitError(text)
    if kind == "phone" and sum(char.isdigit() for char in text) < 3:
        raise MisfitError(text)
    return text


def _to_number(value: Any, *, is_percent: bool = False) -> float:
    if isinstance(value, (bool, int, float)):
        return float(value)
    text = _SIGNS.sub("", as_text(value)).translate(_NARROW)
    in_hundredths = text.endswith("%")
    text = text.removesuffix("%")
    if not _NUMBER.match(text) or isinstance(value, (date, tuple)):
        raise MisfitError(as_text(value))
    number = float(text.replace(",", ""))
    return number / 100 if in_hundredths and is_percent else number


def _to_integer(value: Any) -> int:
    number = _to_number(value)
    if not number.is_integer() or abs(number) > MAX_INTEGER:
        raise MisfitError(as_text(value))
    return int(number)


def _to_boolean(value: Any) -> bool:
    word = as_text(value).lower()
    if word in TRUE_WORDS or value is True:
        return True
    if word in FALSE_WORDS or value is False:
        return False
    raise MisfitError(as_text(value))


def _to_choice(value: Any, choices: Mapping[str, Any]) -> Any:
    names = names_of(value, several=False)
    if len(names) != 1 or choices.get(choice_key(names[0])) is None:
        raise MisfitError(as_text(value))
    return choices[choice_key(names[0])]


def _to_choices(value: Any, choices: Mapping[str, Any]) -> tuple[Any, ...]:
    found = [choices.get(choice_key(n)) for n in names_of(value, several=True)]
    if not found or None in found:
        raise MisfitError(as_text(value))
    return tuple(dict.fromkeys(found))


def _to_time(value: Any, ttype: str, zone: tzinfo) -> date:
    """Return a day, or a moment without zone in universal time."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)
    else:
        moment = _read_moment(as_text(value))
    if ttype == "date":
        if isinstance(value, datetime):  # stored in universal time
            moment = value.replace(tzinfo=timezone.utc).astimezone(zone)
        return moment.date()
    if not isinstance(value, datetime):
        local = moment.replace(tzinfo=zone)
        return local.astimezone(timezone.utc).replace(tzinfo=None)
    return moment


def _read_moment(text: str) -> datetime:
    with suppress(ValueError):
        return datetime.fromisoformat(text).replace(tzinfo=None)
    for pattern in _DAYS:
        found = pattern.match(text)
        if found:
            year, month, day = (int(found[name]) for name in "ymd")
            return _moment(year, month, day, text)
    found = _SLASHED.match(text)
    if found:
        first, second, year = (int(number) for number in found.groups())
        if first > 12 or second > 12 or first == second:
            day, month = max(first, second), min(first, second)
            return _moment(year, month, day, text)
    raise MisfitError(text)


def _moment(year: int, month: int, day: int, text: str) -> datetime:
    try:
        return datetime(year, month, day)
    except ValueError:
        raise MisfitError(text) from None
