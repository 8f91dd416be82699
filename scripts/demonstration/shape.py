"""What an open deal of the demonstration looks like: amounts, chances, days.

Plain arithmetic on what the workbook says; the same each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .chance import draw

PROSPECTING, ENGAGING, PROPOSAL = range(3)
DASH = " \N{EN DASH} "
# Of a hundred deals that are being engaged, so many have a proposal already.
PROPOSED = 18
CHANCES = {PROSPECTING: (8, 20), ENGAGING: (25, 50), PROPOSAL: (55, 80)}
# From so many days ago to so many days ahead: some are overdue.
CLOSING = {PROSPECTING: (-2, 110), ENGAGING: (-9, 75), PROPOSAL: (-5, 30)}
QUANTITIES = ((100, (10, 40)), (1000, (2, 8)), (2000, (1, 5)), (10_000, (1, 2)))


@dataclass(frozen=True)
class Deal:
    """An open deal, completed."""

    stage: int
    quantity: int
    revenue: float
    probability: float
    closing: date
    priority: str


def quantity(price: float, key: str) -> int:
    """How many are bought: more of what is cheap.

    >>> quantity(26768, "any"), 10 <= quantity(55, "any") <= 40
    (1, True)
    """
    for limit, (low, high) in QUANTITIES:
        if price < limit:
            return low + draw(high - low + 1, "quantity", key)
    return 1


def complete(key: str, is_new: bool, price: float, today: date) -> Deal:
    """Complete an open deal of the workbook.

    :param key: its number there.
    :param is_new: it stands in the workbook's first stage.
    :param price: of its product.
    """
    stage = PROSPECTING if is_new else ENGAGING
    if not is_new and draw(100, "proposal", key) < PROPOSED:
        stage = PROPOSAL
    number = quantity(price, key)
    low, high = CHANCES[stage]
    first, last = CLOSING[stage]
    return Deal(
        stage=stage,
        quantity=number,
        revenue=round(number * price, 2),
        probability=float(low + draw(high - low + 1, "chance", key)),
        closing=today + timedelta(days=first + draw(last - first + 1, "closing", key)),
        priority=str(max(draw(6, "priority", key) - 3, 0)),
    )


def name(customer: str, product: str) -> str:
    """What a deal is called.

    >>> name("Cancity", "GTK 500") == f"Cancity{DASH}GTK 500"
    True
    """
    return f"{customer}{DASH}{product}"
