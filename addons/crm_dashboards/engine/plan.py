"""Answer many tiles with few queries.

Each tile asks for aggregates of one model, under an AND of conditions, grouped
somehow. Tiles whose conditions differ only on *sliceable* fields (few values,
such as won/lost or active) are put into one query: the sliceable field joins the
grouping, and each tile then keeps its own slices. So "revenue won" and "win
rate" read the table once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# The aggregate that counts records, as Odoo spells it.
COUNT = "__count"
# Aggregates of parts that give the aggregate of the whole.
FOLDS: dict[str, Callable[[Any, Any], Any]] = {
    "sum": lambda one, other: one + other,
    "count": lambda one, other: one + other,
    "sum_currency": lambda one, other: one + other,
    "min": min,
    "max": max,
}


@dataclass(frozen=True)
class Request:
    """What one tile wants to know.

    ``rest`` are the conditions that bind the whole query (hashable, in any
    order); ``slices`` maps a sliceable field to the values the tile counts.
    ``spreads`` tells that one record may fall into several groups (tags), so
    that its groups do not add up to the whole.
    """

    key: Hashable
    model: str
    rest: frozenset[Hashable]
    slices: Mapping[str, frozenset[Any]]
    groupby: tuple[str, ...]
    aggregates: tuple[str, ...]
    spreads: bool = False


@dataclass
class Query:
    """One shared question: conditions, grouping sets, aggregates."""

    model: str
    rest: frozenset[Hashable]
    requests: list[Request] = field(default_factory=list)
    slices: dict[str, frozenset[Any]] = field(default_factory=dict)
    split: tuple[str, ...] = ()
    grouping_sets: list[tuple[str, ...]] = field(default_factory=list)
    aggregates: tuple[str, ...] = ()


def function_of(aggregate: str) -> str:
    """Name of the SQL function in an aggregate.

    >>> function_of("__count"), function_of("amount:sum")
    ('count', 'sum')
    """
    return "count" if aggregate == COUNT else aggregate.rpartition(":")[2]


def can_share(request: Request) -> bool:
    """Whether the tile's aggregates may be put together from slices."""
    return all(function_of(name) in FOLDS for name in request.aggregates)


def plan(requests: Iterable[Request]) -> list[Query]:
    """Put requests into as few queries as give exactly the same answers.

    >>> won = Request("won", "lead", frozenset({"year"}),
    ...     {"state": frozenset({"won"})}, (), ("__count",))
    >>> rate = Request("rate", "lead", frozenset({"year"}),
    ...     {"state": frozenset({"won", "lost"})}, ("team",), ("__count",))
    >>> [query] = plan([won, rate])
    >>> query.grouping_sets, query.split, sorted(query.slices["state"])
    ([('state', 'team')], ('state',), ['lost', 'won'])

    Tags do not add up to a total, so the total is asked for beside them.

    >>> tags = Request("tags", "lead", frozenset(), {}, ("tag",), ("n:sum",), True)
    >>> total = Request("total", "lead", frozenset(), {}, (), ("n:sum",))
    >>> [query] = plan([tags, total])
    >>> query.grouping_sets
    [('tag',), ()]
    """
    queries: dict[Hashable, Query] = {}
    for request in requests:
        lone = () if can_share(request) else (request.key,)
        place = (request.model, request.rest, lone)
        query = queries.setdefault(place, Query(request.model, request.rest))
        query.requests.append(request)
    for query in queries.values():
        _settle(query)
    return list(queries.values())


def _settle(query: Query) -> None:
    names = sorted({name for request in query.requests for name in request.slices})
    for name in names:
        asked = [request.slices.get(name) for request in query.requests]
        if None not in asked:
            query.slices[name] = frozenset().union(*(values or () for values in asked))
        if len(set(asked)) > 1:
            query.split += (name,)
    query.grouping_sets = _needed_sets(query)
    query.aggregates = tuple(
        dict.fromkeys(name for one in query.requests for name in one.aggregates)
    )


def _needed_sets(query: Query) -> list[tuple[str, ...]]:
    """Sets to ask for: a total that another set adds up to is not asked again."""
    wanted = {query.split + one.groupby: one.spreads for one in query.requests}
    sources = [set(names) for names, spreads in wanted.items() if not spreads]
    foldable = all(can_share(request) for request in query.requests)
    return [
        names
        for names in wanted
        if not (foldable and any(set(names) < source for source in sources))
    ]


def _source(query: Query, request: Request) -> tuple[str, ...]:
    """The set that answers a request: its own, or the nearest finer one."""
    wanted = query.split + request.groupby
    if wanted in query.grouping_sets:
        return wanted
    spread = {query.split + one.groupby for one in query.requests if one.spreads}
    finer = [
        names
        for names in query.grouping_sets
        if set(wanted) < set(names) and names not in spread
    ]
    return min(finer, key=len)


Row = tuple[Any, ...]
Reader = Callable[[Row], Row]


def _picker(places: Sequence[int]) -> Reader:
    return lambda row: tuple(row[place] for place in places)


def answer(
    query: Query, request: Request, results: Sequence[Sequence[Row]]
) -> list[tuple[Row, dict[str, Any]]]:
    """Rows of one request out of the shared result: ``[(group values, figures)]``.

    ``results`` holds for each grouping set its rows: group values, then the
    aggregates of the query.

    >>> won = Request("won", "lead", frozenset(), {"state": frozenset({"won"})},
    ...     ("team",), ("__count",))
    >>> everyone = Request("all", "lead", frozenset(), {}, (), ("__count",))
    >>> [query] = plan([won, everyone])
    >>> query.grouping_sets
    [('state', 'team')]
    >>> rows = [[("won", 1, 4), ("lost", 1, 2), ("won", 2, 5)]]
    >>> answer(query, won, rows)
    [((1,), {'__count': 4}), ((2,), {'__count': 5})]
    >>> answer(query, everyone, rows)
    [((), {'__count': 11})]
    """
    names = _source(query, request)
    key_of = _picker([names.index(name) for name in request.groupby])
    figures_of = _picker(
        [len(names) + query.aggregates.index(name) for name in request.aggregates]
    )
    allowed = [
        (names.index(name), request.slices[name])
        for name in query.split
        if name in request.slices
    ]
    found: dict[Row, dict[str, Any]] = {}
    for row in results[query.grouping_sets.index(names)]:
        if all(row[place] in values for place, values in allowed):
            figures = dict(zip(request.aggregates, figures_of(row), strict=True))
            key = key_of(row)
            found[key] = fold(found[key], figures) if key in found else figures
    return list(found.items())


def fold(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Put the figures of two parts together; ``None`` means no value.

    >>> fold({"a:sum": 2, "a:max": None}, {"a:sum": 3, "a:max": 4})
    {'a:sum': 5, 'a:max': 4}
    """
    result = dict(one)
    for name, value in other.items():
        if result[name] is None:
            result[name] = value
        elif value is not None:
            result[name] = FOLDS[function_of(name)](result[name], value)
    return result
