"""The figures of the source, to be found again on the server."""

from collections.abc import Mapping
from typing import Any

from ..clean.records import CleanSheet, Record
from .mapping import Check, MappingFile, TargetMap


def expected_figures(
    mapping: MappingFile, sheets: Mapping[str, CleanSheet], loaded: set[str]
) -> list[dict[str, Any]]:
    """Return the checks of the targets that are loaded, with the source's figure."""
    targets = {target.name: target for target in mapping.targets}
    return [
        {
            "name": check.name,
            "target": check.target,
            "domain": list(check.domain),
            "measure": check.server_measure,
            "expected": _figure(check, targets[check.target], sheets),
        }
        for check in mapping.checks
        if check.target in loaded
    ]


def _figure(check: Check, target: TargetMap, sheets: Mapping[str, CleanSheet]) -> float:
    records = [
        record
        for record in sheets[target.sheet].records
        if all(record.values.get(name) in kept for name, kept in check.where.items())
    ]
    if check.measure == "count":
        return float(_count(target, records))
    column = check.measure.removeprefix("sum:")
    return round(sum(record.values.get(column) or 0 for record in records), 2)


def _count(target: TargetMap, records: list[Record]) -> int:
    if not target.distinct:
        return len(records)
    column = target.key["column"]
    return len({record.values.get(column) for record in records})
