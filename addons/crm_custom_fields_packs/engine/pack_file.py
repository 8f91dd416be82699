"""What a shipped pack says besides its set-up, and how set-ups become comparable.

>>> header('{"pack": {"version": 2}, "format": "crm_custom_fields"}')["version"]
2
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

Document = dict[str, list[dict[str, Any]]]

_LANGUAGE = re.compile(r"[a-z]{2,3}_[A-Z]{2}")
_DAY = re.compile(r"today(?:([+-]\d{1,4}))?( \d\d:\d\d)?")


def header(text: str) -> dict[str, Any]:
    """Return what the file says about the pack itself."""
    pack = json.loads(text).get("pack")
    return pack if isinstance(pack, dict) else {}


def spoken(value: Any, languages: Collection[str]) -> Any:
    """Return ``value`` without the texts in languages that nobody here reads.

    Nor with those that say the same as the English one: a set-up has none.

    >>> spoken({"name": {"en_US": "A", "zh_CN": "甲"}, "sequence": 1}, ["en_US"])
    {'name': {'en_US': 'A'}, 'sequence': 1}
    >>> spoken({"en_US": "RoHS", "zh_CN": "RoHS"}, ["en_US", "zh_CN"])
    {'en_US': 'RoHS'}
    """
    if isinstance(value, list):
        return [spoken(item, languages) for item in value]
    if not isinstance(value, dict):
        return value
    source = value.get("en_US")
    return {
        name: spoken(item, languages)
        for name, item in value.items()
        if not _LANGUAGE.fullmatch(name)
        or (name in languages and (name == "en_US" or item != source))
    }


def part(document: Document, keys: dict[str, set[str]]) -> Document:
    """Return the entries of ``document`` that ``keys`` names."""
    return {
        section: [entry for entry in document[section] if entry["key"] in keys[section]]
        for section in document
    }


def unite(documents: Iterable[Document]) -> Document:
    """Return one set-up for several packs: what they share serves all of them.

    >>> one = {"fields": [{"key": "a", "profiles": ["x"]}]}
    >>> two = {"fields": [{"key": "a", "profiles": ["y"], "sequence": 9}]}
    >>> unite([one, two])["fields"]
    [{'key': 'a', 'profiles': ['x', 'y']}]
    """
    united: dict[str, dict[str, Any]] = {}
    for document in documents:
        for section, entries in document.items():
            section_united = united.setdefault(section, {})
            for entry in entries:
                known = section_united.setdefault(entry["key"], dict(entry))
                served = {*known.get("profiles", ()), *entry.get("profiles", ())}
                if served:
                    known["profiles"] = sorted(served)
    return {section: list(entries.values()) for section, entries in united.items()}


def without(document: Document, known: dict[str, set[str]]) -> Document:
    """Return the entries of ``document`` that ``known`` does not name."""
    return {
        section: [e for e in document[section] if e["key"] not in known[section]]
        for section in document
    }


def day(text: str, today: date) -> str:
    """Return a day of a sample record, which counts from today.

    >>> day("today+7", date(2026, 1, 30)), day("today-1 19:00", date(2026, 1, 1))
    ('2026-02-06', '2025-12-31 19:00:00')
    >>> day("2026-01-01", date(2026, 1, 30))
    '2026-01-01'
    """
    found = _DAY.fullmatch(text)
    if not found:
        return text
    shifted = today + timedelta(days=int(found[1] or 0))
    return f"{shifted}{found[2]}:00" if found[2] else str(shifted)
