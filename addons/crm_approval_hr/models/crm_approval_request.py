from odoo import models


class CrmApprovalRequest(models.Model):
    """Colleagues of one department do not approve for each other, if so chosen."""

    _inherit = "crm.approval.request"

    def _is_conflicted(self, user):
        if super()._is_conflicted(user):
            return True
        definition = self.version_id.definition or {}
        if not definition.get("exclude_department") or user == self.requester_id:
            return False
        own = self.requester_id._approval_employees().department_id
        theirs = user._approval_employees()
        return bool(own & theirs.department_id - theirs._approval_led())
