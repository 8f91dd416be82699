"""Switching packs on: seconds against the bound, with one rebuild of the registry.

Forty plain fields, and a pack as it is shipped: fields, tables, rules and stages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .databases import Databases
from .field_setup import definitions
from .harness import Result, clock, result_of

FIELDS = 40
SHIPPED = "medical_devices"  # the one with the most tables
BOUND = 2.0  # seconds, from the project's own requirements
TURNS = 5


def run(databases: Databases, size: int) -> list[Result]:
    """Create the fields as a configuration file does; roll back after each turn.

    :raises AssertionError: when the registry is rebuilt more than once.
    """

    def create(env: Any) -> Callable[[], object]:
        values = definitions(env, FIELDS, "x_pack")
        return lambda: env["crm.custom.field"].create(values)

    return _measure(databases, "pack_40_fields", size, create)


def run_shipped(databases: Databases, size: int) -> list[Result]:
    """Switch a shipped pack with tables on, for the first time in each turn.

    :raises AssertionError: when the registry is rebuilt more than once.
    """

    def switch_on(env: Any) -> Callable[[], object]:
        packs = env["crm.custom.field.pack"].search([("key", "=", SHIPPED)])
        return lambda: packs.action_switch_on()

    return _measure(databases, "pack_with_tables", size, switch_on)


def _measure(
    databases: Databases,
    name: str,
    size: int,
    prepare: Callable[[Any], Callable[[], object]],
) -> list[Result]:
    with databases.env(databases.with_modules("crm_custom_fields_packs")) as env:
        pairs = [(_turn(env, prepare(env)), BOUND) for _ in range(TURNS)]
        return [result_of(name, size, 1.0, pairs)]


def _turn(env: Any, work: Callable[[], object]) -> float:
    from unittest.mock import patch

    from odoo.modules.registry import Registry

    setup = Registry._setup_models__
    with patch.object(Registry, "_setup_models__", autospec=True) as rebuild:
        rebuild.side_effect = setup
        seconds = clock(work)
    if rebuild.call_count != 1:
        raise AssertionError(f"the registry was rebuilt {rebuild.call_count} times")
    env.cr.rollback()
    env.invalidate_all()
    setup(env.registry, env.cr, ["crm.lead", "res.partner"])
    return seconds
