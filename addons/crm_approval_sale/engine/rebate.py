"""How much of the price a customer does not pay, over a whole order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order, without taxes.

    ``free``: what the line would cost if nothing were taken off (its discount is
    100 %, so that its subtotal says nothing).
    """

    subtotal: float
    discount: float = 0.0
    free: float = 0.0

    @property
    def full(self) -> float:
        """What the line costs without its discount.

        >>> Line(80, 20).full, Line(0, 100, free=50).full
        (100.0, 50)
        """
        if self.discount >= 100:
            return self.free
        return self.subtotal * 100 / (100 - self.discount)


def rebate(lines: Iterable[Line]) -> float:
    """Return in percent what is taken off, by lines and by lines that cost less than 0.

    A discount on the whole order is a line with a negative price: the largest
    discount of a line does not see it.

    >>> rebate([Line(90, 10), Line(-18)])
    28.0
    >>> rebate([Line(100)]), rebate([])
    (0.0, 0.0)
    """
    lines = list(lines)
    full = sum(line.full for line in lines if line.full > 0)
    if not full:
        return 0.0
    return round(100 * (1 - sum(line.subtotal for line in lines) / full), 6)
