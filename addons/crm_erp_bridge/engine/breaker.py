"""Circuit breaker: stop asking an ERP that does not answer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

THRESHOLD = 3


@dataclass(frozen=True)
class Breaker:
    """How often the ERP failed in a row and until when it is left alone."""

    failures: int = 0
    open_until: datetime | None = None

    def state(self, now: datetime) -> str:
        """Return closed, open or half_open.

        >>> noon = datetime(2026, 1, 1, 12)
        >>> Breaker().state(noon)
        'closed'
        >>> Breaker(3, noon + timedelta(seconds=1)).state(noon)
        'open'
        >>> Breaker(3, noon).state(noon)
        'half_open'
        """
        if self.open_until is None:
            return "closed"
        return "open" if now < self.open_until else "half_open"

    def succeeded(self) -> "Breaker":
        """Return the closed breaker.

        >>> Breaker(3, datetime(2026, 1, 1)).succeeded()
        Breaker(failures=0, open_until=None)
        """
        return Breaker()

    def failed(self, now: datetime, seconds: float) -> "Breaker":
        """Return the breaker after one more failure.

        >>> noon = datetime(2026, 1, 1, 12)
        >>> Breaker(1).failed(noon, 60)
        Breaker(failures=2, open_until=None)
        >>> Breaker(2).failed(noon, 60).open_until
        datetime.datetime(2026, 1, 1, 12, 1)
        """
        failures = self.failures + 1
        if failures < THRESHOLD:
            return replace(self, failures=failures)
        return Breaker(failures, now + timedelta(seconds=seconds))
