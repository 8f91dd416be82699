"""What the viewer asked the board to show: one immutable value for all tiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .periods import PERIODS, Span, granularity, previous, span

MAX_PICKED = 200


class BadFilterError(ValueError):
    """A filter that no board can apply; ``args[0]`` names it."""


@dataclass(frozen=True)
class Scope:
    """Period, compared period, teams and salespeople of one reading."""

    period: str
    span: Span | None
    before: Span | None
    team_ids: tuple[int, ...] = ()
    user_ids: tuple[int, ...] = ()

    @property
    def unit(self) -> str:
        """Bucket width of trends."""
        return granularity(self.span.days if self.span else None)


def read_scope(
    filters: Mapping[str, Any], today: date, default: str = "last_12_months"
) -> Scope:
    """Judge what a client sent; nothing but known keys and plain values passes.

    >>> read_scope({"period": "this_month"}, date(2024, 5, 17)).span
    Span(start=datetime.date(2024, 5, 1), end=datetime.date(2024, 6, 1))
    >>> try:
    ...     read_scope({"period": "soon"}, date(2024, 5, 17))
    ... except BadFilterError as error:
    ...     error.args[0]
    'period'
    """
    period = filters.get("period") or default
    if period not in PERIODS:
        raise BadFilterError("period")
    days = _days(filters) if period == "custom" else (None, None)
    try:
        limits = span(period, today, *days)
    except (ValueError, OverflowError) as error:
        raise BadFilterError("period") from error
    return Scope(
        period,
        limits,
        previous(limits, today) if limits else None,
        _picked(filters, "team_ids"),
        _picked(filters, "user_ids"),
    )


def _days(filters: Mapping[str, Any]) -> tuple[date, date]:
    try:
        start, last = (date.fromisoformat(filters[key]) for key in ("start", "last"))
    except (KeyError, TypeError, ValueError) as error:
        raise BadFilterError("period") from error
    # Two years of room keep every comparison inside the calendar.
    if not (date(1900, 1, 1) <= start <= last <= date(9000, 1, 1)):
        raise BadFilterError("period")
    return start, last


def _picked(filters: Mapping[str, Any], name: str) -> tuple[int, ...]:
    ids = filters.get(name) or []
    if not isinstance(ids, (list, tuple)) or len(ids) > MAX_PICKED:
        raise BadFilterError(name)
    if not all(isinstance(item, int) and not isinstance(item, bool) for item in ids):
        raise BadFilterError(name)
    return tuple(sorted(set(ids)))
