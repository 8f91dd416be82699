from odoo import api, fields, models


class CrmApprovalChoose(models.TransientModel):
    """Let the requester pick the approvers of a step among its candidates."""

    _name = "crm.approval.choose"
    _description = "Choose Approvers"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, ondelete="cascade"
    )
    step_id = fields.Many2one(
        "crm.approval.request.step",
        string="Step To Fill",
        compute="_compute_step_id",
        store=True,
        ondelete="cascade",
    )
    step_name = fields.Char(related="step_id.display_name", string="Step")
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    user_ids = fields.Many2many(
        "res.users",
        string="Who Shall Approve",
        domain="[('id', 'in', candidate_ids)]",
    )

    @api.depends("request_id")
    def _compute_step_id(self):
        for choice in self:
            steps = choice.request_id._undecided_choices()
            choice.step_id = steps.sorted("wave")[:1]

    @api.depends("step_id")
    def _compute_candidate_ids(self):
        for choice in self:
            choice.candidate_ids = choice.step_id.task_ids.user_id

    def action_confirm(self):
        """Choose, and go on to the next step; the request checks who may."""
        self.ensure_one()
        request = self.request_id
        request.action_choose(self.step_id.id, self.user_ids.ids)
        if request.can_choose:
            return request.action_choose_approvers()
        return {"type": "ir.actions.act_window_close"}
