from odoo import api, fields, models


class CrmCustomFieldCarry(models.AbstractModel):
    """Carries custom values from an opportunity to its quotations."""

    _inherit = "crm.custom.field.carry"

    @api.model
    def _routes(self):
        return {**super()._routes(), "sale.order": "carry_order_field_id"}

    @api.model
    def _quotation_values(self, lead_ids):
        """Return by opportunity what its quotations get.

        Nothing comes from opportunities that the user does not see.
        """
        names = self._pairs("sale.order")
        leads = self.env["crm.lead"].browse(lead_ids if names else ()).exists()
        leads = leads._filtered_access("read")
        if not leads:
            return {}
        stored = [name for name in names if leads._fields[name].store]
        leads.sudo().fetch(stored)  # sudo: unseen values go along; once for all
        return {lead.id: self._values(lead, "sale.order") for lead in leads}

    @api.model
    def _exchange(self, lead_id, values, order):
        """Turn the amounts in ``values`` into the currency of ``order``.

        ``order`` holds the columns of a quotation that is being made.
        """
        fields_ = self.env["sale.order"]._fields
        amounts = [name for name in values if fields_[name].type == "monetary"]
        target = self.env["res.currency"].browse(order.get("currency_id") or ())
        if not amounts or not target:
            return
        lead = self.env["crm.lead"].sudo().browse(lead_id)  # sudo: only its currency
        company = self.env["res.company"].browse(order.get("company_id") or ())
        day = fields.Date.to_date(order.get("date_order")) or fields.Date.today()
        for name in amounts:
            values[name] = lead.company_currency._convert(
                values[name], target, company or self.env.company, day
            )
