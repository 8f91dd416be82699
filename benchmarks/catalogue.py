"""Which benchmarks there are, at which sizes, and what each must not pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import (
    approvals_batch,
    approvals_inbox,
    approvals_past,
    approvals_write,
    converts,
    dashboards,
    fields_form,
    fields_pack,
    fields_rules,
    fields_search,
    imports,
    writes,
)
from .databases import Databases
from .harness import Result

Run = Callable[[Databases, int], list[Result]]


@dataclass(frozen=True)
class Bench:
    """A piece of work that measures one or several names together."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    run: Run


ALL = (
    Bench(("lead_write_vs_stock", "stage_write_vs_stock"), (10_000,), writes.run),
    Bench(
        ("import_vs_load", "import_vs_row_rpc", "import_vs_copy"),
        (8_800,),
        imports.run,
    ),
    Bench((approvals_inbox.NAME,), (100_000,), approvals_inbox.run),
    Bench(
        ("dashboard_warm_vs_stock", "dashboard_cold_vs_stock"),
        (10_000, 100_000, 1_000_000),
        dashboards.run,
    ),
    Bench(
        ("form_200_fields_vs_stock", "form_200_fields_vs_properties"),
        (10_000,),
        fields_form.run,
    ),
    Bench(
        (
            "search_custom_vs_native",
            "group_custom_vs_native",
            "search_custom_vs_properties",
            "group_custom_vs_properties",
        ),
        (1_000_000,),
        fields_search.run,
    ),
    Bench(
        (
            "create_50_rules_vs_none",
            "write_no_rule_vs_stock",
            "write_no_rule_vs_bare",
            "write_no_rule_as_salesperson",
        ),
        (10_000,),
        fields_rules.run,
    ),
    Bench(("pack_40_fields",), (40,), fields_pack.run),
    Bench(("pack_with_tables",), (1,), fields_pack.run_shipped),
    Bench(
        ("write_100_chains_vs_stock", "stage_no_match_vs_stock"),
        (10_000,),
        approvals_write.run,
    ),
    Bench(("tier_validation_write_vs_stock",), (10_000,), approvals_write.run_peer),
    Bench(("batch_1000_moves_queries",), (1_000,), approvals_batch.run),
    Bench((converts.NAME,), (50,), converts.run),
    Bench(approvals_past.NAMES, (100_000, 1_000_000), approvals_past.run),
)


def chosen(name: str | None) -> list[Bench]:
    """The benches that measure a name; all without one.

    :raises KeyError: when there is no such name.
    """
    found = [bench for bench in ALL if not name or name in bench.names]
    if not found:
        raise KeyError(name)
    return found


def names() -> list[str]:
    """All names, in order."""
    return [name for bench in ALL for name in bench.names]
