"""The whole set-up as one text file: the same set-up always gives the same text.

>>> text = dump({"fields": [{"key": "b"}, {"key": "a", "label": {"en_US": "A"}}]})
>>> load(text)["fields"][0]["key"]
'a'
>>> dump(load(text)) == text
True
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import differences

FORMAT, VERSION = "crm_custom_fields", 1
# In the order in which one needs the other.
SECTIONS = ("teams", "stages", "profiles", "fields", "rules")
MAX_SIZE = 5_000_000
Document = dict[str, list[dict[str, Any]]]


class ConfigError(ValueError):
    """Why a file is not accepted: a word for the reason, and where."""


ConfigError.__module__ = "crm"


@dataclass(frozen=True)
class Change:
    """One difference between two set-ups; ``name`` is empty for a whole entry."""

    section: str
    key: str
    name: str
    old: Any
    new: Any


def dump(document: Mapping[str, Any]) -> str:
    """Return ``document`` as text, ready for a version control system."""
    content: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    for section in SECTIONS:
        entries = document.get(section, [])
        content[section] = sorted(entries, key=lambda entry: str(entry["key"]))
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def load(text: str) -> Document:
    """Return what ``text`` says, or raise what is wrong with it.

    >>> load("{")
    Traceback (most recent call last):
    crm.ConfigError: ('json', 'line 1')
    >>> load('{"format": "crm_custom_fields", "version": 99}')
    Traceback (most recent call last):
    crm.ConfigError: ('version', '99')
    """
    if len(text) > MAX_SIZE:
        raise ConfigError("size", str(MAX_SIZE))
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ConfigError("json", f"line {getattr(error, 'lineno', 1)}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ConfigError("format", FORMAT)
    if content.get("version") != VERSION:
        raise ConfigError("version", str(content.get("version")))
    return {section: _entries(content, section) for section in SECTIONS}


def _entries(content: Mapping[str, Any], section: str) -> list[dict[str, Any]]:
    entries = content.get(section, [])
    if not isinstance(entries, list):
        raise ConfigError("section", section)
    seen = set()
    for entry in entries:
        key = entry.get("key") if isinstance(entry, dict) else None
        if not isinstance(key, str) or not key:
            raise ConfigError("key", section)
        if key in seen:
            raise ConfigError("twice", key)
        seen.add(key)
    return entries


def keys(document: Document) -> dict[str, set[str]]:
    """Return the keys of the entries of each section."""
    return {
        section: {entry["key"] for entry in document.get(section, [])}
        for section in SECTIONS
    }


def generations(entries: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return new entries of a section in the rounds in which they are made.

    What a value is carried to comes before where it comes from, and a table
    (``model/table``) before its columns (``model/table/column``).

    >>> entries = [{"key": "crm.lead/x_rows/x_fee"}, {"key": "crm.lead/x_rows"},
    ...     {"key": "crm.lead/x_code", "carry_to": "x_code"}]
    >>> for group in generations(entries):
    ...     [entry["key"] for entry in group]
    ['crm.lead/x_rows']
    ['crm.lead/x_code']
    ['crm.lead/x_rows/x_fee']
    """
    groups: dict[int, list[dict[str, Any]]] = {}
    for entry in entries:
        groups.setdefault(_generation(entry), []).append(entry)
    return [groups[number] for number in sorted(groups)]


def _generation(entry: Mapping[str, Any]) -> int:
    if entry["key"].count("/") > 1:
        return 2
    return 1 if any(word.startswith("carry_to") for word in entry) else 0


def diff(old: Document, new: Document, *, complete: bool = False) -> list[Change]:
    """Return what has to change so that ``old`` says what ``new`` says.

    What only ``old`` has counts when ``new`` is meant to be ``complete``.

    >>> a = {"fields": [{"key": "x", "kind": "char"}, {"key": "y"}]}
    >>> b = {"fields": [{"key": "x", "kind": "text"}, {"key": "z"}]}
    >>> [(c.key, c.name, c.old, c.new) for c in diff(a, b)]
    [('x', 'kind', 'char', 'text'), ('z', '', None, {'key': 'z'})]
    >>> diff(a, b, complete=True)[-1].key
    'y'
    """
    changes: list[Change] = []
    for section in SECTIONS:
        before = {entry["key"]: entry for entry in old.get(section, [])}
        after = {entry["key"]: entry for entry in new.get(section, [])}
        for key in sorted(after):
            changes += _entry_changes(section, before.get(key), after[key])
        if complete:
            gone = (key for key in sorted(before) if key not in after)
            changes += [
                Change(section, key, "", before[key], None)
                for key in gone
                if before[key].get("active", True)
            ]
    return changes


def _entry_changes(
    section: str, old: dict[str, Any] | None, new: dict[str, Any]
) -> list[Change]:
    key = new["key"]
    if old is None:
        return [Change(section, key, "", None, new)]
    names = sorted(old.keys() | new.keys())
    return [
        Change(section, key, name, old.get(name), new.get(name))
        for name in names
        if any(differences.parts(name, old.get(name), new.get(name)))
    ]
