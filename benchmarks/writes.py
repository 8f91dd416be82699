"""What our gates and rules cost where they have nothing to say.

The same users' actions on the same leads, with all our addons installed and without
any: a plain field of a lead, and a move to another open stage.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, cycle
from typing import Any

from .databases import Databases
from .harness import Result
from .processes import compare_in_processes

LEADS = 150
# All five addons together; each alone has a tighter bound of its own to hold.
GOALS = {"lead_write_vs_stock": 1.15, "stage_write_vs_stock": 1.15}


def run(databases: Databases, size: int) -> list[Result]:
    """Single writes, each flushed, as the web client causes them."""
    sides = databases.ours, databases.stock
    at_rest(databases, sides, size)
    works = {
        "lead_write_vs_stock": write_plain,
        "stage_write_vs_stock": move_stage,
    }
    return [
        compare_in_processes(name, GOALS[name], databases, work, sides)
        for name, work in works.items()
    ]


def at_rest(databases: Databases, sides: tuple[str, ...], size: int) -> None:
    """Fill the databases alike, and let no dead rows slow one of them."""
    for database in sides:
        with databases.env(database, size):
            pass
        databases.pack(database, "crm_lead")


def open_leads(env: Any) -> Any:
    """The same open leads in both databases (the fill is seeded)."""
    domain = [("type", "=", "opportunity"), ("won_status", "=", "pending")]
    return env["crm.lead"].search(domain, order="id", limit=LEADS)


def write_plain(env: Any) -> Callable[[], object]:
    """Write a field that no rule looks at, of one lead after the other."""
    leads = cycle(open_leads(env))
    marks = count()

    def work() -> None:
        next(leads).write({"phone": f"+86 10 {next(marks)}"})
        env.flush_all()

    return work


def write_as_salesperson(env: Any) -> Callable[[], object]:
    """The same, by a user whose access is checked, of all leads."""
    group = env.ref("sales_team.group_sale_salesman_all_leads")
    values = {"name": "Bench", "login": "bench_sales", "group_ids": [(4, group.id)]}
    user = env["res.users"].create(values)
    return write_plain(env(user=user.id, su=False))


def move_stage(env: Any) -> Callable[[], object]:
    """Move one lead after the other to the next open stage, then all back."""
    leads = cycle(open_leads(env))
    first, second = env["crm.stage"].search([("is_won", "=", False)], limit=2)
    stages = cycle([second] * LEADS + [first] * LEADS)

    def work() -> None:
        next(leads).write({"stage_id": next(stages).id})
        env.flush_all()

    return work
