"""What is written from within Odoo's shell: one process, few statements, one commit."""

from __future__ import annotations

from datetime import date
from typing import Any

from . import (
    activities,
    chains,
    company,
    customers,
    dates,
    deals,
    goods,
    packs,
    people,
    provinces,
    story,
    wording,
)
from .language import CODES

# Nobody follows thousands of changes in the chatter, nor by mail.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}
DONE = "the demonstration is furnished"


def furnish(env: Any, language: str) -> str:
    """Make the company live; doing it again changes nothing.

    :return: the line by which the caller knows that it ended well.
    """
    today = date.today()
    lang = CODES[language]
    env = env(user=env.ref("base.user_admin").id, context={**QUIET, "lang": "en_US"})
    wording.translate(env)
    chains.add_discount(env)
    _commit(env)  # columns are made by now: from here on it is all or nothing
    company.settle(env, language)
    staff = people.settle(env, language)
    env = env(context={**QUIET, "lang": lang, "tz": "UTC"})  # names are written in it
    goods.settle(env, language)
    names = {
        partner.name: partner
        for partner in env["res.partner"].search([("x_sector", "!=", False)])
    }
    called = customers.settle(env, language)
    dates.move(env, today)
    deals.settle(env, today, staff[people.MANAGER], called)
    group = [staff[name] for name in (*people.SELLERS, people.MANAGER)]
    activities.plan(env, today, language, group)
    chains.publish(env, staff[people.MANAGER])
    by_name = {name: (one, called[one.id]) for name, one in names.items()}
    story.write(env, today, staff, by_name)
    sample = packs.switch_on(env, lang)
    if sample:
        story.remember(env, "sample", sample)
    provinces.settle(env, language)
    _commit(env)
    return DONE


def _commit(env: Any) -> None:
    """Commit, and tell the running server: a shell would leave it with old models."""
    env.cr.commit()
    env.registry.signal_changes()
