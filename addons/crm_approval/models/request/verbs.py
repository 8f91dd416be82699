from odoo import fields, models
from odoo.exceptions import UserError


class CrmApprovalRequestVerbs(models.Model):
    """What an approver can do besides approving and rejecting."""

    _inherit = "crm.approval.request"

    def action_return(self, reason, step_id=None):
        """Send the request back: the requester corrects the values and asks again.

        :param step_id: an earlier step of the request that is asked again instead
        """
        self._need_reason(reason)
        if step_id:
            return self._return_to_step(step_id, reason)
        for request in self:
            request._take_turn()
            request._record("return", reason)
            request._close("returned")
            request._tell_requester(
                self.env._(
                    "%(approver)s returned “%(chain)s” for correction: %(reason)s",
                    approver=self.env.user.name,
                    reason=reason,
                    **request._names(),
                )
            )
            request._schedule_for_requester(self.env._("Correct and ask again"), reason)
        return True

    def action_forward(self, user_id, reason):
        """Let somebody else decide in the place of the acting user."""
        self._need_reason(reason)
        for request in self:
            tasks = request._take_turn()
            user = request._check_signer(user_id)
            for task in tasks:
                text = self.env._(
                    "To %(user)s: %(reason)s", user=user.name, reason=reason
                )
                request._record("forward", text, task.step_id)
                request._add_task(task.step_id, user, task.weight)
            # sudo: nobody may write tasks; whose turn it is was checked.
            tasks.sudo().write({"state": "forwarded"})
            request._clear_reminders(self.env.user)
        return True

    def action_add_signer(self, user_id, position, reason):
        """Ask one more person, before or after the people asked now."""
        self._need_reason(reason)
        for request in self:
            step = request._take_turn().step_id[:1]
            user = request._check_signer(user_id)
            text = self.env._(
                "%(user)s, %(position)s this step: %(reason)s",
                user=user.name,
                position=self.env._("before")
                if position == "before"
                else self.env._("after"),
                reason=reason,
            )
            request._record("sign", text, step)
            request._insert_step(step, user, position)
        return True

    def action_ask_question(self, reason):
        """Ask the requester something; deadlines wait for the answer."""
        self._need_reason(reason)
        for request in self:
            request._take_turn()
            request._record("question", reason)
            request.sudo().write(  # sudo: turn checked by _record
                {"is_question_open": True, "question_on": fields.Datetime.now()}
            )
            request._tell_requester(
                self.env._(
                    "%(approver)s asks about “%(chain)s”: %(reason)s",
                    approver=self.env.user.name,
                    reason=reason,
                    **request._names(),
                )
            )
        return True

    def action_answer(self, reason):
        """Answer the question of an approver."""
        self._need_reason(reason)
        for request in self:
            request._lock()
            request._record("answer", reason)
            paused = request.sudo()  # sudo: checked by _record
            paused.is_question_open = False
            paused.step_ids._pause_clock(paused.question_on)
            request._tell_approvers(reason)
        return True

    def _need_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(
                self.env._("Write a sentence: it goes on record and others read it.")
            )

    def _check_signer(self, user_id):
        """Return the person to ask, or say why they cannot be asked."""
        self.ensure_one()
        # sudo: anyone may be named; whether they may decide is checked here.
        user = self.env["res.users"].sudo().browse(int(user_id)).exists()  # sudo: named
        asked = self.task_ids.filtered(lambda task: task.state in ("todo", "waiting"))
        if not user or not self._may_decide(user) or user in asked.user_id:
            raise UserError(
                self.env._(
                    "%(user)s cannot decide on %(request)s: they asked for it, are "
                    "asked already, or have no access. Choose somebody else.",
                    user=user.name or self.env._("Nobody"),
                    request=self.display_name,
                )
            )
        return user

    def _add_task(self, step, user, weight=1, state="todo"):
        # sudo: nobody has create rights; the callers checked whose turn it is.
        task = self.env["crm.approval.task"].sudo()
        task = task.create(
            {
                "request_id": self.id,
                "step_id": step.id,
                "user_id": user.id,
                "weight": weight,
                "state": state,
            }
        )
        if state == "todo":
            self._remind(task)
        return task

    def _insert_step(self, step, user, position):
        """Make room for a step of one person; before: those asked now wait again."""
        request = self.sudo()  # sudo: whose turn it is was checked
        wave = step.wave if position == "before" else step.wave + 1
        for later in request.step_ids.filtered(lambda other: other.wave >= wave):
            later.wave += 1
        added = request.step_ids.create(
            {
                "request_id": self.id,
                "wave": wave,
                "name": self.env._("Added by %(user)s", user=self.env.user.name),
                "mode": "all",
                "rights": step.rights,
            }
        )
        if position == "after":
            self._add_task(added, user, state="waiting")
            return
        paused = request.step_ids.filtered(lambda other: other.state == "pending")
        paused.task_ids.filtered(lambda task: task.state == "todo").state = "waiting"
        paused.state = "waiting"
        self._clear_reminders()
        added.state = "pending"
        self._add_task(added, user)

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
        steps = self.sudo().step_ids  # sudo: whose turn it is was checked
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
