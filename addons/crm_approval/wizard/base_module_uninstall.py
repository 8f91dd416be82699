from odoo import api, fields, models


class BaseModuleUninstall(models.TransientModel):
    """Offers the evidence where one uninstalls: it goes with the addon."""

    _inherit = "base.module.uninstall"

    crm_approval_evidence_count = fields.Integer(
        string="Approval Requests", compute="_compute_crm_approval_evidence_count"
    )

    @api.depends("module_ids")
    def _compute_crm_approval_evidence_count(self):
        count = sum(
            self.env[model].sudo().search_count([])  # sudo: only how many there are
            for model in ("crm.approval.request", "crm.approval.history")
        )
        for wizard in self:
            leaves = "crm_approval" in wizard._get_modules().mapped("name")
            wizard.crm_approval_evidence_count = count if leaves else 0

    def action_crm_approval_export_evidence(self):
        """Download all evidence; the dialog stays open."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": "/crm_approval/evidence/all",
            "target": "download",
        }
