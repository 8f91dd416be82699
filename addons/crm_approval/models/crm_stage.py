from odoo import models


class CrmStage(models.Model):
    _inherit = "crm.stage"

    def write(self, vals):
        """A stage that becomes a won stage wins what stands in it: check that too."""
        result = super().write(vals)
        if vals.get("is_won"):
            leads = self.env["crm.lead"].sudo()  # sudo: those of others are won too
            leads = leads.with_context(active_test=False).search(
                [("stage_id", "in", self.ids)]
            )
            self.env["crm.approval.gate"]._check_state(leads, frozenset({"stage_id"}))
        return result
