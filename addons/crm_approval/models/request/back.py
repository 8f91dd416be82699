from odoo import models
from odoo.exceptions import UserError


class CrmApprovalRequestBack(models.AbstractModel):
    """Back to an earlier step: what was decided since stays on record, and counts not.

    The row "back" names the step. Approvals of that step and of later ones that are
    older than the row are not in force any more.
    """

    _name = "crm.approval.request.back"
    _description = "Return to an Earlier Step"

    def _return_to_step(self, step_id, reason):
        for request in self:
            request._take_turn()
            target = request._earlier_steps().filtered(lambda step: step.id == step_id)
            if not target:
                raise UserError(
                    request.env._(
                        "%(request)s cannot go back there: choose a step before yours "
                        "that was already decided.",
                        request=request.display_name,
                    )
                )
            request._record("back", reason, target)
            request._reopen_from(target.sudo())  # sudo: whose turn it is was checked
            request._tell_step(target, reason)
        return True

    def _earlier_steps(self):
        """Return the decided steps before the one the acting user decides now."""
        mine = min(self._my_tasks().step_id.mapped("wave"), default=0)
        return self.step_ids.filtered(
            lambda step: step.wave < mine and step.state == "approved" and step.task_ids
        )

    def _reopen_from(self, target):
        """Ask the wave of the step again; later waves wait as if never asked."""
        steps = self.sudo().step_ids  # sudo: see _return_to_step
        others = steps.filtered(
            lambda step: step.wave == target.wave and step != target
        )
        steps = steps.filtered(lambda step: step.wave >= target.wave) - others
        asked = steps.task_ids.filtered(lambda task: task.state != "forwarded")
        # A new key: links that were sent for the first answer stay used.
        asked.write({"state": "waiting", "link_key": False})
        steps.write({"state": "waiting", "remind_at": False, "deadline": False})
        self._clear_reminders()
        target.state = "pending"
        target._ask_people()
        self._advance()

    def _rows_in_force(self):
        """Return the decisions that were not taken back by a return to a step."""
        backs = self.decision_ids.filtered(lambda row: row.verdict == "back")
        return self.decision_ids.filtered(
            lambda row: (
                not any(
                    row.id < back.id
                    and row.step_id
                    and (
                        row.step_id == back.step_id
                        or row.step_id.wave > back.step_id.wave
                    )
                    for back in backs
                )
            )
        )

    def _was_sent_back(self, step):
        return any(
            row.verdict == "back" and row.step_id == step for row in self.decision_ids
        )

    def _tell_step(self, step, reason):
        """Say to those who are asked again why."""
        self.message_post(
            body=self.env._(
                "%(user)s sent it back to step %(step)s: %(reason)s",
                user=self.env.user.name,
                step=step.display_name,
                reason=reason,
            ),
            partner_ids=step.task_ids.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
