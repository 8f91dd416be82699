"""The story is played: people ask, the manager decides, one deal is won.

Over the wire and as the people themselves: a decision counts only by who is logged in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import story
from .people import MANAGER, login
from .remote import record_of

# How many days ago the late request was to be answered.
LATE_DAYS = 2
MAKE_LATE = """
    WITH asked AS (
        SELECT id FROM crm_approval_request
         WHERE state = 'pending' AND res_model = 'crm.lead'
           AND res_id = (SELECT res_id FROM ir_model_data
                          WHERE module = 'demonstration' AND name = 'late')
    ), step AS (
        UPDATE crm_approval_request_step
           SET deadline = now() AT TIME ZONE 'UTC' - interval '2 days',
               due_on = now() AT TIME ZONE 'UTC' - interval '2 days'
         WHERE state = 'pending' AND request_id IN (SELECT id FROM asked)
    )
    UPDATE mail_activity SET date_deadline = current_date - 2
     WHERE res_model = 'crm.approval.request' AND res_id IN (SELECT id FROM asked)
"""

Person = Callable[[str], Any]


def play(person: Person, language: str, execute: Callable[[str], None]) -> None:
    """Ask for all deals of the story, decide two; what is asked already stays.

    :param person: gives the models as somebody with this login may use them.
    :param execute: runs one statement in the database: only the past is written so.
    """
    admin = person("admin")
    won = record_of(admin, "crm", "stage_lead4")
    leads = {deal.key: record_of(admin, story.MODULE, deal.key) for deal in story.DEALS}
    open_ones = admin["crm.lead"].search(
        [("id", "in", list(leads.values())), ("won_status", "=", "pending")]
    )
    asked = _asked(admin, leads)
    for deal in story.DEALS:
        lead = leads[deal.key]
        if deal.ask and lead in open_ones and lead not in asked:
            seller = person(login(deal.seller, language))
            seller["crm.lead"].action_request_approval([lead], {"stage_id": won})
    execute(MAKE_LATE)
    _decide(person(login(MANAGER, language)), leads, language)
    _remind(admin)


def _asked(env: Any, leads: dict[str, int]) -> set[int]:
    rows = env["crm.approval.request"].search_read(
        [("res_model", "=", "crm.lead"), ("res_id", "in", list(leads.values()))],
        ["res_id"],
    )
    return {int(row["res_id"]) for row in rows}


def _decide(env: Any, leads: dict[str, int], language: str) -> None:
    requests = env["crm.approval.request"]
    waiting = {
        deal.ask: requests.search(
            [("res_id", "=", leads[deal.key]), ("state", "=", "pending")]
        )
        for deal in story.DEALS
        if deal.ask in (story.REJECT, story.APPROVE)
    }
    if found := waiting[story.REJECT]:
        requests.action_reject(found, story.REASON[language])
    if found := waiting[story.APPROVE]:
        requests.action_approve(found)


def _remind(env: Any) -> None:
    """What is late is reminded of now, not in an hour."""
    cron = record_of(env, "crm_approval", "ir_cron_deadlines")
    env["ir.cron"].method_direct_trigger([cron])
