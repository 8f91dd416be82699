"""How a personal value looks to people who may not read it.

>>> masked("13812341234", "middle")
'138****1234'
>>> masked("330106199001011234", "last")
'**************1234'
>>> masked("李小龙", "first"), masked("", "first"), masked("Bo", "middle")
('李**', '', '**')
"""

from __future__ import annotations

STYLES = ("middle", "last", "first", "all")


def masked(value: str, style: str) -> str:
    """Return ``value`` with what identifies a person covered.

    A value so short that the uncovered part would give it away is covered
    altogether.

    >>> masked("1234", "last"), masked("secret", "all")
    ('****', '******')
    """
    head, tail = {"middle": (3, 4), "last": (0, 4), "first": (1, 0)}.get(style, (0, 0))
    length = len(value)
    if head + tail >= length:
        return "*" * length
    return value[:head] + "*" * (length - head - tail) + value[length - tail :]
