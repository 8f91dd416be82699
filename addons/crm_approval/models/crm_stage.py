from odoo import models


class CrmStage(models.Model):
    _inherit = "crm.stage"

    def write(self, vals):
        """A stage that becomes a won stage wins what stands in it: check that too."""
        result = super().write(vals)
        if vals.get("is_won"):
            # sudo: archived and foreign opportunities are won by it as well.
            leads = self.env["crm.lead"].sudo().with_context(active_test=False)
            leads = leads.search([("stage_id", "in", self.ids)])
            self.env["crm.approval.gate"]._check_state(leads, frozenset({"stage_id"}))
        return result
