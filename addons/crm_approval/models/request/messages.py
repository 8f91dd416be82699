from odoo import models

LINES = "o_crm_approval_lines"  # a notification that keeps its lines apart


class CrmApprovalRequestMessages(models.Model):
    """What people are told: reminders to approvers, answers to the requester.

    A reminder is only that. Marking it done decides nothing.
    """

    _inherit = "crm.approval.request"

    def _remind(self, tasks):
        """Put the requests on the desk of those whose turn it is."""
        model_id = self.env["ir.model"]._get_id(self._name)
        todo = self.env.ref("mail.mail_activity_data_todo")
        # sudo: the requester may not write on requests; the approver gets the task.
        activities = self.env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": task.request_id.id,
                    "activity_type_id": todo.id,
                    "user_id": task.user_id.id,
                    "summary": self.env._(
                        "Approve or reject: %(record)s", record=task.request_id.name
                    ),
                }
                for task in tasks
            ]
        )
        self.env["crm.approval.notice"]._queue(tasks)

    def _clear_reminders(self, users=None):
        """Take reminders away that nobody needs any more."""
        # sudo: reminders of several people are taken away by the one who decided.
        activities = self.sudo().activity_ids
        if users is not None:
            activities = activities.filtered(lambda act: act.user_id in users)
        activities.unlink()

    def _tell_requester(self, body):
        """Write into the chatter of the opportunity, addressed to the requester."""
        self.ensure_one()
        # sudo: an approver need not be a salesperson; the answer must arrive.
        record = self.sudo()._target() or self.sudo()
        record.message_post(
            body=body,
            author_id=self.env.user.partner_id.id,
            partner_ids=self.requester_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
            scheduled_date=self.requester_id._approval_quiet_until(),
        )

    def _tell_approvers(self, answer):
        """Post the answer of the requester where the approvers read it."""
        todo = self.task_ids.filtered(lambda task: task.state == "todo")
        self._message_log(
            body=self.env._(
                "%(requester)s answers: %(answer)s",
                requester=self.env.user.name,
                answer=answer,
            )
        )
        self.env["crm.approval.notice"]._queue(todo, "answer", answer)

    def _bulk_result(self, done, failed):
        """Say how many went through, and for each of the others why not."""
        lines = [self.env._("%(count)s decided.", count=done), *failed]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "sticky": bool(failed),
                "className": LINES,
                "message": "\n".join(lines),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _schedule_for_requester(self, summary, note):
        self.ensure_one()
        record = self.sudo()._target()  # sudo: the answer must arrive, whoever gives it
        if not hasattr(record, "activity_schedule"):
            record = self.sudo()  # sudo: likewise; this model knows no activities
        if record and self.requester_id.active:
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=note,
                user_id=self.requester_id.id,
            )

    def _log_on_lead(self, body):
        """Note something on each record; one batch, nobody is notified."""
        # sudo: an approver need not be able to read the record.
        for records in self.sudo()._targets():
            if records:
                records._message_log_batch(
                    bodies=dict.fromkeys(records.ids, body),
                    author_id=self.env.user.partner_id.id,
                )

    def _state_on_lead(self):
        """Return what the opportunity shows of this request (or of none)."""
        if self.state == "approved":
            return False if self.applied_on or not self.apply_error else "approved"
        shown = ("pending", "rejected", "returned")
        return self.state if self.state in shown else False

    def _asked_notification(self):
        """Tell who pressed a button for whom it waits, and show the record anew."""
        lines = [request._message_on_lead() for request in self]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "className": LINES,
                "title": self.env._("Approval asked"),
                "message": "\n".join(line for line in lines if line),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _message_on_lead(self):
        """Say in one sentence who must act on the opportunity, and why."""
        shown = self._state_on_lead()
        if shown == "pending" and not self.reason_text:
            return self._waiting_words()
        if shown == "pending":
            return self.env._(
                "Waiting for %(approver)s (%(chain)s: %(why)s).",
                approver=self.waiting_for,
                chain=self.chain_id.name,
                why=self.reason_text,
            )
        if shown == "returned":
            return self.env._(
                "Returned for correction (%(chain)s): %(reason)s",
                chain=self.chain_id.name,
                reason=self.rejection_reason,
            )
        if shown == "rejected":
            return self.env._(
                "Rejected (%(chain)s): %(reason)s",
                chain=self.chain_id.name,
                reason=self.rejection_reason,
            )
        if shown == "approved":
            return self.env._(
                "Approved, but not applied (%(chain)s): %(error)s",
                chain=self.chain_id.name,
                error=self.apply_error,
            )
        return False

    def _waiting_words(self):
        """Say for whom the record waits, and nothing about why."""
        return self.env._(
            "Waiting for %(approver)s (%(chain)s).",
            approver=self.waiting_for,
            chain=self.chain_id.name,
        )
