from odoo import fields, models


class CrmApprovalRequestReject(models.TransientModel):
    """Ask for the reason before rejecting."""

    _name = "crm.approval.request.reject"
    _description = "Reject an Approval Request"

    request_ids = fields.Many2many(
        "crm.approval.request",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Text(required=True)

    def action_reject(self):
        """Reject with the reason; the request checks who may."""
        self.ensure_one()
        self.request_ids.action_reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
