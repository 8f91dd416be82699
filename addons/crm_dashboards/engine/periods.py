"""Calendar arithmetic of the board: which days a period names, and what to compare.

A span is half open: the day ``end`` is the first one that is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
PERIODS = (
    "this_month",
    "this_quarter",
    "this_year",
    "last_12_months",
    "previous_year",
    "all_time",
    "custom",
)
# Beyond these many days a finer bar would be too thin to read or to touch.
_FINEST = ((45, "day"), (120, "week"), (366 * 3 + 31, "month"), (366 * 9, "quarter"))


@dataclass(frozen=True)
class Span:
    """Days from ``start`` up to, not including, ``end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a span that ends before it starts."""
        if self.end <= self.start:
            raise ValueError("end before start")

    @property
    def last(self) -> date:
        """The last day that is counted."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days are counted."""
        return (self.end - self.start).days


def add_months(day: date, months: int) -> date:
    """Move ``day`` by whole months, staying inside the month that is reached.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    >>> add_months(date(2024, 1, 15), -13)
    datetime.date(2022, 12, 15)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, _month_length(year, month + 1)))


def _month_length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def floor(day: date, unit: str, week_start: int = 1) -> date:
    """First day of the bucket that holds ``day``; weeks start on ISO ``week_start``.

    >>> floor(date(2024, 5, 17), "quarter"), floor(date(2024, 5, 17), "week")
    (datetime.date(2024, 4, 1), datetime.date(2024, 5, 13))
    >>> floor(date(2024, 5, 17), "week", week_start=7)
    datetime.date(2024, 5, 12)
    """
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=(day.isoweekday() - week_start) % 7)
    months = MONTHS_IN[unit]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def step(day: date, unit: str, count: int = 1) -> date:
    """Start of the bucket that lies ``count`` buckets after the one at ``day``.

    >>> step(date(2024, 10, 1), "quarter")
    datetime.date(2025, 1, 1)
    """
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    return add_months(day, count * MONTHS_IN[unit])


def span(
    key: str, today: date, start: date | None = None, last: date | None = None
) -> Span | None:
    """Days that a period key names on ``today``; ``None`` means no limit.

    >>> span("last_12_months", date(2024, 5, 17))
    Span(start=datetime.date(2023, 6, 1), end=datetime.date(2024, 6, 1))
    >>> span("previous_year", date(2024, 5, 17)).last
    datetime.date(2023, 12, 31)
    >>> span("custom", date(2024, 5, 17), date(2024, 1, 5), date(2024, 1, 7)).days
    3
    >>> span("all_time", date(2024, 5, 17)) is None
    True
    """
    if key == "all_time":
        return None
    if key == "custom":
        if start is None or last is None:
            raise ValueError("a custom period needs two days")
        return Span(start, last + timedelta(days=1))
    if key == "last_12_months":
        return months_until(today)
    if key == "previous_year":
        return Span(date(today.year - 1, 1, 1), date(today.year, 1, 1))
    unit = {"this_month": "month", "this_quarter": "quarter", "this_year": "year"}[key]
    first = floor(today, unit)
    return Span(first, step(first, unit))


def months_until(day: date, months: int = 12) -> Span:
    """Whole months up to and including the one that holds ``day``."""
    end = add_months(floor(day, "month"), 1)
    return Span(add_months(end, -months), end)


def previous(current: Span, today: date) -> Span:
    """The earlier span to compare with: as long, and cut where today cuts.

    A year that is five months old is compared with five months of the year
    before, else every running period would look like a bad one.

    >>> previous(Span(date(2024, 1, 1), date(2025, 1, 1)), date(2024, 5, 31))
    Span(start=datetime.date(2023, 1, 1), end=datetime.date(2023, 6, 1))
    >>> previous(Span(date(2024, 3, 1), date(2024, 4, 1)), date(2025, 1, 1))
    Span(start=datetime.date(2024, 2, 1), end=datetime.date(2024, 3, 1))
    >>> previous(Span(date(2024, 3, 5), date(2024, 3, 8)), date(2025, 1, 1))
    Span(start=datetime.date(2024, 3, 2), end=datetime.date(2024, 3, 5))
    """
    elapsed = min(current.end, max(today + timedelta(days=1), current.start))
    whole = current.start.day == 1 and current.end.day == 1
    if not whole:
        length = timedelta(days=current.days)
        end = elapsed - length if elapsed > current.start else current.start
        return Span(current.start - length, end)
    months = (current.end.year - current.start.year) * 12
    months += current.end.month - current.start.month
    start = add_months(current.start, -months)
    end = add_months(elapsed, -months) if elapsed > current.start else current.start
    return Span(start, end)


def granularity(days: int | None) -> str:
    """Bucket width that keeps a trend readable over so many days.

    >>> [granularity(n) for n in (30, 92, 366, 1500, 9000, None)]
    ['day', 'week', 'month', 'quarter', 'year', 'month']
    """
    if days is None:
        return "month"
    return next((unit for limit, unit in _FINEST if days <= limit), "year")


def buckets(limits: Span, unit: str, week_start: int = 1) -> list[date]:
    """Start of each bucket that touches the span, in order.

    >>> len(buckets(Span(date(2023, 6, 1), date(2024, 6, 1)), "month"))
    12
    >>> buckets(Span(date(2024, 5, 17), date(2024, 5, 19)), "week")
    [datetime.date(2024, 5, 13)]
    """
    found = [floor(limits.start, unit, week_start)]
    while step(found[-1], unit) < limits.end:
        found.append(step(found[-1], unit))
    return found


def clip(start: date, unit: str, limits: Span | None) -> Span | None:
    """Days of one bucket that the period really counts; ``None`` when none is.

    >>> clip(date(2024, 5, 13), "week", Span(date(2024, 5, 17), date(2024, 6, 1))).days
    3
    """
    end = step(start, unit)
    if limits is None:
        return Span(start, end)
    start, end = max(start, limits.start), min(end, limits.end)
    return Span(start, end) if start < end else None
