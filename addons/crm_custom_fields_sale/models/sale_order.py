from odoo import api, fields, models

from odoo.addons.crm_custom_fields.models.rule.live import (
    compute_matching,
)

# What decides the currency of a quotation.
CURRENCY_NEEDS = ("partner_id", "company_id", "pricelist_id")


class SaleOrder(models.Model):
    """A quotation starts with what its opportunity says."""

    _inherit = "sale.order"

    crm_rule_matching = fields.Json(
        string="Rules Whose Condition Holds", compute=compute_matching
    )

    @api.model
    def default_get(self, fields):
        """Show in a new form what comes from the opportunity."""
        values = super().default_get(fields)
        if values.get("opportunity_id"):
            given = {key.removeprefix("default_") for key in self.env.context}
            # From the context, the form need not ask for all of these.
            known = super().default_get(list(CURRENCY_NEEDS))
            carried = self.new(known)._carried_values(values["opportunity_id"])
            wanted = carried.keys() & set(fields) - given
            values.update((name, carried[name]) for name in wanted)
        return values

    @api.onchange("opportunity_id")
    def _onchange_opportunity_id_carry(self):
        """Fill what is still empty when an opportunity is chosen by hand."""
        carried = self._carried_values(self.opportunity_id._origin.id)
        self.update({n: value for n, value in carried.items() if not self[n]})

    def _carried_values(self, lead_id):
        """Return what the form may show of what comes from the opportunity."""
        carry = self.env["crm.custom.field.carry"]
        carried = carry._quotation_values([lead_id] if lead_id else ())
        values = {
            name: value
            for name, value in carried.get(lead_id, {}).items()
            if self._has_field_access(self._fields[name], "read")
        }
        order = {
            "currency_id": self.currency_id.id,
            "company_id": self.company_id.id,
            "date_order": self.date_order,
        }
        carry._exchange(lead_id, values, order)
        return values

    def _prepare_create_values(self, vals_list):
        """Carry values along, also those that the user may not fill in himself.

        Here, because access to what the user gives has been checked before, and
        the rules have not judged yet. What the user gives wins.
        """
        context = self.env.context
        lead_id = context.get("default_opportunity_id")
        if lead_id:
            vals_list = [{"opportunity_id": lead_id, **vals} for vals in vals_list]
        lead_ids = {vals.get("opportunity_id") for vals in vals_list} - {None, False}
        carry = self.env["crm.custom.field.carry"]
        carried = carry._quotation_values(list(lead_ids))
        if not carried:
            return super()._prepare_create_values(vals_list)
        own = [
            {
                name: value
                for name, value in carried.get(vals.get("opportunity_id"), {}).items()
                if name not in vals and f"default_{name}" not in context
            }
            for vals in vals_list
        ]
        pairs = zip(vals_list, own, strict=True)
        completed = super()._prepare_create_values([{**v, **more} for v, more in pairs])
        for vals, more in zip(completed, own, strict=True):
            carry._exchange(vals["opportunity_id"], more, vals)
            vals.update(more)
        return completed
