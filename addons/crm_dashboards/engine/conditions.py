"""Take a filter apart and put it together again, as plain lists.

A filter is Odoo's prefix list: ``["|", a, b, c]`` means ``(a or b) and c``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_ARITY = {"!": 1, "&": 2, "|": 2}


def split_and(terms: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Parts that must all hold, each again a prefix list.

    >>> split_and(["|", ("a", "=", 1), ("b", "=", 2), ("c", "=", 3)])
    [('|', ('a', '=', 1), ('b', '=', 2)), (('c', '=', 3),)]
    >>> split_and(["&", ("a", "=", 1), "&", ("b", "=", 2), ("c", "=", 3)])
    [(('a', '=', 1),), (('b', '=', 2),), (('c', '=', 3),)]
    """
    parts: list[tuple[Any, ...]] = []
    position = 0
    while position < len(terms):
        if terms[position] == "&":
            position += 1
            continue
        end = _end(terms, position)
        parts.append(tuple(freeze(term) for term in terms[position:end]))
        position = end
    return parts


def _end(terms: Sequence[Any], position: int) -> int:
    missing = 1
    while missing:
        term = terms[position]
        missing += _ARITY[term] - 1 if isinstance(term, str) else -1
        position += 1
    return position


def freeze(value: Any) -> Any:
    """Lists and sets as tuples, so that a condition can be a key.

    >>> freeze(["state", "in", ["won", "lost"]])
    ('state', 'in', ('won', 'lost'))
    """
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(freeze(item) for item in value)
    return value


def join_and(parts: Iterable[Sequence[Any]]) -> list[Any]:
    """Prefix list in which every part must hold.

    >>> join_and([(("a", "=", 1),), ("|", ("b", "=", 2), ("c", "=", 3))])
    ['&', ('a', '=', 1), '|', ('b', '=', 2), ('c', '=', 3)]
    """
    found = list(parts)
    return ["&"] * (len(found) - 1) + [term for part in found for term in part]


def slice_of(part: Sequence[Any], values: Mapping[str, frozenset[Any]]) -> Any:
    """``(field, values)`` if the part only picks values of a sliceable field.

    >>> slice_of((("state", "in", ("won",)),), {"state": frozenset({"won", "lost"})})
    ('state', frozenset({'won'}))
    >>> slice_of((("open", "in", True),), {"open": frozenset({True, False})})
    ('open', frozenset({True}))
    >>> slice_of((("name", "=", "x"),), {"state": frozenset({"won"})}) is None
    True
    """
    if len(part) != 1 or not isinstance(part[0], tuple) or len(part[0]) != 3:
        return None
    name, operator, value = part[0]
    if name not in values or operator not in ("=", "in"):
        return None
    # Odoo also takes one bare value after "in".
    is_list = operator == "in" and isinstance(value, tuple)
    picked = frozenset(value if is_list else [value])
    return (name, picked) if picked <= values[name] else None


def names_of(terms: Iterable[Any]) -> set[str]:
    """Fields that a filter reads, as written; ``(0, "=", 1)`` reads none.

    >>> sorted(names_of(["|", ("a.b", "=", 1), "|", ("c", "=", 2), (0, "=", 1)]))
    ['a.b', 'c']
    """
    leaves = (term[0] for term in terms if not isinstance(term, str))
    return {name for name in leaves if isinstance(name, str)}
