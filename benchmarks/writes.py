"""What our gates and rules cost where they have nothing to say.

The same users' actions on the same leads, with all our addons installed and without
any: a plain field of a lead, and a move to another open stage.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .databases import Databases
from .harness import Result, compare

LEADS = 150
# All five addons together; each alone has a tighter bound of its own to hold.
GOALS = {"lead_write_vs_stock": 1.15, "stage_write_vs_stock": 1.15}


def run(databases: Databases, size: int) -> list[Result]:
    """Single writes, each flushed, as the web client causes them."""
    with (
        databases.env(databases.ours, size) as ours,
        databases.env(databases.stock, size) as stock,
    ):
        works = {
            "lead_write_vs_stock": write_plain,
            "stage_write_vs_stock": move_stage,
        }
        return [
            compare(name, size, GOALS[name], work(ours), work(stock), turns=15)
            for name, work in works.items()
        ]


def open_leads(env: Any) -> Any:
    """The same open leads in both databases (the fill is seeded)."""
    domain = [("type", "=", "opportunity"), ("won_status", "=", "pending")]
    return env["crm.lead"].search(domain, order="id", limit=LEADS)


def write_plain(env: Any) -> Callable[[], object]:
    """Write a field that no rule looks at."""
    leads = open_leads(env)
    turn = iter(range(10**9))

    def work() -> None:
        mark = f"+86 10 {next(turn)}"
        for lead in leads:
            lead.write({"phone": mark})
            env.flush_all()

    return work


def move_stage(env: Any) -> Callable[[], object]:
    """Move each lead to the next open stage and back."""
    leads = open_leads(env)
    stages = env["crm.stage"].search([("is_won", "=", False)], limit=2)
    turn = iter(range(10**9))

    def work() -> None:
        stage = stages[next(turn) % 2]
        for lead in leads:
            lead.write({"stage_id": stage.id})
            env.flush_all()

    return work
