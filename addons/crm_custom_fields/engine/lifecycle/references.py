"""Finds the technical names of custom fields in what people and programs wrote.

>>> sorted(mentioned("[('x_a', '=', 1), ('partner_id.x_b_2', '!=', False)]"))
['x_a', 'x_b_2']
>>> mentioned("{'group_by': ['x_day:month']}")
{'x_day'}
>>> mentioned("max_value, x_") == mentioned(None) == set()
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAME = re.compile(r"\bx_\w+")


def mentioned(text: str | None) -> set[str]:
    """Return every word of ``text`` that may be the name of a custom field."""
    return set(_NAME.findall(text or ""))


def database_pattern(names: Iterable[str]) -> str:
    r"""Return the PostgreSQL pattern of a text that mentions one of ``names``.

    >>> database_pattern(["x_b", "x_a"])
    '\\m(x_a|x_b)\\M'
    """
    return rf"\m({'|'.join(sorted(map(re.escape, names)))})\M"
