"""How many queries our addons add where leads become opportunities in bulk.

Not seconds: the queries of the mass convert dialog over the same leads with all our
addons, against stock Odoo without them. Customers are made for each lead, and people
are assigned, as with Odoo's own limits in its test suite.
"""

from __future__ import annotations

from typing import Any

from .databases import Databases
from .harness import Result

NAME = "mass_convert_vs_stock"
GOAL = 1.05


def run(databases: Databases, size: int) -> list[Result]:
    """Count once on each side: queries do not depend on the machine."""
    counts = []
    for database in (databases.ours, databases.stock):
        with databases.env(database) as env:
            _converted(env, size, "warm")  # what a server has warm
            counts.append(_converted(env, size, "cold"))
    ours, stock = counts
    ratio = round(ours / stock, 4)
    return [Result(NAME, size, ratio, GOAL, (ratio,), float(ours), float(stock))]


def _converted(env: Any, size: int, name: str) -> int:
    """Queries for so many leads, none of which is in memory yet."""
    leads = env["crm.lead"].create(
        [
            {
                "name": f"{name} {number}",
                "type": "lead",
                "contact_name": f"Contact {name} {number}",
                "email_from": f"{name}.{number}@bench.example.com",
                "user_id": False,
            }
            for number in range(size)
        ]
    )
    env.cr.flush()
    env.invalidate_all()
    before = env.cr.sql_log_count
    context = {"active_model": "crm.lead", "active_ids": leads.ids}
    wizard = env["crm.lead2opportunity.partner.mass"].with_context(**context)
    values = {"deduplicate": True, "user_ids": env.user.ids, "force_assignment": True}
    wizard.create(values).action_mass_convert()
    env.cr.flush()  # with what waits for the commit: messages of tracked changes
    return int(env.cr.sql_log_count - before)
