"""Our whole board against stock ``formatted_read_group``, tile by tile.

``run(env, size)`` fills the pipeline, then reads the same figures both ways, in
turns, as a salesperson who may see all documents. *Cold* reads with no answer
kept; *warm* is a second look at an unchanged pipeline.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .databases import Databases
from .harness import Result, clock, result_of

RUNS = 7
# Half of stock when nothing is kept; when it is, what a request costs anyway.
GOALS = {"dashboard_cold_vs_stock": 0.5, "dashboard_warm_vs_stock": 0.3}


def run(databases: Databases, size: int) -> list[Result]:
    """Compare at one size; both in one database, the peer without our indexes."""
    with databases.env(databases.ours, size) as env:
        viewer = env["res.users"].search([("login", "=", "benchmark_1")])
        board = env(user=viewer.id)["crm.dashboard"]
        peer = _stock_calls(board)
        works = {
            "dashboard_cold_vs_stock": _cold(board),
            "dashboard_warm_vs_stock": _warm(board),
        }
        return [_compare(env, name, size, work, peer) for name, work in works.items()]


def _compare(
    env: Any,
    name: str,
    size: int,
    ours: Callable[[], object],
    peer: Callable[[], object],
) -> Result:
    def measure() -> tuple[float, float]:
        _fresh(env)
        mine = clock(ours)
        _fresh(env)
        _drop_our_indexes(env)
        theirs = clock(peer)
        _fresh(env)
        return mine, theirs

    measure()
    return result_of(name, size, GOALS[name], [measure() for _run in range(RUNS)])


def _fresh(env: Any) -> None:
    """Start as the next request would: new transaction, empty record cache."""
    env.cr.rollback()
    env.invalidate_all()


def _cold(board: Any) -> Callable[[], object]:
    from odoo.addons.crm_dashboards.models.reading import memory

    def read() -> object:
        memory.forget(board.env)
        return _look(board)

    return read


def _warm(board: Any) -> Callable[[], object]:
    return lambda: _look(board)


def _look(board: Any) -> object:
    return board.read_board(False, {"period": "last_12_months"})


def _stock_calls(board: Any) -> Callable[[], object]:
    """One ``formatted_read_group`` for each figure of the board, as a client would.

    The same filters, groups and aggregates; an average or a share costs stock one
    call for each part, a comparison one more. Stock has its own indexes only.
    """
    from odoo.fields import Date

    from odoo.addons.crm_dashboards.engine.conditions import join_and
    from odoo.addons.crm_dashboards.engine.scope import read_scope
    from odoo.addons.crm_dashboards.models.reading.requests import Requests

    viewer = board._as_plain_viewer()
    scope = read_scope({"period": "last_12_months"}, Date.context_today(viewer))
    requests = Requests(viewer.env, scope)
    calls = []
    for tile in viewer.search([], limit=1).tile_ids:
        for request in requests.of(tile):
            parts = [*request.rest]
            parts += [((name, "in", tuple(v)),) for name, v in request.slices.items()]
            domain = join_and(parts)
            calls.append((domain, request.groupby, request.aggregates))

    def read() -> object:
        leads = viewer.env["crm.lead"]
        return [leads.formatted_read_group(*call) for call in calls]

    return read


def _drop_our_indexes(env: Any) -> None:
    """Leave stock with its own indexes; the roll back after the run restores ours."""
    env.cr.execute("DROP INDEX crm_lead_crm_dashboards_closed_idx")
    env.cr.execute("DROP INDEX crm_lead_crm_dashboards_open_idx")
