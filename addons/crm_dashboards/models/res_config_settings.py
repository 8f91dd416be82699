from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """How many boards there are, for the settings page."""

    _inherit = "res.config.settings"

    crm_dashboards_status = fields.Char(
        "Dashboards at Present",
        compute="_compute_crm_dashboards_status",
        groups="sales_team.group_sale_manager",
    )

    @api.depends("company_id")
    def _compute_crm_dashboards_status(self):
        for settings in self:
            settings.crm_dashboards_status = self.env._(
                "Dashboards: %(boards)s, tiles: %(tiles)s.",
                boards=self.env["crm.dashboard"].search_count([]),
                tiles=self.env["crm.dashboard.tile"].search_count([]),
            )
