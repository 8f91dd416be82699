from odoo import fields

from ...engine.plan import COUNT, function_of
from ...engine.series import ratio
from ..reading.requests import BEFORE, BEFORE_PART, NOW, PART
from ..reading.viewer import is_mixed_currency


class Units:
    """Numbers of figures, and the units and currencies that they are in."""

    def __init__(self, env):
        self.env = env

    def value(self, tile, figures, past=False):
        """The number of one group; ``None`` where nothing was counted."""
        whole = self._amount(tile, figures.get(BEFORE if past else NOW))
        if not tile.part_domain:
            return whole
        part = self._amount(tile, figures.get(BEFORE_PART if past else PART))
        return ratio(part, whole)

    def value_at(self, tile, figures, key, past=False):
        """The number of the group with this key."""
        return self.value(
            tile, {role: found.get(key) for role, found in figures.items()}, past
        )

    def weight(self, tile, figures, key):
        """How much a share rests on, so that 1 of 1 is not read as a triumph."""
        if not tile.part_domain:
            return None
        return self._amount(tile, figures[NOW].get(key))

    def unit(self, tile):
        """What the number counts: a share, money, records or something else."""
        if tile.part_domain:
            return "share"
        if tile._is_monetary():
            return "money"
        return "count" if tile.measure == COUNT else "number"

    def currency(self):
        """The currency of amounts, and whether they had to be converted to it."""
        return {
            "id": self.env.company.currency_id.id,
            "is_converted": is_mixed_currency(self.env),
        }

    def problem(self, tile):
        """Say in words why amounts cannot be compared, or return ``False``."""
        is_extreme = tile.aggregate in ("min", "max")
        if is_extreme and tile._is_monetary() and is_mixed_currency(self.env):
            return self.env._(
                "The lowest and highest amounts of companies with different currencies "
                "cannot be compared. Choose one company at the top right."
            )
        return False

    def _amount(self, tile, figures):
        if not figures:
            return None if tile.aggregate != "sum" and tile.measure != COUNT else 0
        first, *more = figures.items()
        value = first[1]
        if value is None or value is False:
            return None if tile.aggregate != "sum" else 0
        if function_of(first[0]) == "sum_currency":
            value = float(value) * self._company_rate()
        return ratio(value, more[0][1]) if tile.aggregate == "avg" and more else value

    def _company_rate(self):
        """Rate of the viewer's own currency: summing left amounts at rate 1."""
        company = self.env.company
        today = fields.Date.context_today(company)
        rates = company.currency_id._get_rates(company, today)
        return rates.get(company.currency_id.id, 1.0)
