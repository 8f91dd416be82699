"""What each kind of field is in the database and how the client shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of field.

    ``ttype`` is the ORM type, ``widget`` what the form shows it with (empty:
    the standard one), ``filter`` which ready filter the search view gets.
    """

    key: str
    ttype: str
    widget: str = ""
    groupable: bool = True
    wide: bool = False
    filter: str = ""
    trigram: bool = False
    numeric: bool = False


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("char", "char", trigram=True),
        Kind("text", "text", groupable=False, wide=True, trigram=True),
        Kind("integer", "integer", numeric=True),
        Kind("float", "float", groupable=False, numeric=True),
        Kind("date", "date", filter="date"),
        Kind("datetime", "datetime", filter="date"),
        Kind("boolean", "boolean", filter="true"),
        Kind("selection", "selection"),
        Kind("many2one", "many2one"),
    )
}
