"""Columns or a line over time, without gaps, beside the period before."""

from odoo import fields

from ...engine.periods import Span, buckets, clip, floor, granularity
from ...engine.plan import fold
from ...engine.series import align, fill, rollup
from ..reading.requests import BEFORE, NOW
from ..reading.viewer import week_start
from .groups import figures_by_group


def draw(tile, rows, requests, units):
    """A point for each day, week or month of the period."""
    figures = figures_by_group(rows)
    limits = requests.scope.span if tile._is_by_period() else None
    unit, figures = _coarsen(tile, figures, limits, requests)
    keys = _keys(tile.env, figures[NOW], unit, limits)
    now = {key: units.value_at(tile, figures, key) for key in figures[NOW]}
    empty = None if tile.part_domain else 0.0
    earlier = _earlier(tile, figures, keys, unit, requests, units)
    today = fields.Date.context_today(tile)
    points = [
        {
            "date": str(key),
            "value": None if key > today and not value else value,
            "before": before,
            "extra": _inside(tile, clip(key, unit, limits), requests),
        }
        for key, value, before in zip(
            keys, fill(keys, now, empty), earlier, strict=True
        )
    ]
    return {"points": points if figures[NOW] else [], "bucket": unit}


def _coarsen(tile, figures, limits, requests):
    """Put months together where "all time" turns out to be long."""
    unit = requests.groupby(tile)[0].partition(":")[2]
    days = [key for key in figures[NOW] if key]
    if limits or not days or not tile.groupby.endswith(":auto"):
        return unit, figures
    unit = granularity(max((max(days) - min(days)).days, 366))
    return unit, {
        role: rollup(found.items(), lambda key: key and floor(key, unit), fold)
        for role, found in figures.items()
    }


def _keys(env, found, unit, limits):
    days = [key for key in found if key]
    if not limits and days:
        limits = Span(min(days), clip(max(days), unit, None).end)
    return buckets(limits, unit, week_start(env)) if limits else []


def _earlier(tile, figures, keys, unit, requests, units):
    """Values of the period before, each under the present key in its place."""
    if BEFORE not in figures:
        return [None] * len(keys)
    days = buckets(requests.scope.before, unit, week_start(tile.env))
    past = {day: units.value_at(tile, figures, day, past=True) for day in days}
    return align(keys, days, past)


def _inside(tile, span, requests):
    path = tile.groupby.partition(":")[0]
    return [term for part in requests.between(tile, path, span) for term in part]
