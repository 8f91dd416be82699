from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ...engine import progress
from ...engine import spec as engine
from ...exceptions import ApprovalRequired
from ..gate import calls

TASK_STATE = {"approve": "approved", "reject": "rejected"}


class CrmApprovalRequestFlow(models.Model):
    """How a request moves: decided, advanced, applied, withdrawn."""

    _inherit = "crm.approval.request"

    def action_approve(self, reason=None, attachment_ids=()):
        """Approve in the name of the acting user; several at once one by one.

        :return: True, or an action to show: the password is needed first, or the
            result of several decisions
        """
        if self._lacks_identity():
            return self._approve_identified(reason, list(attachment_ids))
        self._attach(attachment_ids)
        if len(self) > 1:
            return self._decide_each("approve", reason)
        self._decide("approve", reason)
        return True

    def action_reject(self, reason):
        """Reject in the name of the acting user. The requester reads the reason."""
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "A rejection needs a reason: %(requester)s will ask for it.",
                    requester=self[:1].requester_id.name,
                )
            )
        if len(self) > 1:
            return self._decide_each("reject", reason.strip())
        self._decide("reject", reason.strip())
        return True

    def _decide_each(self, verdict, reason):
        """Decide one by one; what fails is told and does not stop the others."""
        failed = []
        for request in self:
            try:
                with self.env.cr.savepoint():
                    request._decide(verdict, reason)
            except UserError as error:
                failed.append(str(error))
        return self._bulk_result(len(self) - len(failed), failed)

    def action_withdraw(self):
        """Take the request back: the opportunity stays where it is."""
        for request in self:
            request._lock()
            request._record("withdraw")
            request._close("withdrawn")
            request._log_on_lead(
                self.env._("The request “%(chain)s” was withdrawn.", **request._names())
            )
        return True

    def action_apply(self):
        """Apply an approved change that could not be applied at once."""
        for request in self:
            request._lock()
            if not request.can_apply:
                raise UserError(
                    self.env._(
                        "%(request)s has no approved change that waits. Open the "
                        "opportunity to see where it stands.",
                        request=request.display_name,
                    )
                )
            request._apply(self.env.user)
        return True

    def _lock(self):
        """Keep this request for the acting user until the end of the transaction."""
        self.ensure_one()
        self.check_access("read")
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is deciding on %(request)s at this moment. Reload "
                    "to see what they decided.",
                    request=self.display_name,
                )
            ) from error
        self.invalidate_recordset()

    def _take_turn(self):
        """Return the open tasks of the acting user, or say why there are none."""
        self._lock()
        tasks = self._my_tasks()
        if not tasks:
            raise UserError(self._nothing_to_decide())
        return tasks

    def _decide(self, verdict, reason):
        tasks = self._take_turn()
        if verdict == "approve":
            self._check_demands(tasks.step_id, reason)
            reason = self._with_attachments(reason)
        for step in tasks.step_id:
            self._record(verdict, reason, step)
        # sudo: nobody may write tasks; the acting user was checked by _record.
        tasks.sudo().write({"state": TASK_STATE[verdict]})
        self._clear_reminders(tasks.user_id)
        self._advance(reason)

    def _nothing_to_decide(self):
        self.ensure_one()
        if self.state == "pending":
            return self.env._(
                "%(request)s is waiting for %(approver)s, not for you. Ask them to "
                "decide.",
                request=self.display_name,
                approver=self.waiting_for,
            )
        last = self.decision_ids.filtered(
            lambda row: (
                row.verdict in ("approve", "reject", "withdraw", "close", "return")
            )
        )[:1]
        return self.env._(
            "%(request)s is already decided: %(verdict)s by %(user)s. Your answer is "
            "no longer needed.",
            request=self.display_name,
            verdict=dict(last._fields["verdict"]._description_selection(self.env)).get(
                last.verdict
            ),
            user=last.user_id.name,
        )

    def _advance(self, reason=None):
        """Close what is answered and open what comes next, until somebody must act."""
        request = self.sudo()  # sudo: transitions are not writable by anyone
        while True:
            for step in request.step_ids.filtered(lambda step: step.state == "pending"):
                step.state = step._progress()
                if step.state != "pending":
                    todo = step.task_ids.filtered(lambda task: task.state == "todo")
                    todo.write({"state": "closed"})
                    self._clear_reminders(todo.user_id)
            steps = [(step.wave, step.state) for step in request.step_ids]
            outcome = progress.state_of(state for _wave, state in steps)
            if outcome == "rejected":
                return self._finish_rejected(reason)
            if outcome == "approved":
                return self._finish_approved()
            wave = progress.next_wave(steps)
            if wave is None:
                return None
            self._open_wave(wave)

    def _finish_approved(self):
        request = self.sudo()  # sudo: transitions are not writable by anyone
        self._record("grant")
        request.write({"state": "approved", "date_done": fields.Datetime.now()})
        self._clear_reminders()
        self._apply(self.requester_id)

    def _finish_rejected(self, reason):
        self._close("rejected")
        body = self.env._(
            "%(approver)s rejected “%(chain)s”: %(reason)s",
            approver=self.env.user.name,
            reason=reason,
            **self._names(),
        )
        self._tell_requester(body)
        self._schedule_for_requester(self.env._("Approval rejected"), reason)
        # sudo: the last row may have been made by nobody (time was up).
        late = self.sudo().decision_ids[:1].verdict == "timeout"
        runs = self.env["crm.approval.outcome.run"]
        runs._start(self, "expired" if late else "rejected")

    def _close(self, state):
        request = self.sudo()  # sudo: transitions are not writable by anyone
        request.write({"state": state, "date_done": fields.Datetime.now()})
        request.task_ids.filtered(lambda task: task.state in ("todo", "waiting")).write(
            {"state": "closed"}
        )
        self._clear_reminders()

    def _close_for(self, reason):
        """Close pending requests whose opportunity is gone."""
        for request in self.filtered(lambda request: request.state == "pending"):
            request._record("close", reason)
            request._close("closed")

    def _apply(self, user):
        """Write the proposed change with the rights of ``user``, or say why not."""
        request = self.sudo()  # sudo: transitions are not writable by anyone
        record = request._target()
        if not record:
            return
        context = {"lang": user.lang}
        record = record.with_env(self.env(user=user, su=False, context=context))
        try:
            with self.env.cr.savepoint():
                request._perform(record)
        except ApprovalRequired as error:
            if not self._waits_for_another(error.findings):
                self._apply_failed(error)
            return
        except UserError as error:
            self._apply_failed(error)
            return
        self._mark_applied()

    def _perform(self, record):
        """Do what was asked for; ``record`` acts with the rights of a person."""
        perform = {
            "write": lambda: record._approval_apply(self.change or {}),
            "unlink": record.unlink,
            "merge": lambda: record._approval_merge(self.change),
            engine.CALL: lambda: calls.make(record, self.change[calls.CALL]),
        }[self.operation]
        perform()

    def _waits_for_another(self, findings):
        """Tell whether other chains still have to answer for the same change.

        The last of them applies it. What waits for something else applies nothing, so
        the requester has to be told.
        """
        if self.operation != "write":
            findings = self._with_pending(findings)
        ids = [finding.request_id for finding in findings]
        # sudo: the other chain may ask people who see nothing of this one.
        others = self.sudo().browse(ids)
        return bool(ids) and all(
            other and other.change == self.change for other in others
        )

    def _apply_failed(self, error):
        request = self.sudo()  # sudo: transitions are not writable by anyone
        request.apply_error = str(error)
        body = self.env._(
            "“%(chain)s” is approved, but the change could not be applied: %(error)s",
            error=error,
            **self._names(),
        )
        self._tell_requester(body)
        self._schedule_for_requester(
            self.env._("Approved, but not applied"), str(error)
        )

    def _mark_applied(self):
        # sudo: siblings of the same change may belong to other approvers.
        siblings = self.sudo().search(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                ("state", "=", "approved"),
                ("applied_on", "=", False),
            ]
        )
        change = self.change
        applied = siblings.filtered(lambda request: request.change == change)
        applied.write({"applied_on": fields.Datetime.now(), "apply_error": False})
        for request in applied:
            request._record("apply")
            self.env["crm.approval.baseline"]._agree(request._target(), request.tested)
        self.env["crm.approval.outcome.run"]._start(applied, "approved")
        self._tell_requester(
            self.env._(
                "%(approver)s approved “%(chain)s”. The change is applied.",
                approver=self.env.user.name,
                **self._names(),
            )
        )

    @api.model
    def _names(self):
        return {"chain": self.chain_id.name}
