"""What published chains cost where they have nothing to say.

100 chains are in force: a field that none of them looks at is written, and leads that
none of them concerns are moved to another stage; both against stock Odoo. Then the
peer, OCA's tier validation with a single definition, against the same stock Odoo:
its line is there to compare with, its goal is what its own measurement once gave.
"""

from __future__ import annotations

from typing import Any

from . import approvals_peer
from .databases import Databases
from .harness import Result
from .processes import compare_in_processes
from .writes import at_rest, move_stage, write_plain

CHAINS = 100
GOALS = {
    "write_100_chains_vs_stock": 1.05,
    "stage_no_match_vs_stock": 1.15,
    "tier_validation_write_vs_stock": 4.0,
}


def run(databases: Databases, size: int) -> list[Result]:
    """Single writes, each flushed, in turns with stock."""
    chained = databases.with_modules("crm_approval")
    with databases.env(chained, size) as ours:
        ensure_chains(ours, CHAINS)
    works = {
        "write_100_chains_vs_stock": write_plain,
        "stage_no_match_vs_stock": move_stage,
    }
    sides = chained, databases.stock
    at_rest(databases, sides, size)
    return [
        compare_in_processes(name, GOALS[name], databases, work, sides)
        for name, work in works.items()
    ]


def run_peer(databases: Databases, size: int) -> list[Result]:
    """The same plain write with OCA's tier validation and one definition."""
    approvals_peer.fetch()
    name = "tier_validation_write_vs_stock"
    peer = databases.with_modules(approvals_peer.GLUE)
    with databases.env(peer, size) as theirs:
        ensure_definition(theirs)
    sides = peer, databases.stock
    at_rest(databases, sides, size)
    return [compare_in_processes(name, GOALS[name], databases, write_plain, sides)]


def ensure_definition(env: Any) -> None:
    """Ask one reviewer about deals larger than any of the generated ones."""
    if env["tier.definition"].search_count([]):
        return
    env["tier.definition"].create(
        {
            "name": "Large deals",
            "model_id": env["ir.model"]._get_id("crm.lead"),
            "definition_domain": "[('expected_revenue', '>', 50000000)]",
            "review_type": "individual",
            "reviewer_id": env.ref("base.user_admin").id,
        }
    )
    env.cr.commit()


def ensure_chains(env: Any, count: int) -> None:
    """Publish so many chains for deals larger than any of the generated ones."""
    chains = env["crm.approval.chain"]
    if chains.search_count([("version_ids", "!=", False)]) >= count:
        return
    approver = env.ref("base.user_admin")
    targets = ("won", "stage", "lost", "archive", "reassign")
    offer = env["crm.stage"].search([("is_won", "=", False)], order="id")[-1:]
    chains.create(
        [
            {
                "name": f"Bench chain {number}",
                "company_id": False,
                "target": targets[number % len(targets)],
                "stage_ids": [(6, 0, offer.ids)],
                "min_amount": 50_000_000 + number,
                "step_ids": [
                    (0, 0, {"name": "Finance", "user_ids": [(6, 0, approver.ids)]})
                ],
            }
            for number in range(count)
        ]
    ).action_publish()
    env.cr.commit()
