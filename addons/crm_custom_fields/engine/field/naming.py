"""From a label in any script to a technical name PostgreSQL accepts.

>>> column_name("Founding year")
'x_founding_year'
>>> column_name("Größe (m²)")
'x_grosse_m2'
>>> column_name("行业")
'x_u884c_u4e1a'
>>> column_name("员工 Employees")
'x_employees'
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Container

PREFIX = "x_"
# PostgreSQL cuts identifiers at 63 bytes; the index of the column is named
# "<table>__<column>_index", so the column itself has to stay well below that.
MAX_LENGTH = 40
MAX_TABLE_LENGTH = 63
UNIQUE_PREFIX = "x_crm_unique_"
COMPANY_CURRENCY = "x_crm_currency_id"
# What every row of a table has: the record that it belongs to, and its place.
OF_EVERY_ROW = PARENT, POSITION = "x_parent_id", "x_sequence"
# Endings of the helping columns: name of a file, covered value.
COMPANIONS = ("_filename", "_masked")
_TECHNICAL = re.compile(r"^x_[a-z0-9][a-z0-9_]*$")


def slug(label: str) -> str:
    """Return ``label`` as lower-case ASCII words joined by underscores.

    A label without any Latin letter or digit is spelled by its code points:
    the result is not pretty but always the same for the same label.

    >>> slug("Car & Truck")
    'car_truck'
    >>> slug("--")
    ''
    """
    folded = unicodedata.normalize("NFKD", label.replace("ß", "ss").lower())
    ascii_only = folded.encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only)
    if not words:
        words = [f"u{ord(char):x}" for char in label if char.isalnum()]
    return "_".join(words)


def column_name(label: str, taken: Container[str] = ()) -> str:
    """Return a free technical name for ``label``.

    >>> column_name("Sector", {"x_sector", "x_sector_2"})
    'x_sector_3'
    """
    base = (PREFIX + (slug(label) or "field"))[:MAX_LENGTH].rstrip("_")
    return _free(base, taken)


def option_value(label: str, taken: Container[str] = ()) -> str:
    """Return a free stored value for the option ``label``.

    >>> option_value("High potential", {"high_potential"})
    'high_potential_2'
    """
    return _free((slug(label) or "option")[:MAX_LENGTH].rstrip("_"), taken)


def rule_key(label: str, taken: Container[str] = ()) -> str:
    """Return a free key that names a rule or profile in every database.

    >>> rule_key("Deals know their sector", {"deals_know_their_sector"})
    'deals_know_their_sector_2'
    """
    return _free((slug(label) or "entry")[:MAX_LENGTH].rstrip("_"), taken)


def row_model(model: str, name: str) -> str:
    """Return the name of the model that holds the rows of a table.

    It depends on nothing else, so it is the same in every database.

    >>> row_model("crm.lead", "x_insured_persons")
    'x_crm_lead_insured_persons'
    >>> len(row_model("a.model.with.a.very.long.name", "x_" + "a" * 38))
    63
    """
    full = f"{PREFIX}{model.replace('.', '_')}_{name.removeprefix(PREFIX)}"
    if len(full) <= MAX_TABLE_LENGTH:
        return full
    return f"{full[: MAX_TABLE_LENGTH - 9]}_{zlib.crc32(full.encode()):08x}"


def is_technical_name(name: str) -> bool:
    """Tell whether ``name`` may be a column that this addon manages.

    >>> is_technical_name("x_sector"), is_technical_name("sector")
    (True, False)
    >>> is_technical_name("x_Sector"), is_technical_name("x_" + "a" * 60)
    (False, False)
    """
    return len(name) <= MAX_LENGTH and bool(_TECHNICAL.match(name))


def _free(base: str, taken: Container[str]) -> str:
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name
