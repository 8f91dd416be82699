"""A Chinese board tells provinces where an international one tells countries."""

from __future__ import annotations

from typing import Any

from .language import CHINESE

TILE = "crm_dashboards.crm_dashboard_tile_won_by_country"


def settle(env: Any, language: str) -> None:
    """Group that tile by province."""
    tile = env.ref(TILE, raise_if_not_found=False)
    if language == CHINESE and tile:
        tile.write({"groupby": "state_id", "name": "各省成交金额"})
