"""What a customer does not pay of the list price, and what is left above the cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Good:
    """One line of an order, without taxes, in the currency of the order.

    ``listed``: what it costs by the list; ``charged``: what the customer pays for it;
    ``cost``: what it costs us, None where that is not known.
    """

    listed: float
    charged: float
    cost: float | None = None


def totals(goods: Iterable[Good]) -> tuple[float, float]:
    """Return the value by the list and what is charged.

    >>> totals([Good(100, 80), Good(50, 0), Good(0, -10)])
    (150, 70)
    """
    goods = list(goods)
    return sum(good.listed for good in goods), sum(good.charged for good in goods)


def discount(goods: Iterable[Good]) -> float:
    """Return in percent what is not paid of the list, however it is given.

    A lower price, a free piece and a line below zero are one and the same.

    >>> discount([Good(100, 65)]), discount([Good(100, 100), Good(100, 0)])
    (35.0, 50.0)
    >>> discount([Good(100, 100), Good(0, -20)]), discount([])
    (20.0, 0.0)
    >>> discount([Good(100, 150)]), discount([Good(0, -20)])
    (-50.0, 100.0)
    """
    listed, charged = totals(goods)
    if listed <= 0:
        return 100.0 if charged < 0 else 0.0
    return round(100 * (1 - charged / listed), 6)


def margin(goods: Iterable[Good]) -> float:
    """Return in percent of what is charged what is left above the cost.

    Goods whose cost is not known are left out, but not what lowers the price. Where no
    cost is known, nothing can be said against the price.

    >>> margin([Good(100, 80, 60)]), margin([Good(100, 80, 60), Good(100, 50)])
    (25.0, 25.0)
    >>> margin([Good(100, 80, 60), Good(0, -20)]), margin([Good(100, 0, 60)])
    (0.0, -100.0)
    >>> margin([Good(100, 80)])
    100.0
    """
    known = [good for good in goods if good.cost is not None or good.charged < 0]
    cost = sum(good.cost or 0.0 for good in known)
    charged = sum(good.charged for good in known)
    if not cost:
        return 100.0
    if charged <= 0:
        return -100.0
    return round(100 * (charged - cost) / charged, 6)
