"""How many queries the gate adds to a batch of 1,000 stage moves.

Not seconds: the queries with the chains in force less those with the chains archived,
for 1,000 opportunities against 100. A gate that asks once for the whole batch gives
1; one that asks for each opportunity would give 10.
"""

from __future__ import annotations

from typing import Any

from .approvals_write import ensure_chains
from .databases import Databases
from .harness import Result

FEW, CHAINS = 100, 3
NAME = "batch_1000_moves_queries"


def run(databases: Databases, size: int) -> list[Result]:
    """Count once: queries do not depend on the machine."""
    with databases.env(databases.with_modules("crm_approval"), 10_000) as env:
        ensure_chains(env, CHAINS)
        stages = env["crm.stage"].search([("is_won", "=", False)], order="id")
        few, many = _added(env, stages, FEW), _added(env, stages, size)
    ratio = round(many / few, 4)
    return [Result(NAME, size, ratio, 1.0, (ratio,), float(many), float(few))]


def _added(env: Any, stages: Any, count: int) -> int:
    """Queries that the chains add to moving so many opportunities at once."""
    chains = env["crm.approval.chain"].search([])
    with_chains = _moved(env, stages, count)
    chains.active = False
    without = _moved(env, stages, count)
    env.cr.rollback()
    env.invalidate_all()
    env.registry.clear_cache()
    return with_chains - without


def _moved(env: Any, stages: Any, count: int) -> int:
    domain = [("type", "=", "opportunity"), ("won_status", "=", "pending")]
    leads = env["crm.lead"].search(domain, order="id", limit=count)
    for stage in stages[:2]:  # the first move warms what a server has warm
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        leads.write({"stage_id": stage.id})
        env.flush_all()
    return env.cr.sql_log_count - before
