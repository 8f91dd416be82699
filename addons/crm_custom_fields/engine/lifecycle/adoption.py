"""What hand-made columns and properties become as managed fields.

>>> kind_of("binary"), kind_of("tags"), kind_of("reference")
('file', 'tags', '')
>>> obstacle({"name": "x_Sector", "ttype": "char"})
'name'
>>> obstacle({"name": "x_a", "ttype": "char", "compute": "..."})
'computed'
>>> obstacle({"name": "x_a", "ttype": "char"})
''
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..field.kinds import KINDS
from ..field.naming import is_technical_name

_KINDS = {
    kind: kind
    for kind in (
        "char",
        "text",
        "html",
        "integer",
        "float",
        "monetary",
        "date",
        "datetime",
        "boolean",
        "selection",
        "tags",
        "many2one",
        "many2many",
    )
} | {"binary": "file"}


def kind_of(ttype: str) -> str:
    """Return the kind of a managed field for an ORM or property type, or ""."""
    return _KINDS.get(ttype, "")


def obstacle(column: Mapping[str, Any]) -> str:
    """Return in one word why a hand-made column cannot be taken over, or ""."""
    if not is_technical_name(column["name"]):
        return "name"
    if column.get("related"):
        return "" if not column.get("store") else "computed"
    if column.get("compute"):
        return "computed"
    if column.get("company_dependent"):
        return "company"
    return "" if kind_of(column["ttype"]) else "type"


def with_sections(
    properties: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each property with the separator above it.

    >>> list(with_sections([
    ...     {"type": "separator", "string": "Site"}, {"type": "char", "name": "a"},
    ... ]))
    [('Site', {'type': 'char', 'name': 'a'})]
    """
    section = ""
    for entry in properties:
        if entry.get("type") == "separator":
            section = entry.get("string") or ""
        elif kind_of(entry.get("type") or ""):
            yield section, entry


def choices(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return ``{stored value: label}`` of a property with choices.

    >>> choices({"type": "tags", "tags": [["a", "First", 1], ["b", "Second", 2]]})
    {'a': 'First', 'b': 'Second'}
    """
    listed = entry.get(entry.get("type") or "") or ()
    if KINDS.get(entry.get("type") or "") is None or not isinstance(
        listed, (list, tuple)
    ):
        return {}
    return {item[0]: item[1] for item in listed}
