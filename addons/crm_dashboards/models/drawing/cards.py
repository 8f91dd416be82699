"""Shapes figures into what the client draws: values, points, filters, words."""

from ..reading.reader import read
from ..reading.requests import Requests
from . import funnel, number, ranking, trend
from .units import Units

# How each kind of tile is drawn: ``draw(tile, rows, requests, units)`` returns what
# the component of that kind needs; ``rows`` are those of each role in ``requests``.
# A kind of another addon that is not named here is drawn as ranked bars.
DRAWINGS = {
    "number": number.draw,
    "bar": trend.draw,
    "line": trend.draw,
    "rank": ranking.draw,
    "funnel": funnel.draw,
}


def draw_cards(tiles, scope):
    """Answer all tiles; those the viewer may not read are left out."""
    requests, units = Requests(tiles.env, scope), Units(tiles.env)
    problems, asked = {}, []
    for tile in tiles:
        problem = tile._problem() or units.problem(tile)
        if not problem and not tile._is_readable():
            continue
        problems[tile] = problem
        if not problem:
            asked += requests.of(tile)
    found = read(tiles.env, asked)
    return [
        _card(tile, problem, _rows_of(tile, found), requests, units)
        for tile, problem in problems.items()
    ]


def is_blank(cards):
    """Whether nothing that depends on the period has anything to show."""
    dated = [
        one for one in cards if not one["error"] and "period" not in one["ignores"]
    ]
    return bool(dated) and not any(
        one.get("value") or one.get("points") for one in dated
    )


def _rows_of(tile, found):
    return {role: rows for (tile_id, role), rows in found.items() if tile_id == tile.id}


def _card(tile, problem, rows, requests, units):
    if not problem and None in rows.values():
        problem = tile.env._(
            "The database could not compute this figure. Reload the page; if it "
            "stays, tell a sales administrator."
        )
    card = {
        "id": tile.id,
        "name": tile.name,
        "help": tile.help or "",
        "kind": tile.kind,
        "size": tile.size,
        "error": problem,
    }
    return card if problem else card | _drawn(tile, rows, requests, units)


def _drawn(tile, rows, requests, units):
    draw = DRAWINGS.get(tile.kind, ranking.draw)
    return {
        "model": tile.model_name,
        "action": tile.action_id.id,
        "domain": requests.domain(tile),
        "unit": units.unit(tile),
        "unit_label": tile.unit_label or "",
        "good_when": tile.good_when,
        "ignores": _ignored(tile, requests.scope),
        **draw(tile, rows, requests, units),
    }


def _ignored(tile, scope):
    """Filters in use that do not reach this tile, so that it can say so."""
    uses = {
        "period": (scope.span, tile.date_field),
        "teams": (scope.team_ids, tile.team_field),
        "salespeople": (scope.user_ids, tile.user_field),
    }
    return [name for name, (used, reached) in uses.items() if used and not reached]
