"""Ranked bars: the largest first, the rest in one bar."""

from ...engine.plan import fold
from ...engine.series import top
from ..reading.requests import NOW
from .groups import condition, figures_by_group, labels

_OTHERS = object()


def draw(tile, rows, requests, units):
    """The largest groups, up to the limit of the tile."""
    figures = figures_by_group(rows)
    shown, left = top(values_of(tile, figures, units), tile.limit)
    points = bars(tile, figures, shown, units)
    if left:
        points.append(_rest(tile, figures, shown, left, units))
    return {"points": points, "hidden": len(left)}


def values_of(tile, figures, units):
    """``[(group, number)]`` as read, in no order."""
    return [(key, units.value_at(tile, figures, key) or 0) for key in figures[NOW]]


def bars(tile, figures, shown, units):
    """A bar for each group, with the condition that opens its records."""
    names = labels(tile, [key for key, _value in shown])
    return [
        {
            "label": names[key],
            "value": value,
            "weight": units.weight(tile, figures, key),
            "extra": condition(tile.groupby, key),
        }
        for key, value in shown
    ]


def _rest(tile, figures, shown, left, units):
    """One bar for all that were not large enough for their own."""
    put_together = {}
    for role, found in figures.items():
        for key, _value in left:
            if key in found:
                known = put_together.get(role)
                put_together[role] = fold(known, found[key]) if known else found[key]
    merged = {role: {_OTHERS: some} for role, some in put_together.items()}
    return {
        "label": tile.env._("%(count)s others", count=len(left)),
        "value": units.value_at(tile, merged, _OTHERS) or 0,
        "weight": units.weight(tile, merged, _OTHERS),
        "is_rest": True,
        "extra": [(tile.groupby, "not in", [key for key, _value in shown])],
    }
