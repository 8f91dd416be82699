from odoo import api, models
from odoo.exceptions import UserError

from ...listing import listed


class CrmApprovalRequestChoice(models.AbstractModel):
    """How the requester picks the approvers, where the chain leaves it to them."""

    _inherit = "crm.approval.request"

    @api.depends("state", "requester_id", "step_ids.is_choice")
    @api.depends_context("uid")
    def _compute_can_choose(self):
        for request in self:
            mine = request.requester_id == self.env.user and request.state == "pending"
            request.can_choose = mine and bool(request._undecided_choices())

    def action_choose(self, step_id, user_ids):
        """Name the approvers of a step, as the requester, among its candidates."""
        self.ensure_one()
        self._lock()
        step = self._undecided_choices().filtered(lambda step: step.id == step_id)
        if not self.can_choose or not step:
            raise UserError(
                self.env._(
                    "There is nobody to choose for %(request)s: only %(requester)s "
                    "does, and once. Open the request to see who is asked.",
                    request=self.display_name,
                    requester=self.requester_id.name,
                )
            )
        step = step.sudo()  # sudo: nobody may write steps; who asks was checked
        users = step.env["res.users"].browse(map(int, user_ids))
        step._check_choice(users)
        self._record("choose", listed(self.env, users.mapped("name")), step)
        # Candidates were never asked: what is removed here is no evidence.
        step.task_ids.filtered(lambda task: task.user_id not in users).unlink()
        step.is_choice = False
        self._clear_reminders(self.requester_id)
        if step.state == "pending":
            step._ask_people()
            self._advance()
        return True

    def action_choose_approvers(self):
        """Open the dialog in which the requester chooses."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who Shall Approve?"),
            "res_model": "crm.approval.choose",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def _undecided_choices(self):
        return self.step_ids.filtered(
            lambda step: step.is_choice and step.state in ("pending", "waiting")
        )

    def _choosing_names(self):
        """Name the requester where they keep a step waiting."""
        if any(step.state == "pending" for step in self._undecided_choices()):
            return [
                self.env._(
                    "%(requester)s (chooses the approver)",
                    requester=self.requester_id.name,
                )
            ]
        return []

    def _remind_to_choose(self):
        """Put the choice on the desk of those who have to make it."""
        for request in self.filtered(lambda request: request._undecided_choices()):
            request.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Choose who approves"),
                user_id=request.requester_id.id,
            )
