"""Brings a newer shipped set-up into one that people have changed since.

Three texts meet: what was shipped before (*old*), what is shipped now (*new*)
and what is there (*local*). What only the shipper changed is taken; what the
people changed stays theirs, and is told.

>>> old = {"fields": [{"key": "a", "name": {"en_US": "A"}, "sequence": 1}]}
>>> new = {"fields": [{"key": "a", "name": {"en_US": "B"}, "sequence": 2}]}
>>> local = {"fields": [{"key": "a", "name": {"en_US": "Mine"}, "sequence": 1}]}
>>> merged, steps = merge(old, new, local)
>>> merged["fields"]
[{'key': 'a', 'name': {'en_US': 'Mine'}, 'sequence': 2}]
>>> [(step.path, step.state) for step in steps]
[('name/en_US', 'kept'), ('sequence', 'changed')]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .config.config_file import SECTIONS, Document
from .config.differences import is_keyed, keyed, name_of

Entry = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One difference and what becomes of it.

    *added*, *changed*, *removed*: the new text is taken. *kept*: both sides
    changed, the local one stays. *local*: only people changed it.
    """

    section: str
    key: str
    path: str
    state: str
    old: Any = None
    new: Any = None
    local: Any = None


def merge(old: Document, new: Document, local: Document) -> tuple[Document, list[Step]]:
    """Return what the set-up should say, and the steps that lead there.

    Only entries that have to change are in the result.
    """
    merged: Document = {section: [] for section in SECTIONS}
    steps: list[Step] = []
    for section in SECTIONS:
        texts = [_by_key(document, section) for document in (old, new, local)]
        for key in sorted(set(texts[0]) | set(texts[1])):
            versions = [text.get(key) for text in texts]
            entry, found = _entry(section, key, *versions)
            steps += found
            if entry is not None and entry != versions[2]:
                merged[section].append(entry)
    return merged, steps


def _by_key(document: Document, section: str) -> dict[str, Entry]:
    return {entry["key"]: entry for entry in document.get(section, [])}


def _entry(
    section: str, key: str, old: Entry | None, new: Entry | None, local: Entry | None
) -> tuple[Entry | None, list[Step]]:
    if new is None:
        return _removed(section, key, old or {}, local)
    if local is None:
        if old is None:
            return new, [Step(section, key, "", "added", None, new)]
        return None, [Step(section, key, "", "local", old, new)]
    if old is None:
        if _same(local, new) and not local.get("active", True):
            return {**local, "active": True}, [
                Step(section, key, "", "added", None, new)
            ]
        old = new  # there already, perhaps of another origin: it stays as it is
    steps: list[Step] = []
    merged = _value(_Place(section, key, steps), "", old, new, local)
    return merged, steps


def _removed(
    section: str, key: str, old: Entry, local: Entry | None
) -> tuple[Entry | None, list[Step]]:
    if local is None or not local.get("active", True):
        return None, []
    if _same(local, old) and "active" in old:
        return {**local, "active": False}, [Step(section, key, "", "removed", old)]
    return None, [Step(section, key, "", "kept", old, None, local)]


def _same(one: Entry, other: Entry) -> bool:
    return {**one, "active": True} == {**other, "active": True}


@dataclass(frozen=True)
class _Place:
    section: str
    key: str
    steps: list[Step]


def _value(place: _Place, path: str, old: Any, new: Any, local: Any) -> Any:
    values = (old, new, local)
    if path and None in (new, local) and any(name_of(value) for value in values):
        return _option(place, path, *values)
    if any(isinstance(value, dict) for value in values):
        return _mapping(place, path, *(_dict(value) for value in values))
    if any(is_keyed(value) for value in values):
        items = _mapping(place, path, *(keyed(value) for value in values))
        return list(items.values())
    if local not in (old, new):
        state = "local" if old == new else "kept"
        place.steps.append(Step(place.section, place.key, path, state, *values))
        return local
    if old != new and local == old:
        place.steps.append(Step(place.section, place.key, path, "changed", *values))
    return new


def _option(place: _Place, path: str, old: Any, new: Any, local: Any) -> Any:
    """Take a new option as a whole; keep what is here: records may have it."""
    is_new = old is None and local is None
    is_ours = (old is None) != (local is None) and (new or local)
    if is_new or is_ours:
        state = "changed" if is_new else "local"
        place.steps.append(Step(place.section, place.key, path, state, old, new, local))
    return new if is_new else local


def _mapping(
    place: _Place,
    path: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    local: Mapping[str, Any],
) -> dict[str, Any]:
    merged = {}
    for name in dict.fromkeys([*new, *local, *old]):
        deeper = f"{path}/{name}" if path else name
        value = _value(place, deeper, old.get(name), new.get(name), local.get(name))
        if value is not None:
            merged[name] = value
    return merged


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
