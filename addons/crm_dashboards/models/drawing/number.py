"""One number, and how it changed."""

from ...engine.series import change
from ..reading.requests import BEFORE


def draw(tile, rows, requests, units):
    """Value now and before, and the change between them."""
    figures = {role: dict(some).get(()) for role, some in rows.items()}
    value = units.value(tile, figures)
    before = units.value(tile, figures, past=True) if BEFORE in rows else None
    return {"value": value, "before": before, "change": _change(tile, value, before)}


def _change(tile, value, before):
    if not tile.part_domain:
        return change(value, before)
    return None if value is None or before is None else value - before
