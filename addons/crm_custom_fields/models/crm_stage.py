from odoo import api, fields, models


class CrmStage(models.Model):
    """The order of the stages decides where "from stage X on" begins."""

    _inherit = "crm.stage"

    crm_config_key = fields.Char(
        string="Configuration Key",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Names the stage in configuration files, in every database.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self.env["crm.custom.field.cache"]._forget()
        return stages

    def write(self, vals):
        res = super().write(vals)
        if "sequence" in vals:
            self.env["crm.custom.field.cache"]._forget()
        return res

    def unlink(self):
        res = super().unlink()
        self.env["crm.custom.field.cache"]._forget()
        return res
