"""From what stands in a cell to a value: text, numbers, dates, Western and Chinese."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from ..tell.words import say

MAX_TEXT = 100_000
EXCEL_EPOCH = datetime(1899, 12, 30)
SERIALS = range(20_000, 80_000)  # 1954 to 2119: what a business file can mean
UNITS = {"万": 10_000, "亿": 100_000_000, "千": 1_000, "百万": 1_000_000}
CURRENCY = re.compile(
    r"^(?:[¥$€£]|CNY|RMB|USD|EUR|GBP|人民币)|(?:元|圆|CNY|RMB|USD|EUR)$"
)
GROUPED = re.compile(r"^\d{1,3}(,\d{3})+(\.\d+)?$")
CHINESE_DATE = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$")
ISO_DATE = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
PLAIN_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
LOCAL_DATE = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")


class ValueFaultError(ValueError):
    """A cell does not hold what its column promises."""


def is_empty(raw: Any) -> bool:
    """Say whether a cell counts as empty.

    >>> is_empty("  "), is_empty(None), is_empty(float("nan")), is_empty(0)
    (True, True, True, False)
    """
    if raw is None or (isinstance(raw, float) and raw != raw):
        return True
    return isinstance(raw, str) and not raw.strip()


def to_text(raw: Any) -> str:
    """Return clean text; a whole number in a text column keeps no ".0".

    >>> to_text("  GTX\\u00a0 Pro "), to_text(42.0)
    ('GTX Pro', '42')
    """
    if isinstance(raw, bool):
        return str(raw)
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    text = " ".join(str(raw).split())
    if len(text) > MAX_TEXT:
        raise ValueFaultError(
            say(
                "the cell holds {count:,} characters; {most:,} are allowed",
                count=len(text),
                most=MAX_TEXT,
            )
        )
    return text


def to_number(raw: Any) -> float:
    """Return a number as people write it.

    >>> to_number("￥1,234.50"), to_number("1.2万"), to_number("(100)")
    (1234.5, 12000.0, -100.0)
    >>> to_number("1234.5元"), to_number("3亿"), to_number("-5"), to_number("7%")
    (1234.5, 300000000.0, -5.0, 0.07)
    """
    if isinstance(raw, bool):
        raise ValueFaultError(say("“{value}” is not a number", value=raw))
    if isinstance(raw, (int, float)):
        return float(raw)
    text = unicodedata.normalize("NFKC", str(raw)).replace(" ", "")
    sign = -1 if text.startswith("-") or re.fullmatch(r"\(.*\)", text) else 1
    text = CURRENCY.sub("", text.strip("()-+"))
    text = CURRENCY.sub("", text)
    text, factor = _take_unit(text)
    if GROUPED.match(text):
        text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueFaultError(
            say("“{value}” is not a number", value=_short(raw))
        ) from None
    if not number.is_finite():
        raise ValueFaultError(say("“{value}” is not a number", value=_short(raw)))
    return float(sign * number * factor)


def _take_unit(text: str) -> tuple[str, Decimal]:
    if text.endswith("%"):
        return text[:-1], Decimal("0.01")
    for unit in sorted(UNITS, key=len, reverse=True):
        if text.endswith(unit):
            return text[: -len(unit)], Decimal(UNITS[unit])
    return text, Decimal(1)


def to_integer(raw: Any) -> int:
    """Return a whole number.

    >>> to_integer("2,822"), to_integer(1996.0)
    (2822, 1996)
    """
    number = to_number(raw)
    if not number.is_integer():
        raise ValueFaultError(say("“{value}” is not a whole number", value=_short(raw)))
    return int(number)


def to_date(raw: Any, order: str = "") -> str:
    """Return an ISO date; ``order`` ("dmy" or "mdy") settles 03/04/2024.

    >>> to_date("2024年3月5日"), to_date("20240305"), to_date("2024/3/5")
    ('2024-03-05', '2024-03-05', '2024-03-05')
    >>> to_date(45356), to_date("5.3.2024", "dmy"), to_date(datetime(2024, 3, 5, 9))
    ('2024-03-05', '2024-03-05', '2024-03-05')
    """
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, (int, float)) and int(raw) in SERIALS:
        return (EXCEL_EPOCH + timedelta(days=float(raw))).date().isoformat()
    text = unicodedata.normalize("NFKC", to_text(raw)).replace(" ", "T", 1)
    for pattern in (CHINESE_DATE, PLAIN_DATE, ISO_DATE):
        if found := pattern.match(text):
            year, month, day = (int(part) for part in found.groups()[:3])
            return _make_date(raw, year, month, day)
    return _local_date(raw, text, order)


def _local_date(raw: Any, text: str, order: str) -> str:
    found = LOCAL_DATE.match(text)
    if not found:
        raise ValueFaultError(say("“{value}” is not a date", value=_short(raw)))
    first, second, year = (int(part) for part in found.groups())
    if order == "dmy" or first > 12:
        return _make_date(raw, year, second, first)
    if order == "mdy" or second > 12:
        return _make_date(raw, year, first, second)
    raise ValueFaultError(
        say(
            "“{value}” can be read in two ways; set date_order to dmy or mdy",
            value=_short(raw),
        )
    )


def _make_date(raw: Any, year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueFaultError(
            say("“{value}” is not a day of the calendar", value=_short(raw))
        ) from None


def to_datetime(day: str, at: str = "12:00:00") -> str:
    """Return a point in time on that day, UTC.

    Noon keeps the day the same for users from UTC-12 to UTC+11.

    >>> to_datetime("2017-03-01")
    '2017-03-01 12:00:00'
    """
    time.fromisoformat(at)
    return f"{day} {at}"


def to_boolean(raw: Any) -> bool:
    """Return yes or no.

    >>> to_boolean("是"), to_boolean("No"), to_boolean(1)
    (True, False, True)
    """
    text = to_text(raw).casefold()
    if text in {"1", "true", "yes", "y", "x", "是", "对", "√"}:
        return True
    if text in {"0", "false", "no", "n", "否", "不", "\u00d7"}:
        return False
    raise ValueFaultError(say("“{value}” is neither yes nor no", value=_short(raw)))


def _short(raw: Any) -> str:
    text = str(raw)
    return text if len(text) <= 60 else text[:57] + "…"


COERCERS: dict[str, Callable[[Any], Any]] = {
    "text": to_text,
    "number": to_number,
    "integer": to_integer,
    "date": to_date,
    "boolean": to_boolean,
}


def coerce(kind: str, raw: Any, date_order: str = "") -> Any:
    """Return the value of a cell of a column of that type.

    >>> coerce("integer", "7")
    7
    """
    if kind == "date":
        return to_date(raw, date_order)
    return COERCERS[kind](raw)


def to_login(name: str) -> str:
    """Return the login that a person's name gives.

    >>> to_login("Anna Snelling"), to_login("Mei-Mei Johns"), to_login("José Núñez")
    ('anna.snelling', 'mei-mei.johns', 'jose.nunez')
    """
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9-]+", (folded or name).lower())
    return ".".join(words) or "-".join(f"u{ord(char):x}" for char in name.strip())


def to_code(name: str) -> str:
    """Return the code that a product's name gives.

    >>> to_code("GTX Plus Pro")
    'GTX-PLUS-PRO'
    """
    return "-".join(name.upper().split())


TRANSFORMS: dict[str, Callable[[str], str]] = {"login": to_login, "code": to_code}
