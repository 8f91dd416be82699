from odoo import api, models

SHOWN = 20


class CrmApprovalNoticeMessage(models.AbstractModel):
    """The message to one approver: by e-mail with links that decide, or in the inbox.

    Links that decide are in e-mails only. A message in the inbox is a row that others
    may come to read, and whoever reads it there is logged in anyway.
    """

    _name = "crm.approval.notice.message"
    _description = "Message to an Approver"

    @api.model
    def _send(self, user, notices):
        """Send these notices as one message, in the language of the reader."""
        context = {"lang": user.lang, "tz": user.tz}
        notices = notices.with_context(**context)
        tasks = notices.task_id.with_env(
            self.env(user=user.id, su=False, context=context)
        )
        tasks = self._one_per_request(tasks)
        if not tasks:
            return
        by_mail = user.notification_type == "email"
        message = self.with_context(**context)
        values = message._prepare_page(user, tasks, notices, by_mail)
        body = message.env["ir.qweb"]._render("crm_approval.notice_message", values)
        send = message._send_mail if by_mail else message._send_inbox
        send(user, tasks, message._subject(tasks), body)

    def _one_per_request(self, tasks):
        """Whoever is asked in two steps at once answers both with one decision."""
        seen = tasks.request_id._filtered_access("read")
        first = {task.request_id: task for task in reversed(tasks)}
        return tasks.browse().union(
            *(first[request] for request in tasks.request_id if request in seen)
        )

    def _subject(self, tasks):
        if len(tasks) == 1:
            return self.env._(
                "To approve: %(record)s", record=tasks.request_id.display_name
            )
        return self.env._("%(count)s approvals wait for you", count=len(tasks))

    def _prepare_page(self, user, tasks, notices, by_mail):
        last = {notice.task_id.id: notice for notice in notices}
        shown = tasks[:SHOWN]
        return {
            "user": user,
            "count": len(tasks),
            "more": len(tasks) - len(shown),
            "items": [
                {
                    "request": task.request_id,
                    "words": self._words(last[task.id]),
                    "approve": by_mail and task._decision_url("approve"),
                    "reject": by_mail and task._decision_url("reject"),
                    "open": self._address(f"crm.approval.request/{task.request_id.id}"),
                }
                for task in shown
            ],
            "mine": self._address(
                "action-crm_approval.crm_approval_request_action_mine"
            ),
        }

    def _words(self, notice):
        """Say why this person is told."""
        requester = notice.task_id.request_id.requester_id.name
        if notice.kind == "late":
            return self.env._(
                "%(requester)s is still waiting for your answer.", requester=requester
            )
        if notice.kind == "answer":
            return self.env._(
                "%(requester)s answers: %(answer)s",
                requester=requester,
                answer=notice.note,
            )
        away = notice.task_id.on_behalf_id.name
        if away:
            return self.env._(
                "%(requester)s asks for your approval, in the place of %(away)s.",
                requester=requester,
                away=away,
            )
        return self.env._("%(requester)s asks for your approval.", requester=requester)

    def _address(self, path):
        return f"{self.get_base_url()}/odoo/{path}"

    def _send_mail(self, user, tasks, subject, body):
        """Leave an e-mail in the queue of stock; it goes out after the commit."""
        company = tasks.request_id.company_id[:1] or user.company_id
        robot = self.env.ref("base.partner_root")
        mails = self.env["mail.mail"].sudo()  # sudo: the queue is of the system
        mails = mails.create(
            {
                "subject": subject,
                "body_html": body,
                # Not the requester: an author may read what is written.
                "author_id": robot.id,
                "email_from": company.sudo().email_formatted  # sudo: a sender
                or robot.email_formatted,
                "recipient_ids": [(4, user.partner_id.id)],
                "auto_delete": True,
                "is_internal": True,
            }
        )
        mails.send_after_commit()

    def _send_inbox(self, user, tasks, subject, body):
        thread = self.env["mail.thread"]
        if len(tasks) == 1:
            thread = tasks.request_id.sudo()  # sudo: the bot tells who is asked
        thread.with_context(lang=user.lang).message_notify(
            partner_ids=user.partner_id.ids,
            author_id=self.env.ref("base.partner_root").id,
            subject=subject,
            body=body,
        )
