"""The form of an opportunity with 200 custom fields, and what the peers need.

Opening a form is ``get_views`` and ``web_read``, as the web client calls them: the
stock form on the stock side, and the stock form with 200 Properties.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .databases import Databases
from .field_setup import ensure_fields, ensure_properties
from .harness import Result, compare

FIELDS = 200
TURNS = 21
GOALS = {"form_200_fields_vs_stock": 1.5, "form_200_fields_vs_properties": 1.0}


def run(databases: Databases, size: int) -> list[Result]:
    """Open the same opportunity on both sides, in turns."""
    fields = databases.with_modules("crm_custom_fields")
    properties = databases.with_modules("crm")
    with (
        databases.env(fields, size) as ours,
        databases.env(databases.stock, size) as stock,
        databases.env(properties, size) as other,
    ):
        ensure_fields(ours, FIELDS)
        ensure_properties(other, FIELDS)
        peers = {
            "form_200_fields_vs_stock": open_form(stock),
            "form_200_fields_vs_properties": open_form(other),
        }
        return [
            compare(name, FIELDS, GOALS[name], open_form(ours), peer, turns=TURNS)
            for name, peer in peers.items()
        ]


def open_form(env: Any) -> Callable[[], object]:
    """What the server does when the form is opened, with warm caches of views."""
    lead = env["crm.lead"].search([], limit=1, order="id")

    def work() -> object:
        env.invalidate_all()
        views = lead.get_views([(False, "form"), (False, "search")], {"toolbar": True})
        return lead.web_read(specification(views["models"]["crm.lead"]["fields"]))

    return work


def specification(fields: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the client asks for: names of links, rows of lists as ids."""
    return {
        name: {"fields": {"display_name": {}}}
        if field["type"] in ("many2one", "reference")
        else {}
        for name, field in fields.items()
    }
