"""When somebody is told: at once or collected, and never in their quiet hours.

Moments are those on the clock of that person, without a zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# Whoever has just been told is told the next things together.
PAUSE = timedelta(minutes=10)


@dataclass(frozen=True)
class Habits:
    """What one person chose; hours of the day are fractions, as in 7.5 = 7:30.

    :ivar rhythm: "now", "hour" or "day".
    :ivar quiet_from: begin of the quiet hours; the same as the end means none.
    :ivar day_at: when the daily message is sent.
    """

    rhythm: str = "now"
    quiet_from: float = 0.0
    quiet_to: float = 0.0
    day_at: float = 8.0

    def next_moment(self, now: datetime, told: datetime | None = None) -> datetime:
        """When to tell what happens now.

        :param told: when this person was told something last.

        >>> noon = datetime(2026, 3, 2, 12, 20)
        >>> print(Habits().next_moment(noon))
        2026-03-02 12:20:00
        >>> print(Habits().next_moment(noon, told=datetime(2026, 3, 2, 12, 15)))
        2026-03-02 12:25:00
        >>> print(Habits("hour").next_moment(noon))
        2026-03-02 13:00:00
        >>> print(Habits("day").next_moment(noon))
        2026-03-03 08:00:00
        >>> print(Habits("now", 22, 7).next_moment(datetime(2026, 3, 2, 23, 5)))
        2026-03-03 07:00:00
        >>> print(Habits("hour", 13, 14.5).next_moment(noon))
        2026-03-02 14:30:00
        """
        return self.after_quiet(self._planned(now, told))

    def _planned(self, now: datetime, told: datetime | None) -> datetime:
        if self.rhythm == "hour":
            return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        if self.rhythm == "day":
            today = at(now, self.day_at)
            return today if today > now else at(now + timedelta(days=1), self.day_at)
        return max(now, told + PAUSE) if told else now

    def after_quiet(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it falls into.

        >>> night = Habits("now", 22, 7)
        >>> print(night.after_quiet(datetime(2026, 3, 2, 6, 59)))
        2026-03-02 07:00:00
        >>> print(night.after_quiet(datetime(2026, 3, 2, 7, 0)))
        2026-03-02 07:00:00
        >>> print(Habits("now", 12, 13).after_quiet(datetime(2026, 3, 2, 12, 0)))
        2026-03-02 13:00:00
        """
        begin, end = at(moment, self.quiet_from), at(moment, self.quiet_to)
        if begin < end:
            return end if begin <= moment < end else moment
        if begin == end or end <= moment < begin:
            return moment
        return end if moment < end else end + timedelta(days=1)


def at(day: datetime, hours: float) -> datetime:
    """An hour of this day.

    >>> print(at(datetime(2026, 3, 2, 15), 7.5), at(datetime(2026, 3, 2), 24.0))
    2026-03-02 07:30:00 2026-03-02 23:59:00
    """
    minutes = min(max(round(hours * 60), 0), 24 * 60 - 1)
    return day.replace(hour=minutes // 60, minute=minutes % 60, second=0, microsecond=0)
