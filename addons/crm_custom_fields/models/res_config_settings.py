from odoo import api, fields, models

from ..hooks import DROP, KEEP, PARAMETER


class ResConfigSettings(models.TransientModel):
    """How fields and rules stand, and what an uninstall does to the columns."""

    _inherit = "res.config.settings"

    crm_custom_fields_on_uninstall = fields.Selection(
        [(KEEP, "Keep the columns and their data"), (DROP, "Drop the columns")],
        string="When Custom Fields Are Uninstalled",
        config_parameter=PARAMETER,
        default=KEEP,
    )
    crm_custom_fields_status = fields.Char(
        "Custom Fields at Present",
        compute="_compute_crm_custom_fields_status",
        groups="crm_custom_fields.group_designer",
    )

    @api.depends("company_id")
    def _compute_crm_custom_fields_status(self):
        for settings in self:
            settings.crm_custom_fields_status = self.env._(
                "Fields: %(fields)s, rules: %(rules)s.",
                fields=self.env["crm.custom.field"].search_count([]),
                rules=self.env["crm.custom.field.rule"].search_count([]),
            )
