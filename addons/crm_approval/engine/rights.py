"""What may be done with fields while a step waits, beyond what its chain tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

EDIT, VIEW, HIDDEN = "edit", "view", "hidden"


def closed(rights: Mapping[str, str], *, is_asked: bool) -> frozenset[str]:
    """Return the fields that somebody cannot change while the step waits.

    :param rights: what the step says, by field; a field it does not name is open
    :param is_asked: whether the step waits for that person

    >>> rights = {"margin": "view", "limit": "edit", "cost": "hidden"}
    >>> sorted(closed(rights, is_asked=False))
    ['limit', 'margin']
    >>> sorted(closed(rights, is_asked=True))
    ['cost', 'margin']
    """
    shut = {VIEW, HIDDEN} if is_asked else {VIEW, EDIT}
    return frozenset(name for name, right in rights.items() if right in shut)


def hidden(rights: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Return the fields that any of these steps keeps from those it waits for.

    >>> sorted(hidden([{"cost": "hidden", "margin": "view"}, {"limit": "edit"}]))
    ['cost']
    """
    return frozenset(
        name for step in rights for name, right in step.items() if right == HIDDEN
    )
