from odoo import api, fields, models


class CrmApprovalTaskCarried(models.AbstractModel):
    """Shows which earlier decision stands for this person, where nobody was asked."""

    _name = "crm.approval.task.carried"
    _description = "Decision That Stands for a Task"

    carried_id = fields.Many2one(
        "crm.approval.decision", string="Carried Over", compute="_compute_carried_id"
    )

    @api.depends("state", "request_id.decision_ids")
    def _compute_carried_id(self):
        for task in self:
            # sudo: the earlier request may have asked others; its row is the proof.
            rows = task.sudo().request_id.decision_ids  # sudo: see above
            task.carried_id = rows.filtered(
                lambda row, task=task: (
                    row.verdict == "carry"
                    and row.step_id == task.step_id
                    and task.state == "approved"
                    and task.user_id in row.carried_id._speaks_for()
                )
            )[:1].carried_id

    def action_view_carried(self):
        """Open the request of the earlier decision: only who may read it gets there."""
        self.ensure_one()
        request = self.carried_id.sudo().request_id  # sudo: its number only
        request.with_env(self.env).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": request._name,
            "res_id": request.id,
            "views": [(False, "form")],
        }
