from odoo import api, models


class CrmStage(models.Model):
    """The order of the stages decides where "from stage X on" begins."""

    _inherit = "crm.stage"

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self.env["crm.custom.field.rule"]._rules_changed()
        return stages

    def write(self, vals):
        res = super().write(vals)
        if "sequence" in vals:
            self.env["crm.custom.field.rule"]._rules_changed()
        return res

    def unlink(self):
        res = super().unlink()
        self.env["crm.custom.field.rule"]._rules_changed()
        return res
