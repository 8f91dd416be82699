from odoo import models


class CrmApprovalRequest(models.Model):
    """What people are told in Odoo, they are told in their chat as well."""

    _inherit = "crm.approval.request"

    def _remind(self, tasks):
        result = super()._remind(tasks)
        self.env["crm.approval.oa.message"]._tell_asked(tasks)
        return result

    def _tell_requester(self, body):
        result = super()._tell_requester(body)
        self.env["crm.approval.oa.message"]._tell_result(self, body)
        return result

    def _clear_reminders(self, users=None):
        result = super()._clear_reminders(users)
        for request in self:
            self.env["crm.approval.oa.message"]._not_asked_any_more(request, users)
        return result
