from odoo import api, fields, models

from ..engine import progress

STATES = [
    ("waiting", "Later"),
    ("pending", "Waiting"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
]


class CrmApprovalRequestStep(models.Model):
    """One step of one request, with the people asked there."""

    _name = "crm.approval.request.step"
    _description = "Step of an Approval Request"
    _order = "request_id, wave, id"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, index=True, ondelete="restrict"
    )
    wave = fields.Integer(
        required=True, help="Steps of the same wave are asked together."
    )
    name = fields.Char(required=True)
    mode = fields.Char(required=True)
    task_ids = fields.One2many("crm.approval.task", "step_id")
    state = fields.Selection(STATES, required=True, default="waiting")
    company_id = fields.Many2one(related="request_id.company_id")

    @api.depends("name", "state")
    def _compute_display_name(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for step in self:
            step.display_name = f"{step.name} ({labels.get(step.state)})"

    def _progress(self):
        """Return the state that follows from the answers."""
        answers = {task: task.state for task in self.task_ids}
        return self._state_of(answers.values())

    def _carried_by(self, approvals):
        """Tell whether these decisions alone approve the step."""
        deciders = approvals.filtered(lambda row: row.step_id == self).user_id
        agreed = self.task_ids.filtered(lambda task: task.user_id in deciders)
        return self._state_of("approved" for _task in agreed) == "approved"

    def _state_of(self, task_states):
        self.ensure_one()
        return progress.Step(
            mode=self.mode,
            asked=len(self.task_ids),
            answers=tuple(
                progress.VERDICTS[state]
                for state in task_states
                if state in progress.VERDICTS
            ),
        ).state
