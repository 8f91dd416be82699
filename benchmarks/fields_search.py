"""Searching and grouping by a custom field, a native column and a property.

All three hold the same values on the same opportunities. Native is the column that a
developer's module adds to opportunities, without an index like ours and the property's.
(A column that Odoo itself made long ago stands further left in each row, and PostgreSQL
reaches it sooner: no column that comes later can have that.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .databases import Databases
from .harness import Result, compare
from .peer_addons import peer_folder, write_addon

NATIVE, CUSTOM = "bench_source", "x_bench_source"
PROPERTY = "lead_properties.bench_source"
NATIVE_ADDON = "bench_native_column"
NATIVE_MODEL = """from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    bench_source = fields.Char()
"""
SOURCES = 40
TURNS = 11
GOALS = {
    "search_custom_vs_native": 1.1,
    "group_custom_vs_native": 1.1,
    "search_custom_vs_properties": 1.0,
    "group_custom_vs_properties": 1.0,
}


def run(databases: Databases, size: int) -> list[Result]:
    """Ask the same of each, in turns, in one database."""
    native = {"name": "A column in Python (benchmark)", "depends": ["crm"]}
    write_addon(peer_folder() / "native", NATIVE_ADDON, native, NATIVE_MODEL)
    database = databases.with_modules(NATIVE_ADDON, "crm_custom_fields")
    with databases.env(database, size) as env:
        _ensure_values(env)
        results = []
        for peer, field in (("native", NATIVE), ("properties", PROPERTY)):
            for name, work in (("search", search_by), ("group", group_by)):
                title = f"{name}_custom_vs_{peer}"
                ours, theirs = work(env, CUSTOM), work(env, field)
                results.append(
                    compare(title, size, GOALS[title], ours, theirs, turns=TURNS)
                )
        return results


def search_by(env: Any, field: str) -> Callable[[], object]:
    """The first page of a filtered list, and how many records there are."""
    viewer = env(user=env.ref("base.user_admin").id)["crm.lead"]

    def work() -> object:
        env.invalidate_all()
        domain = [(field, "=", "source 7"), ("type", "=", "opportunity")]
        found = viewer.search(domain, limit=80, order="id desc")
        return found.ids, viewer.search_count(domain)

    return work


def group_by(env: Any, field: str) -> Callable[[], object]:
    """A list grouped by the field, with a sum."""
    viewer = env(user=env.ref("base.user_admin").id)["crm.lead"]

    def work() -> object:
        env.invalidate_all()
        domain = [("type", "=", "opportunity")]
        return viewer.formatted_read_group(
            domain, [field], ["__count", "expected_revenue:sum"]
        )

    return work


def _ensure_values(env: Any) -> None:
    """The same seeded values in all three places, by SQL; commits."""
    if "x_bench_source" not in env["crm.lead"]._fields:
        env["crm.custom.field"].create(
            {"name": "Bench source", "technical_name": CUSTOM, "kind": "char"}
        )
        env["crm.team"].search([]).lead_properties_definition = [
            {"name": "bench_source", "string": "Bench source", "type": "char"}
        ]
        env.cr.commit()
    env.cr.execute(
        """
        UPDATE crm_lead
           SET bench_source = 'source ' || id %% %(sources)s,
               x_bench_source = 'source ' || id %% %(sources)s,
               lead_properties = jsonb_build_object(
                   'bench_source', 'source ' || id %% %(sources)s)
        """,
        {"sources": SOURCES},
    )
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM (ANALYZE) crm_lead")
    env.cr._cnx.autocommit = False
