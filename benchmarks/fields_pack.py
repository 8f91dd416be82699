"""Switching on a pack of 40 fields: seconds against the bound, and the rebuilds."""

from __future__ import annotations

from typing import Any

from .databases import Databases
from .field_setup import definitions
from .harness import Result, clock, result_of

FIELDS = 40
BOUND = 2.0  # seconds, from the project's own requirements
TURNS = 5


def run(databases: Databases, size: int) -> list[Result]:
    """Create the fields as a configuration file does; roll back after each turn.

    :raises AssertionError: when the registry is rebuilt more than once.
    """
    with databases.env(databases.with_modules("crm_custom_fields")) as env:
        pairs = [(_switch_on(env), BOUND) for _turn in range(TURNS)]
        return [result_of("pack_40_fields", size, 1.0, pairs)]


def _switch_on(env: Any) -> float:
    from unittest.mock import patch

    from odoo.modules.registry import Registry

    values = definitions(env, FIELDS, "x_pack")
    setup = Registry._setup_models__
    with patch.object(Registry, "_setup_models__", autospec=True) as rebuild:
        rebuild.side_effect = setup
        seconds = clock(lambda: env["crm.custom.field"].create(values))
    if rebuild.call_count != 1:
        raise AssertionError(f"the registry was rebuilt {rebuild.call_count} times")
    env.cr.rollback()
    env.invalidate_all()
    setup(env.registry, env.cr, ["crm.lead"])
    return seconds
