"""Reads the default value of a field as a human writes it.

>>> parse("integer", " 12 "), parse("percent", "0.5"), parse("boolean", "yes")
(12, 0.5, True)
>>> parse("char", " as is ")
'as is'
>>> parse("integer", "twelve")
Traceback (most recent call last):
ValueError: twelve
"""

from __future__ import annotations

from .kinds import KINDS

TRUE_WORDS = frozenset({"1", "true", "yes", "x", "是"})


def parse(kind: str, text: str) -> str | int | float | bool:
    """Return the value that ``text`` means for a field of ``kind``."""
    text = text.strip()
    ttype = KINDS[kind].ttype
    if ttype == "boolean":
        return text.lower() in TRUE_WORDS
    if ttype not in ("integer", "float", "monetary"):
        return text
    try:
        return int(text) if ttype == "integer" else float(text)
    except ValueError:
        raise ValueError(text) from None
