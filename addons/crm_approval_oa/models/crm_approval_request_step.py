from odoo import models


class CrmApprovalRequestStep(models.Model):
    """A reminder that the chain sends reaches the chat as well."""

    _inherit = "crm.approval.request.step"

    def _on_reminder(self):
        result = super()._on_reminder()
        todo = self.task_ids.filtered(lambda task: task.state == "todo")
        self.env["crm.approval.oa.message"]._tell_asked(todo, "remind")
        return result
