"""My Approvals while many requests wait for others: the time the server takes.

There is no stock peer. The bound is what a person feels as at once, 50 ms, and the
ratio is the median of the turns divided by it. The number of queries is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from lxml import etree

from .databases import Databases
from .fill_requests import ensure_requests
from .harness import Result, clock, result_of

NAME = "inbox_100k"
GOAL = 1.0
BOUND = 0.050
TURNS = 11
PAGE = 40


def run(databases: Databases, size: int) -> list[Result]:
    """Open the default action as an approver with hundreds of own requests."""
    with databases.env(databases.ours) as env:
        approver = ensure_requests(env, size)
        look = _look(env(user=approver.id, su=False, context={"lang": "en_US"}))
        for _turn in range(2):
            _measure(env, look)
        pairs = [(_measure(env, look), BOUND) for _turn in range(TURNS)]
        before = env.cr.sql_log_count
        _measure(env, look)
        sys.stderr.write(f"{NAME}: {env.cr.sql_log_count - before} queries\n")
        return [result_of(NAME, size, GOAL, pairs)]


def _measure(env: Any, look: Callable[[], object]) -> float:
    """Start as the next request would: new transaction, empty record cache."""
    env.cr.rollback()
    env.invalidate_all()
    return clock(look)


def _look(env: Any) -> Callable[[], object]:
    """What the web client asks when My Approvals opens: a page, counted."""
    requests = env["crm.approval.request"]
    arch = etree.fromstring(requests.get_view(view_type="kanban")["arch"])
    names = {node.get("name") for node in arch.iter("field")}
    page = {
        name: {"fields": {"display_name": {}}}
        if requests._fields[name].relational
        else {}
        for name in sorted(names)
    }
    domain = [("can_decide", "=", True)]

    def read() -> object:
        return requests.web_search_read(domain, page, limit=PAGE, count_limit=10_001)

    return read
