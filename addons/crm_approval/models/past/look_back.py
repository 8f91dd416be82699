"""What a chain would have asked for in the last months; read as the viewer.

States are counted by the database. Changes come from the recorded history of the
fields: what was never recorded is not guessed, and said.
"""

from collections import Counter
from dataclasses import dataclass, field

from odoo import fields
from odoo.fields import Domain

from . import changes, scope
from .scope import MONTHS


@dataclass
class Past:
    """What was found: how often and how much by month, and what one should know.

    :ivar counts: ``{month: number}``
    :ivar amounts: ``{(month, owner): amount}``; the owner is a currency or a company
    """

    counts: Counter = field(default_factory=Counter)
    amounts: Counter = field(default_factory=Counter)
    notes: list = field(default_factory=list)
    is_known: bool = True


def look_back(env, spec):
    """Return the :class:`Past` of a chain, published or not."""
    past = Past()
    if spec.event:
        past.is_known = False
        past.notes.append(
            env._(
                "Deleting, merging and pressing a button leave no history: the "
                "past cannot tell."
            )
        )
    elif spec.moved:
        changes.count_changes(env, spec, past)
    else:
        _count_states(env, spec, past)
    return past


def _count_states(env, spec, past):
    """Count what stands in the state, by when it got there."""
    records = env[spec.model].with_context(active_test=False)
    domain = scope.domain_of(env, spec) & Domain(
        scope.since_field(env, spec), ">=", f"-{MONTHS}m"
    )
    if spec.conditions:
        found = scope.exactly(env, records.search(domain, order="id"), spec)
        domain = Domain("id", "in", found)
    _group(env, records, spec, domain, past)
    if spec.domain != "[]" or spec.conditions:
        past.notes.append(
            env._("Filter and conditions are read as the records are today.")
        )


def _group(env, records, spec, domain, past):
    """Let the database add up by month and currency."""
    date, money = scope.since_field(env, spec), scope.money_field(env, spec)
    groups = [f"{date}:month", *filter(None, [scope.owner_field(env, spec)])]
    sums = ["__count", *([f"{money}:sum"] if money else [])]
    for month, *rest in records._read_group(domain, groups, sums):
        owner = rest.pop(0).id if len(groups) > 1 else False
        past.counts[month.strftime("%Y-%m")] += rest[0]
        if money:
            past.amounts[month.strftime("%Y-%m"), owner] += rest[1] or 0.0


def amounts_by_month(env, spec, past):
    """Add up in the currency of the current company, at the rate of today."""
    own, found = env.company, Counter()
    for (month, owner), amount in past.amounts.items():
        _company, currency = scope.owner_of(env, spec, owner)
        if currency and currency != own.currency_id:
            amount = currency._convert(
                amount, own.currency_id, own, fields.Date.context_today(own)
            )
        found[month] += amount
    return found
