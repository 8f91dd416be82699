"""Limits that move with the clock: a day from today, an hour from now.

>>> read(" Today+7 "), read("now-24h")
(Moment(unit='today', shift=7), Moment(unit='now', shift=-24))
>>> read("2026-01-31"), read("now+3"), read("today-2h")
(None, None, None)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_WORDS = re.compile(r"(today)([+-]\d{1,5})?|(now)(?:([+-]\d{1,5})h)?", re.ASCII)


@dataclass(frozen=True)
class Moment:
    """So many days from today, or so many hours from now."""

    unit: str
    shift: int = 0

    def at(self, now: datetime, today: date) -> date | datetime:
        """Return when that is.

        >>> noon = datetime(2026, 1, 31, 12)
        >>> Moment("today", 1).at(noon, noon.date())
        datetime.date(2026, 2, 1)
        >>> Moment("now", -24).at(noon, noon.date())
        datetime.datetime(2026, 1, 30, 12, 0)
        """
        if self.unit == "now":
            return now + timedelta(hours=self.shift)
        return today + timedelta(days=self.shift)


def read(text: str) -> Moment | None:
    """Return the moment that ``text`` names, or None if it names none."""
    found = _WORDS.fullmatch(text.strip().lower())
    if not found:
        return None
    day, days, hour, hours = found.groups()
    return Moment(day or hour, int(days or hours or 0))
