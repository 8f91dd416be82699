"""When to try again."""

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

BASE_SECONDS = 15.0
CAP_SECONDS = 3600.0


def delay(tries: int, chance: float, retry_after: float | None = None) -> float:
    """Return the seconds to wait after the given number of tries.

    The wait doubles with every try up to a cap. ``chance`` (0 to 1) spreads the
    upper half, so that many messages that failed together do not return together.
    What the ERP asked for is a lower bound.

    >>> [delay(tries, 1.0) for tries in (1, 2, 3)]
    [15.0, 30.0, 60.0]
    >>> delay(2, 0.0)
    15.0
    >>> delay(50, 1.0)
    3600.0
    >>> delay(1, 0.0, retry_after=90)
    90.0
    """
    exponent = min(max(tries, 1) - 1, 30)
    full = min(BASE_SECONDS * 2.0**exponent, CAP_SECONDS)
    jittered = full * (0.5 + 0.5 * chance)
    return max(jittered, float(retry_after or 0))


def parse_retry_after(header: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for.

    >>> noon = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
    >>> parse_retry_after("120", noon)
    120.0
    >>> parse_retry_after("Thu, 01 Jan 2026 12:01:00 GMT", noon)
    60.0
    >>> parse_retry_after("Thu, 01 Jan 2026 11:00:00 GMT", noon)
    0.0
    >>> parse_retry_after("soon", noon) is None
    True
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max((moment - now).total_seconds(), 0.0)
