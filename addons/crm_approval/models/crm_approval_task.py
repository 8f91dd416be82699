from odoo import fields, models

STATES = [
    ("waiting", "Later"),
    ("todo", "To decide"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("forwarded", "Forwarded"),
    ("closed", "No longer needed"),
]


class CrmApprovalTask(models.Model):
    """One person asked in one step of a request."""

    _name = "crm.approval.task"
    _description = "Approval Task"
    _order = "step_id, id"
    _rec_name = "user_id"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, index=True, ondelete="restrict"
    )
    step_id = fields.Many2one(
        "crm.approval.request.step", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Approver", required=True, ondelete="restrict"
    )
    state = fields.Selection(STATES, required=True, default="waiting")
    weight = fields.Integer(default=1)
    company_id = fields.Many2one(related="request_id.company_id")

    _todo_idx = models.Index("(user_id, request_id) WHERE state = 'todo'")
