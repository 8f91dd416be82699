from odoo import api, fields, models

VERBS = [
    ("approve", "Approve with a comment"),
    ("reject", "Reject"),
    ("return", "Return for correction"),
    ("forward", "Forward"),
    ("sign", "Add a signer"),
    ("question", "Ask a question"),
    ("answer", "Answer"),
]


class CrmApprovalRequestAct(models.TransientModel):
    """Ask for what a verb needs: a sentence, a person, a place."""

    _name = "crm.approval.request.act"
    _description = "Act on an Approval Request"

    request_ids = fields.Many2many(
        "crm.approval.request",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    verb = fields.Selection(VERBS, required=True, default="reject")
    reason = fields.Text()
    user_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    position = fields.Selection(
        [("before", "Before me"), ("after", "After this step")], default="after"
    )

    step_id = fields.Many2one(
        "crm.approval.request.step",
        string="Return To",
        domain="[('id', 'in', earlier_step_ids)]",
        help="Empty: to the requester, who corrects and asks again.",
    )
    earlier_step_ids = fields.Many2many(
        "crm.approval.request.step", compute="_compute_demands"
    )
    needs_comment = fields.Boolean(compute="_compute_demands")
    needs_file = fields.Boolean(compute="_compute_demands")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    @api.depends("request_ids")
    def _compute_demands(self):
        for act in self:
            # As stored: in a form that is being filled in each would be read by itself.
            requests = act.request_ids._origin
            act.earlier_step_ids = len(requests) == 1 and requests._earlier_steps()
            act.needs_comment = any(requests.mapped("comment_required"))
            act.needs_file = any(requests.mapped("attachment_required"))

    def action_confirm(self):
        """Do it; the request checks who may."""
        self.ensure_one()
        requests, reason = self.request_ids, self.reason
        act = {
            "approve": lambda: requests.action_approve(reason, self.attachment_ids.ids),
            "reject": lambda: requests.action_reject(reason),
            "return": lambda: requests.action_return(reason, self.step_id.id),
            "forward": lambda: requests.action_forward(self.user_id.id, reason),
            "sign": lambda: requests.action_add_signer(
                self.user_id.id, self.position, reason
            ),
            "question": lambda: requests.action_ask_question(reason),
            "answer": lambda: requests.action_answer(reason),
        }[self.verb]
        result = act()
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
