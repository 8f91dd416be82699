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
    """

    key: Hashable
    model: str
    rest: frozenset[Hashable]
    slices: Mapping[str, frozenset[Any]]
    groupby: tuple[str, ...]
    aggregates: tuple[str, ...]


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
    return "count" if aggregate == "__count" else aggregate.rpartition(":")[2]


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
    ([('state',), ('state', 'team')], ('state',), ['lost', 'won'])
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
    for request in query.requests:
        wanted = query.split + request.groupby
        if wanted not in query.grouping_sets:
            query.grouping_sets.append(wanted)
    query.aggregates = tuple(
        dict.fromkeys(name for one in query.requests for name in one.aggregates)
    )


Row = tuple[Any, ...]


def answer(
    query: Query, request: Request, results: Sequence[Sequence[Row]]
) -> list[tuple[Row, dict[str, Any]]]:
    """Rows of one request out of the shared result: ``[(group values, figures)]``.

    ``results`` holds for each grouping set its rows: split values, group values,
    then the aggregates of the query.

    >>> won = Request("won", "lead", frozenset(), {"state": frozenset({"won"})},
    ...     ("team",), ("__count",))
    >>> everyone = Request("all", "lead", frozenset(), {}, ("team",), ("__count",))
    >>> [query] = plan([won, everyone])
    >>> rows = [[("won", 1, 4), ("lost", 1, 2), ("won", 2, 5)]]
    >>> answer(query, won, rows)
    [((1,), {'__count': 4}), ((2,), {'__count': 5})]
    >>> answer(query, everyone, rows)
    [((1,), {'__count': 6}), ((2,), {'__count': 5})]
    """
    index = query.grouping_sets.index(query.split + request.groupby)
    cut = len(query.split)
    width = cut + len(request.groupby)
    allowed = [request.slices.get(name) for name in query.split]
    columns = [(name, query.aggregates.index(name)) for name in request.aggregates]
    found: dict[Row, dict[str, Any]] = {}
    for row in results[index]:
        if any(ok is not None and row[i] not in ok for i, ok in enumerate(allowed)):
            continue
        figures = {name: row[width + place] for name, place in columns}
        key = row[cut:width]
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
