from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """How approvals stand, for the settings page."""

    _inherit = "res.config.settings"

    crm_approval_status = fields.Char(
        "Approvals at Present",
        compute="_compute_crm_approval_status",
        groups="sales_team.group_sale_manager",
    )

    @api.depends("company_id")
    def _compute_crm_approval_status(self):
        states = (
            self.env["crm.approval.chain"]
            .search([("active", "=", True)])
            .mapped("state")
        )
        requests = self.env["crm.approval.request"]
        violations = self.env["crm.approval.violation"]
        for settings in self:
            settings.crm_approval_status = self.env._(
                "Chains published: %(published)s, not published: %(drafts)s. "
                "Requests waiting: %(waiting)s. Integrity faults: %(faults)s.",
                published=len(states) - states.count("draft"),
                drafts=states.count("draft"),
                waiting=requests.search_count([("state", "=", "pending")]),
                faults=violations.search_count([("closed_on", "=", False)]),
            )
