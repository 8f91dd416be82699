"""When to try again."""

BASE_SECONDS = 10.0
CAP_SECONDS = 3600.0


def delay(tries: int, chance: float, asked: float = 0.0) -> float:
    """Return the seconds to wait after so many tries.

    It doubles up to a cap; ``chance`` (0 to 1) spreads the upper half. What the
    vendor asked for is a lower bound.

    >>> [delay(tries, 1.0) for tries in (1, 2, 3)]
    [10.0, 20.0, 40.0]
    >>> delay(40, 0.0), delay(1, 0.0, asked=600)
    (1800.0, 600.0)
    """
    exponent = min(max(tries, 1) - 1, 30)
    full = min(BASE_SECONDS * 2.0**exponent, CAP_SECONDS)
    return max(full * (0.5 + 0.5 * chance), float(asked))
