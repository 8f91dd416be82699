"""What people have planned: calls, visits and tasks, some of them late."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from .chance import choose, draw
from .language import Text, both

SHARE = 55  # of a hundred open deals
DAYS = (-6, 20)
PLANS: tuple[tuple[str, Text], ...] = (
    (
        "mail.mail_activity_data_call",
        both("Call back about the quotation", "电话回访报价"),
    ),
    (
        "mail.mail_activity_data_call",
        both("Ask for the decision date", "确认客户决策时间"),
    ),
    (
        "mail.mail_activity_data_meeting",
        both("Visit with the engineer", "与工程师拜访客户"),
    ),
    ("mail.mail_activity_data_email", both("Send the data sheets", "发送产品资料")),
    (
        "mail.mail_activity_data_todo",
        both("Prepare the proposal", "准备方案书"),
    ),
    (
        "mail.mail_activity_data_todo",
        both("Check the delivery time", "核对交货期"),
    ),
)


def plan(env: Any, today: date, language: str, users: list[Any]) -> None:
    """Plan activities on open deals of these people; quietly, in one go."""
    deals = env["crm.lead"].search(
        [
            ("user_id", "in", [user.id for user in users]),
            ("won_status", "=", "pending"),
            ("x_legacy_id", "!=", False),
            ("activity_ids", "=", False),
        ]
    )
    model = env["ir.model"]._get_id("crm.lead")
    rows = []
    for deal in deals:
        key = deal.x_legacy_id
        if draw(100, "planned", key) >= SHARE:
            continue
        kind, words = choose(PLANS, "plan", key)
        first, last = DAYS
        days = first + draw(last - first + 1, "day", key)
        rows.append(
            {
                "res_model_id": model,
                "res_id": deal.id,
                "user_id": deal.user_id.id,
                "activity_type_id": env.ref(kind).id,
                "summary": words[language],
                "date_deadline": today + timedelta(days=days),
            }
        )
    env["mail.activity"].with_context(mail_activity_quick_update=True).create(rows)
