"""What our gates and rules cost where they have nothing to say.

The same users' actions on the same leads, with all our addons installed and without
any: a plain field of a lead, and a move to another open stage.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, cycle
from typing import Any

from .databases import Databases
from .harness import Result, compare_steps

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
            side_by_side(name, GOALS[name], work(ours), work(stock))
            for name, work in works.items()
        ]


def open_leads(env: Any) -> Any:
    """The same open leads in both databases (the fill is seeded)."""
    domain = [("type", "=", "opportunity"), ("won_status", "=", "pending")]
    return env["crm.lead"].search(domain, order="id", limit=LEADS)


def side_by_side(
    name: str, goal: float, ours: Callable[[], object], peer: Callable[[], object]
) -> Result:
    """Compare saves of one lead each."""
    return compare_steps(name, 10_000, goal, ours, peer, steps=LEADS)


def write_plain(env: Any) -> Callable[[], object]:
    """Write a field that no rule looks at, of one lead after the other."""
    leads = cycle(open_leads(env))
    marks = count()

    def work() -> None:
        next(leads).write({"phone": f"+86 10 {next(marks)}"})
        env.flush_all()

    return work


def move_stage(env: Any) -> Callable[[], object]:
    """Move one lead after the other to the next open stage, then all back."""
    leads = cycle(open_leads(env))
    first, second = env["crm.stage"].search([("is_won", "=", False)], limit=2)
    stages = cycle([second] * LEADS + [first] * LEADS)

    def work() -> None:
        next(leads).write({"stage_id": next(stages).id})
        env.flush_all()

    return work
