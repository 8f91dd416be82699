"""Shape rows into what a chart draws: no gaps, the largest first, a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

Key = TypeVar("Key")


def fill(
    keys: Iterable[Key], values: Mapping[Key, float | None], empty: float | None = 0.0
) -> list[float | None]:
    """Value of each key in order, ``empty`` where nothing was found.

    >>> fill(["jan", "feb", "mar"], {"feb": 3.0})
    [0.0, 3.0, 0.0]
    """
    return [values.get(key, empty) for key in keys]


def top(
    rows: Sequence[tuple[Key, float]], limit: int
) -> tuple[list[tuple[Key, float]], list[tuple[Key, float]]]:
    """The ``limit`` largest rows, largest first, and those left over.

    One row is never left over alone: it takes no more room than "others".

    >>> top([("a", 1), ("b", 5), ("c", 3), ("d", 2)], 2)
    ([('b', 5), ('c', 3)], [('d', 2), ('a', 1)])
    >>> top([("a", 1), ("b", 5), ("c", 3)], 2)[1]
    []
    """
    ranked = sorted(rows, key=lambda row: -row[1])
    if not limit or len(ranked) <= limit + 1:
        return ranked, []
    return ranked[:limit], ranked[limit:]


def ratio(part: float | None, whole: float | None) -> float | None:
    """Share of the whole, or ``None`` where there is nothing to share.

    >>> ratio(1, 4), ratio(0, 0)
    (0.25, None)
    """
    return (part or 0) / whole if whole else None


def change(now: float | None, before: float | None) -> float | None:
    """Relative change; ``None`` where the base is missing or zero.

    >>> change(150, 100), change(5, 0), change(None, 4)
    (0.5, None, None)
    """
    if now is None or not before:
        return None
    return (now - before) / abs(before)


def align(
    keys: Sequence[Key], earlier: Sequence[Key], values: Mapping[Key, float | None]
) -> list[float | None]:
    """Earlier values under the present keys: first under first, and so on.

    >>> align([13, 14, 15], [1, 2], {1: 7.0})
    [7.0, 0.0, None]
    """
    found = fill(earlier, values)[: len(keys)]
    return found + [None] * (len(keys) - len(found))


def rollup(
    rows: Iterable[tuple[Key, Any]],
    bucket: Callable[[Key], Key],
    fold: Callable[[Any, Any], Any],
) -> dict[Key, Any]:
    """Put rows of fine buckets together into coarser ones.

    >>> rollup([(1, 2), (2, 3), (5, 1)], lambda k: k // 4 * 4, lambda a, b: a + b)
    {0: 5, 4: 1}
    """
    found: dict[Key, Any] = {}
    for key, value in rows:
        place = bucket(key)
        found[place] = fold(found[place], value) if place in found else value
    return found
