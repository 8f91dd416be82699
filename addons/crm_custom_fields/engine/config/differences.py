"""Parts a difference of two set-ups into what a reader takes in one by one.

A text is there once for each language, and only one of them may have changed.

>>> one = {"en_US": "Price", "zh_CN": "价格"}
>>> list(parts("name", one, {"en_US": "Price", "zh_CN": "报价"}))
[('name/zh_CN', '价格', '报价')]

A language that the newer text does not mention keeps its words.

>>> list(parts("name", one, {"en_US": "Price"}))
[]

Options are told by their value; one that the newer list lacks stays.

>>> old = [{"value": "a", "name": {"en_US": "A"}}, {"value": "b"}]
>>> new = [{"value": "a", "name": {"en_US": "B"}}, {"value": "c"}]
>>> list(parts("options", old, new))
[('options/a/name/en_US', 'A', 'B'), ('options/c', None, {'value': 'c'})]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Part = tuple[str, Any, Any]


def parts(path: str, old: Any, new: Any) -> Iterator[Part]:
    """Yield ``(path, old, new)`` for the least pieces in which they differ."""
    if is_keyed(old) and is_keyed(new):
        yield from _item_parts(path, old, new)
    elif isinstance(new, dict) and isinstance(old, dict | None):
        for name in new:
            yield from parts(f"{path}/{name}", (old or {}).get(name), new[name])
    elif isinstance(old, dict) and new is None:
        for name in old:
            yield f"{path}/{name}", old[name], None
    elif old != new:
        yield path, old, new


def _item_parts(path: str, old: list[Any], new: list[Any]) -> Iterator[Part]:
    before, after = keyed(old), keyed(new)
    for name, item in after.items():
        if name in before:
            yield from parts(f"{path}/{name}", before[name], item)
        else:
            yield f"{path}/{name}", None, item
    if is_reordered(list(before), list(after)):
        yield path, old, new


def is_reordered(before: list[str], after: list[str]) -> bool:
    """Return whether what is in both lists follows in another order.

    >>> is_reordered(["a", "b"], ["x", "a", "b"]), is_reordered(["a", "b"], ["b", "a"])
    (False, True)
    """
    return [n for n in before if n in after] != [n for n in after if n in before]


def name_of(item: Any) -> Any:
    """Return what tells an item of a list from its neighbours, or None."""
    if not isinstance(item, dict):
        return None
    return item.get("value") or item.get("key")


def is_keyed(value: Any) -> bool:
    """Return whether every item of a list has a name of its own."""
    return (
        isinstance(value, list) and bool(value) and all(name_of(item) for item in value)
    )


def keyed(value: Any) -> dict[str, Any]:
    """
    >>> keyed([{"value": "a", "name": "A"}])
    {'a': {'value': 'a', 'name': 'A'}}
    """
    return {name_of(item): item for item in value} if is_keyed(value) else {}
