from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """How the connection to the ERP stands, for the settings page."""

    _inherit = "res.config.settings"

    crm_erp_bridge_status = fields.Char(
        "ERP at Present",
        compute="_compute_crm_erp_bridge_status",
        groups="sales_team.group_sale_manager",
    )

    @api.depends("company_id")
    def _compute_crm_erp_bridge_status(self):
        connections = self.env["crm.erp.connection"].search([("active", "=", True)])
        health = connections.fields_get(["health"], ["selection"])["health"]
        labels = dict(health["selection"])
        told = [
            self.env._(
                "%(connection)s: %(health)s. Waiting: %(waiting)s, dead letters: "
                "%(dead)s.",
                connection=connection.name,
                health=labels[connection.health],
                waiting=connection.waiting_count,
                dead=connection.dead_count,
            )
            for connection in connections
        ]
        status = " ".join(told) or self.env._("No ERP is connected yet.")
        self.crm_erp_bridge_status = status
