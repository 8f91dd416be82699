"""What each kind of field is in the database and how the client shows it."""

from __future__ import annotations

from dataclasses import dataclass

# Kinds that choose from options, and kinds that link to records.
OPTIONS = ("selection", "tags")
LINKS = ("many2one", "many2many")
FILES = ("file", "image")
# Kinds whose values nobody enters.
UNSTORED = ("related", "formula")


@dataclass(frozen=True)
class Kind:
    """One kind of field.

    ``ttype`` is the ORM type (empty: known only per field), ``widget`` what the
    client shows it with (empty: the standard one), ``filter`` which ready
    filter the search view gets, ``column`` whether the table has a column.
    """

    key: str
    ttype: str
    widget: str = ""
    options: str = ""
    groupable: bool = True
    listable: bool = True
    searchable: bool = True
    wide: bool = False
    filter: str = ""
    trigram: bool = False
    column: bool = True
    unique: bool = False
    default: bool = False
    aggregator: str = ""


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("char", "char", trigram=True, unique=True, default=True),
        Kind("text", "text", groupable=False, wide=True, trigram=True, default=True),
        Kind("html", "html", groupable=False, listable=False, wide=True),
        Kind("integer", "integer", unique=True, default=True),
        # A year, a floor, a batch: a number without thousands separator.
        Kind(
            "year",
            "integer",
            options="{'enable_formatting': False}",
            unique=True,
            default=True,
            aggregator="max",
        ),
        Kind("float", "float", groupable=False, default=True),
        Kind("monetary", "monetary", groupable=False, default=True),
        Kind(
            "percent",
            "float",
            widget="percentage",
            groupable=False,
            default=True,
            aggregator="avg",
        ),
        Kind("date", "date", filter="date", unique=True),
        Kind("datetime", "datetime", filter="date"),
        Kind("boolean", "boolean", filter="true", default=True),
        Kind("selection", "selection", unique=True, default=True),
        Kind("tags", "many2many", widget="many2many_tags", column=False),
        Kind("many2one", "many2one", unique=True),
        Kind("many2many", "many2many", widget="many2many_tags", column=False),
        Kind("phone", "char", widget="phone", trigram=True, unique=True),
        Kind("email", "char", widget="email", trigram=True, unique=True),
        Kind("url", "char", widget="url", trigram=True, unique=True),
        Kind(
            "file",
            "binary",
            groupable=False,
            listable=False,
            searchable=False,
            column=False,
        ),
        Kind(
            "image",
            "binary",
            widget="image",
            options="{'size': [0, 180]}",
            groupable=False,
            listable=False,
            searchable=False,
            column=False,
        ),
        Kind(
            "table",
            "one2many",
            groupable=False,
            listable=False,
            wide=True,
            column=False,
        ),
        Kind("related", "", groupable=False, column=False),
        Kind("formula", "", groupable=False, column=False),
    )
}
