"""The back-test of a chain over a year of a large pipeline.

Two chains: one on a state (won, from an amount, with a filter and a formula), one on a
change (the amount rose by more than 10 %), for which two in five opportunities have
recorded changes. Each is measured twice: against the 60 seconds that a person waits,
and against a plain SQL count of the records that the chain looks at.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from .databases import Databases
from .fill_changes import ensure_changes
from .harness import Result, clock, result_of

NAMES = ("backtest_1m", "backtest_1m_vs_sql", "backtest_1m_formula")
BOUND = 60.0
GOALS = {"backtest_1m": 1.0, "backtest_1m_vs_sql": 30.0, "backtest_1m_formula": 1.0}
TURNS = 3
SQL = """
    SELECT count(*)
      FROM mail_tracking_value change
      JOIN mail_message message ON message.id = change.mail_message_id
      JOIN crm_lead record ON record.id = message.res_id
     WHERE change.field_id = %s AND message.model = 'crm.lead'
       AND message.date >= now() AT TIME ZONE 'UTC' - interval '12 months'
       AND change.new_value_float > change.old_value_float * 1.1
"""


def run(databases: Databases, size: int) -> list[Result]:
    """Look back over the same opportunities with both chains."""
    with databases.env(databases.with_modules("crm_approval"), size) as env:
        ensure_changes(env, size)
        rise, formula = _chains(env)
        ours, peer = _look(env, rise), _count(env)
        pairs = [(clock(ours), clock(peer)) for _turn in range(TURNS)]
        bounded = [(seconds, BOUND) for seconds, _peer in pairs]
        slow = [(clock(_look(env, formula)), BOUND) for _turn in range(TURNS)]
        return [
            result_of(name, size, GOALS[name], taken)
            for name, taken in zip(NAMES, (bounded, pairs, slow), strict=True)
        ]


def _look(env: Any, chain: Any) -> Callable[[], object]:
    """Press the button: count the last twelve months of a chain."""
    # Odoo is there only once a database is open.
    from odoo.addons.crm_approval.models.past.look_back import look_back

    manager = env(user=env.ref("base.user_admin").id, su=False)
    trial = manager["crm.approval.what.if"].create({"chain_id": chain.id})
    spec = trial._spec()

    def work() -> object:
        env.invalidate_all()
        past = look_back(manager, spec)
        found = sum(past.counts.values())
        sys.stderr.write(
            f"{chain.name}: {found} requests in {len(past.counts)} months\n"
        )
        return found

    return work


def _count(env: Any) -> Callable[[], object]:
    field = env["ir.model.fields"]._get("crm.lead", "expected_revenue").id

    def work() -> object:
        env.cr.execute(SQL, [field])
        return env.cr.fetchone()

    return work


def _chains(env: Any) -> tuple[Any, Any]:
    step = (0, 0, {"name": "One", "user_ids": [env.ref("base.user_admin").id]})
    both = env["crm.approval.chain"].create(
        [
            {"name": "Rise", "target": "value", "step_ids": [step]},
            {
                "name": "Formula",
                "target": "won",
                "min_amount": 1000,
                "domain": "[('type', '=', 'opportunity')]",
                "step_ids": [step],
            },
        ]
    )
    rises = {
        "kind": "change",
        "field_name": "expected_revenue",
        "change": "increase",
        "bound": 10,
        "is_percent": True,
    }
    both[0].condition_ids = [(0, 0, rises)]
    text = "expected_revenue > 2000 and day_close < 90"
    both[1].condition_ids = [(0, 0, {"kind": "expression", "expression": text})]
    return both[0], both[1]
