from odoo import fields, models
from odoo.tools.misc import get_lang

from ..engine.plan import function_of
from ..engine.series import ratio
from .crm_dashboard_asker import BEFORE, BEFORE_PART, NOW, PART
from .crm_dashboard_tile import COUNT


class CrmDashboardScale(models.AbstractModel):
    """Units, currencies and words of figures."""

    _name = "crm.dashboard.scale"
    _inherit = "crm.dashboard.asker"
    _description = "CRM Dashboard Scale"

    def _value(self, tile, figures, past=False):
        """The number of one group; ``None`` where nothing was counted."""
        whole = self._amount(tile, figures.get(BEFORE if past else NOW))
        if not tile.part_domain:
            return whole
        part = self._amount(tile, figures.get(BEFORE_PART if past else PART))
        return ratio(part, whole)

    def _at(self, tile, figures, key, past=False):
        return self._value(
            tile, {role: found.get(key) for role, found in figures.items()}, past
        )

    def _weight(self, tile, figures, key):
        """How much a share rests on, so that 1 of 1 is not read as a triumph."""
        if not tile.part_domain:
            return None
        return self._amount(tile, figures[NOW].get(key))

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
        today = fields.Date.context_today(self)
        rates = company.currency_id._get_rates(company, today)
        return rates.get(company.currency_id.id, 1.0)

    def _unit(self, tile):
        if tile.part_domain:
            return "share"
        if self._is_monetary(tile):
            return "money"
        return "count" if tile.measure == COUNT else "number"

    def _currency(self):
        return {
            "id": self.env.company.currency_id.id,
            "is_converted": self._is_mixed_currency(),
        }

    def _problem_of_currency(self, tile):
        is_extreme = tile.aggregate in ("min", "max")
        if is_extreme and self._is_monetary(tile) and self._is_mixed_currency():
            return self.env._(
                "The lowest and highest amounts of companies with different currencies "
                "cannot be compared. Choose one company at the top right."
            )
        return False

    def _week_start(self):
        return int(get_lang(self.env).week_start)

    def _labels(self, tile, keys):
        field = tile._field_at(tile.groupby)
        unset = self.env._("Not set")
        if field.relational:
            return self._record_labels(field.comodel_name, keys) | {False: unset}
        if field.type == "selection":
            words = dict(field._description_selection(self.env))
            return {key: words.get(key, key) if key else unset for key in keys}
        if field.type == "boolean":
            return {True: self.env._("Yes"), False: self.env._("No")}
        return {key: unset if key is False else str(key) for key in keys}

    def _record_labels(self, model_name, keys):
        Model = self.env[model_name].with_context(active_test=False)
        read = [Model._rec_name] if Model._rec_name else []
        seen = Model.search_fetch([("id", "in", [key for key in keys if key])], read)
        hidden = self.env._("Not visible to you")
        names = {record.id: record.display_name for record in seen}
        return {key: names.get(key, hidden) for key in keys}

    def _in_order(self, tile, values):
        """Rows in the order that their own model keeps, such as that of stages."""
        field = tile._field_at(tile.groupby)
        found = dict(values)
        if field.relational:
            Model = self.env[field.comodel_name].with_context(active_test=False)
            ordered = Model.search([("id", "in", [key for key in found if key])]).ids
        elif field.type == "selection":
            ordered = field.get_values(self.env)
        else:
            ordered = sorted(key for key in found if key)
        rest = [key for key in found if key not in ordered]
        return [(key, found[key]) for key in [*ordered, *rest] if key in found]
