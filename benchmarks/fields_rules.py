"""What rules cost: a batch that they judge, and a write that none looks at.

``create_50_rules_vs_none`` creates the same opportunities in the same database with
50 rules in force and with none. ``write_no_rule_vs_stock`` writes a field that no
rule reads, with 200 custom fields and the 50 rules in force, against stock Odoo with
the same 200 columns made by hand; ``write_no_rule_vs_bare`` against stock Odoo without
any, where the columns themselves are part of the difference;
``write_no_rule_as_salesperson`` again against the columns made by hand, by a user whose
access to every field is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .databases import Databases
from .field_setup import (
    KINDS,
    ensure_fields,
    ensure_hand_made,
    ensure_rules,
    value_of,
)
from .harness import Result, clock, result_of
from .processes import compare_in_processes
from .writes import at_rest, write_as_salesperson, write_plain

FIELDS, RULES = 200, 50
TURNS = 5
GOALS = {
    "create_50_rules_vs_none": 1.3,
    "write_no_rule_vs_stock": 1.02,
    "write_no_rule_vs_bare": 1.05,
    "write_no_rule_as_salesperson": 1.05,
}


def run(databases: Databases, size: int) -> list[Result]:
    """Measure both; everything is rolled back after each turn."""
    fields = databases.with_modules("crm_custom_fields")
    with databases.env(fields, 10_000) as env:
        ensure_fields(env, FIELDS)
        rules = ensure_rules(env, RULES)
        env.cr.commit()
    # First, while both tables are in the same state: the batches leave dead rows.
    writes = _writes(databases, fields)
    with databases.env(fields, 10_000) as env:
        rules = rules.with_env(env)
        name = "create_50_rules_vs_none"
        create = _create(env, size)
        _pair(env, rules, create)  # warm
        pairs = [_pair(env, rules, create) for _turn in range(TURNS)]
        first = result_of(name, size, GOALS[name], pairs)
    return [first, *writes]


def _writes(databases: Databases, fields: str) -> list[Result]:
    hand_made = databases.with_modules("crm")
    with databases.env(fields) as ours, databases.env(hand_made, 10_000) as stock:
        ensure_hand_made(stock, ours, FIELDS)
    at_rest(databases, (fields, hand_made, databases.stock), 10_000)
    works = {
        "write_no_rule_vs_stock": (write_plain, hand_made),
        "write_no_rule_vs_bare": (write_plain, databases.stock),
        "write_no_rule_as_salesperson": (write_as_salesperson, hand_made),
    }
    return [
        compare_in_processes(name, GOALS[name], databases, make, (fields, peer))
        for name, (make, peer) in works.items()
    ]


def _pair(env: Any, rules: Any, create: Callable[[], object]) -> tuple[float, float]:
    """Seconds with the rules and without them, each from the same state."""
    times = []
    for active in (True, False):
        rules.active = active
        env.flush_all()
        env["crm.custom.field.rule"]._program("crm.lead")
        times.append(clock(create))
        env.cr.rollback()
        env.invalidate_all()
        env.registry.clear_cache()
    return times[0], times[1]


def _create(env: Any, size: int) -> Callable[[], object]:
    """One batch of opportunities whose 40 custom fields are filled in."""
    base = {f"x_bench_{n}": value_of(env, n) for n in range(5 * len(KINDS))}
    leads = env["crm.lead"].with_context(tracking_disable=True, mail_notrack=True)
    stage = env["crm.stage"].search([("is_won", "=", False)], limit=1)
    team = env["crm.team"].search([], limit=1)

    def work() -> None:
        leads.create(
            [
                {
                    **base,
                    "name": f"Batch {number}",
                    "type": "opportunity",
                    "expected_revenue": number,
                    "stage_id": stage.id,
                    "team_id": team.id,
                    "user_id": env.uid,
                }
                for number in range(size)
            ]
        )
        env.flush_all()

    return work
