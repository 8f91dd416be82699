"""What differs between two published versions that were put in words."""

from __future__ import annotations

from collections.abc import Mapping


def differences(
    old: Mapping[str, str], new: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Return (title, before, after) of what was added, removed or changed.

    >>> differences({"Amount": "5", "Step A": "Ann"}, {"Amount": "9", "Step A": "Ann"})
    [('Amount', '5', '9')]
    >>> differences({"Step A": "Ann"}, {"Step B": "Bob"})
    [('Step A', 'Ann', ''), ('Step B', '', 'Bob')]
    """
    titles = dict.fromkeys([*old, *new])
    return [
        (title, old.get(title, ""), new.get(title, ""))
        for title in titles
        if old.get(title, "") != new.get(title, "")
    ]
