from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...listing import listed

BATCH = 100


class CrmApprovalDeadline(models.Model):
    """Deadlines of steps: reminded, handed on or decided at the exact moment."""

    _inherit = "crm.approval.request.step"

    def _start_clock(self):
        """Set the moments of steps that are asked now, and wake up the cron then."""
        moments = []
        groups = self.grouped(
            lambda step: (step.company_id, step.remind_hours, step.deadline_hours)
        )
        for (company, remind_hours, deadline_hours), steps in groups.items():
            values = {
                "remind_at": self._after_working_hours(company, remind_hours),
                "deadline": self._after_working_hours(company, deadline_hours),
            }
            steps.write(values)
            moments += [moment for moment in values.values() if moment]
        self._wake_up(moments)

    def _after_working_hours(self, company, hours):
        if not hours:
            return False
        calendar = (company or self.env.company).resource_calendar_id
        now = fields.Datetime.now()
        # Without a working calendar a working hour is an hour.
        planned = calendar and calendar.plan_hours(hours, now, compute_leaves=True)
        if not planned:
            return now + timedelta(hours=hours)
        return planned.replace(microsecond=0)

    @api.model
    def _wake_up(self, moments):
        # sudo: whoever asks starts the clock.
        cron = self.env.ref("crm_approval.ir_cron_deadlines").sudo()
        if moments:
            cron._trigger(at=list(moments))

    @api.model
    def _cron_deadlines(self):
        """Act on what is due, in batches that are kept even if a later one fails."""
        done, left = self._act_on_time()
        self.env["ir.cron"]._commit_progress(done, remaining=left)

    @api.model
    def _act_on_time(self):
        """Remind and act on what is due; hand over what waits for people away.

        :return: how many steps were handled, how many are left
        """
        now = fields.Datetime.now()
        clock = [("state", "=", "pending"), ("request_id.is_question_open", "=", False)]
        due = self.search([*clock, ("deadline", "<=", now)], limit=BATCH)
        for step in due.try_lock_for_update():
            # Nobody acts: what goes on record is read by who asked.
            lang = step.request_id.requester_id.lang
            step.with_context(lang=lang)._on_deadline()
        late = self.search([*clock, ("remind_at", "<=", now)], limit=BATCH)
        for step in late:
            lang = step.request_id.requester_id.lang
            step.with_context(lang=lang)._on_reminder()
        away = self.env["crm.approval.delegation"]._away()
        self.env["crm.approval.task"].search(
            [("state", "=", "todo"), ("user_id", "in", away.ids)]
        )._substitute()
        left = self.search_count([*clock, ("deadline", "<=", now)])
        return len(due) + len(late), left

    def _on_reminder(self):
        self.ensure_one()
        self.remind_at = False
        todo = self.task_ids.filtered(lambda task: task.state == "todo")
        self.request_id._message_log(
            body=self.env._(
                "Reminded, since it is still waiting: %(approver)s.",
                approver=listed(self.env, todo.user_id.mapped("name")),
            )
        )
        self.env["crm.approval.notice"]._queue(todo, "late")

    def _on_deadline(self):
        """Do what the chain says when time is up, on record."""
        self.ensure_one()
        request, action = self.request_id, self.on_deadline
        text = self.env._(
            "Time was up on %(date)s.",
            date=format_datetime(self.env, self.deadline, tz=request.requester_id.tz),
        )
        if action in ("approve", "reject"):
            request._record("timeout", text, self)
            self.deadline = False
            todo = self.task_ids.filtered(lambda task: task.state == "todo")
            todo.state = "approved" if action == "approve" else "rejected"
            request._clear_reminders(todo.user_id)
            request._advance(text)
            return
        self.deadline = False
        self._on_reminder()
        if action == "hand_on":
            for task in self.task_ids.filtered(lambda task: task.state == "todo"):
                above = task.user_id._approval_manager(1) or self.fallback_user_id
                if above:
                    task._hand_to(above)

    def _pause_clock(self, since):
        """Move the moments by the time that a question was open."""
        shift = fields.Datetime.now() - since
        for step in self.filtered(lambda step: step.state == "pending"):
            for name in ("remind_at", "deadline"):
                if step[name]:
                    step[name] += shift
        pending = self.filtered(lambda step: step.state == "pending")
        moments = pending.mapped("deadline") + pending.mapped("remind_at")
        self._wake_up([moment for moment in moments if moment])
