"""Tested values of a record: one spelling, one hash, one comparison."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

Values = Mapping[str, Any]


def number(value: float | None) -> str:
    """Spell an amount so that equal amounts are equal texts.

    >>> number(50000), number(0.1 + 0.2), number(None), number(-0.0)
    ('50000.00', '0.30', '0.00', '0.00')
    """
    return f"{round(value or 0.0, 2) + 0.0:.2f}"


def canonical(values: Any) -> str:
    """Return the one JSON text of these values, whatever their order.

    >>> canonical({"b": 1, "a": [2, "é"]})
    '{"a":[2,"é"],"b":1}'
    """
    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    )


def fingerprint(values: Any) -> str:
    """Return the SHA-256 of the canonical text.

    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(canonical(values).encode()).hexdigest()


def seal(previous: str, facts: Any) -> str:
    """Chain facts to the row before them.

    >>> seal("", {"a": 1}) == seal("x", {"a": 1})
    False
    """
    return hashlib.sha256(f"{previous}\n{canonical(facts)}".encode()).hexdigest()


def changed(granted: Values, current: Values) -> list[str]:
    """Name the values of ``current`` that ``granted`` does not carry.

    A value that was never granted counts as changed: a chain that starts to
    test one more field does not inherit old grants.

    >>> changed({"amount": "1.00", "stage": 3}, {"amount": "1.00"})
    []
    >>> changed({"amount": "1.00"}, {"amount": "2.00", "team": 7})
    ['amount', 'team']
    """
    return sorted(
        name
        for name, value in current.items()
        if name not in granted or granted[name] != value
    )


def fits_one_of(grants: Iterable[Values], current: Values) -> bool:
    """Tell whether one of the grants carries exactly the current values.

    >>> fits_one_of([{"a": 1}, {"a": 2}], {"a": 2})
    True
    >>> fits_one_of([], {})
    False
    """
    return any(not changed(granted, current) for granted in grants)
