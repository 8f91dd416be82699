"""Who gets the record: in turn, by load, by skill. Same input, same answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def in_turn(candidates: Sequence[int], last: int) -> list[int]:
    """Order the candidates beginning after the one who was served last.

    >>> in_turn([7, 3, 5], last=5)
    [7, 3, 5]
    >>> in_turn([7, 3, 5], last=3)
    [5, 7, 3]
    >>> in_turn([7, 3], last=4)
    [7, 3]
    """
    ordered = sorted(candidates)
    after = [person for person in ordered if person > last]
    return after + [person for person in ordered if person <= last]


def choose(
    candidates: Sequence[int],
    last: int = 0,
    load: Mapping[int, int] | None = None,
    skill: Mapping[int, int] | None = None,
) -> int | None:
    """Return the most skilled, of these the least loaded, of these whose turn it is.

    >>> choose([3, 5, 7], last=3)
    5
    >>> choose([3, 5, 7], last=3, load={5: 9, 7: 2, 3: 2})
    7
    >>> choose([3, 5, 7], load={3: 0, 5: 9}, skill={5: 2, 7: 1})
    5
    >>> choose([]) is None
    True
    """
    load, skill = load or {}, skill or {}
    return min(
        in_turn(candidates, last),
        key=lambda person: (-skill.get(person, 0), load.get(person, 0)),
        default=None,
    )
