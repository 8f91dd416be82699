"""A funnel: every group, in the order of the pipeline."""

from .groups import figures_by_group, in_order
from .ranking import bars, values_of


def draw(tile, rows, requests, units):
    """All groups, in the order that their own model keeps."""
    figures = figures_by_group(rows)
    shown = in_order(tile, values_of(tile, figures, units))
    return {"points": bars(tile, figures, shown, units), "hidden": 0}
