"""Who decides in the place of somebody: bounded, never in a circle."""

from __future__ import annotations

from collections.abc import Callable


def substitute(person: int, stand_in: Callable[[int], int | None]) -> int:
    """Follow stand-ins to the first person who has none; a circle changes nothing.

    >>> away = {1: 2, 2: 3}
    >>> substitute(1, away.get), substitute(3, away.get)
    (3, 3)
    >>> substitute(1, {1: 2, 2: 1}.get)
    1
    """
    seen = {person}
    current = person
    while (following := stand_in(current)) is not None:
        if following in seen:
            return person
        seen.add(following)
        current = following
    return current
