from odoo import models

from ..exceptions import ApprovalRequired


class CrmMergeOpportunity(models.TransientModel):
    _inherit = "crm.merge.opportunity"

    def action_merge(self):
        """Merge, or ask where a chain protects what would be merged."""
        try:
            with self.env.cr.savepoint():
                return super().action_merge()
        except ApprovalRequired as error:
            merging = [found for found in error.findings if _is_merge(found)]
            if len(merging) < len(error.findings):
                raise  # something else is in the way of what merging would write
            leads = self.opportunity_ids
            return leads._approval_ask_merge(self.user_id, self.team_id, merging)


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = "crm.lead2opportunity.partner"

    def action_apply(self):
        """Convert or merge, or ask where a chain protects what would be merged."""
        try:
            with self.env.cr.savepoint():
                return super().action_apply()
        except ApprovalRequired as error:
            merging = [found for found in error.findings if _is_merge(found)]
            if len(merging) < len(error.findings):
                raise  # as above; converting is refused with its own sentence
            leads = self.duplicated_lead_ids | self.lead_id
            return leads._approval_ask_merge(self.user_id, self.team_id, merging)


def _is_merge(finding):
    return bool(finding.spec) and finding.spec.target == "merge"
