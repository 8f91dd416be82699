"""Rows that name other rows of the same batch wait for them."""

from collections.abc import Collection, Mapping, Sequence


def waves(
    keys: Sequence[str], needs: Mapping[str, Collection[str]]
) -> tuple[list[list[str]], list[str]]:
    """Order ``keys`` so that each wave only needs earlier ones; also name the rest.

    Keys outside the batch are somebody else's matter. What is left over in the end
    refers to itself in a circle.

    >>> waves(["b", "a", "c"], {"b": ["a"], "c": ["b", "elsewhere"]})
    ([['a'], ['b'], ['c']], [])
    >>> waves(["a", "b", "c"], {"a": ["b"], "b": ["a"]})
    ([['c']], ['a', 'b'])
    """
    waiting = dict.fromkeys(keys)
    found: list[list[str]] = []
    while waiting:
        ready = [
            key
            for key in waiting
            if not any(need in waiting for need in needs.get(key, ()))
        ]
        if not ready:
            break
        for key in ready:
            del waiting[key]
        found.append(ready)
    return found, list(waiting)
