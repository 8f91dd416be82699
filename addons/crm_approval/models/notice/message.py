"""The message to one approver: by e-mail with links that decide, or in the inbox.

Links that decide are in e-mails only. A message in the inbox is a row that others may
come to read, and whoever reads it there is logged in anyway.
"""

SHOWN = 20


def send(user, notices):
    """Send these notices as one message, in the language of the reader."""
    context = {"lang": user.lang, "tz": user.tz}
    notices = notices.with_context(**context)
    tasks = notices.task_id.with_env(
        notices.env(user=user.id, su=False, context=context)
    )
    tasks = _one_per_request(tasks)
    if not tasks:
        return
    env = notices.env
    by_mail = user.notification_type == "email"
    page = _prepare_page(user, tasks, notices, by_mail)
    body = env["ir.qweb"]._render("crm_approval.notice_message", page)
    deliver = _send_mail if by_mail else _send_inbox
    deliver(env, user, tasks, _subject(env, tasks), body)


def _one_per_request(tasks):
    """Whoever is asked in two steps at once answers both with one decision."""
    seen = tasks.request_id._filtered_access("read")
    first = {task.request_id: task for task in reversed(tasks)}
    return tasks.browse().union(
        *(first[request] for request in tasks.request_id if request in seen)
    )


def _subject(env, tasks):
    if len(tasks) == 1:
        return env._("To approve: %(record)s", record=tasks.request_id.display_name)
    return env._("%(count)s approvals wait for you", count=len(tasks))


def _prepare_page(user, tasks, notices, by_mail):
    env = notices.env
    last = {notice.task_id.id: notice for notice in notices}
    shown = tasks[:SHOWN]
    return {
        "user": user,
        "count": len(tasks),
        "more": len(tasks) - len(shown),
        "items": [
            {
                "request": task.request_id,
                "words": _words(last[task.id]),
                "approve": by_mail and task._decision_url("approve"),
                "reject": by_mail and task._decision_url("reject"),
                "open": _address(env, f"crm.approval.request/{task.request_id.id}"),
            }
            for task in shown
        ],
        "mine": _address(env, "action-crm_approval.crm_approval_request_action_mine"),
    }


def _words(notice):
    """Say why this person is told."""
    requester = notice.task_id.request_id.requester_id.name
    if notice.kind == "late":
        return notice.env._(
            "%(requester)s is still waiting for your answer.", requester=requester
        )
    if notice.kind == "answer":
        return notice.env._(
            "%(requester)s answers: %(answer)s",
            requester=requester,
            answer=notice.note,
        )
    away = notice.task_id.on_behalf_id.name
    if away:
        return notice.env._(
            "%(requester)s asks for your approval, in the place of %(away)s.",
            requester=requester,
            away=away,
        )
    return notice.env._("%(requester)s asks for your approval.", requester=requester)


def _address(env, path):
    base = env["crm.approval.notice"].get_base_url()
    return f"{base}/odoo/{path}"


def _send_mail(env, user, tasks, subject, body):
    """Leave an e-mail in the queue of stock; it goes out after the commit."""
    company = tasks.request_id.company_id[:1] or user.company_id
    robot = env.ref("base.partner_root")
    mails = env["mail.mail"].sudo()  # sudo: the queue is of the system
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


def _send_inbox(env, user, tasks, subject, body):
    thread = env["mail.thread"]
    if len(tasks) == 1:
        thread = tasks.request_id.sudo()  # sudo: the bot tells who is asked
    thread.with_context(lang=user.lang).message_notify(
        partner_ids=user.partner_id.ids,
        author_id=env.ref("base.partner_root").id,
        subject=subject,
        body=body,
    )
