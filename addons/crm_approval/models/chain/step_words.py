from odoo import api, fields, models

from ..listing import listed


class CrmApprovalStepWords(models.Model):
    """Who is asked in a step, in words; follows what is edited in the form."""

    _inherit = "crm.approval.step"

    rule_words = fields.Char(string="Also Asked", compute="_compute_rule_words")

    @api.depends(
        *("rule_ids.kind", "rule_ids.user_id", "rule_ids.group_id"),
        *("rule_ids.levels", "rule_ids.path", "rule_ids.only_if"),
    )
    @api.depends_context("lang")
    def _compute_rule_words(self):
        versions = self.env["crm.approval.version"]
        for step in self:
            words = [
                versions._rule_words(rule._prepare_definition())
                for rule in step.rule_ids
            ]
            step.rule_words = listed(self.env, words)
