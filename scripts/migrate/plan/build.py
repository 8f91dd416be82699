"""From clean records to the rows that are sent: payload, or the reason for refusal."""

import graphlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..clean.records import CleanSheet, Proposal, Record, nearest
from ..clean.values import TRANSFORMS, to_datetime
from ..tell.words import say
from .mapping import MappingFile, TargetMap

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
Context = Mapping[str, set[str]]


class RowFaultError(ValueError):
    """A row cannot be used for a target."""


@dataclass
class Row:
    """One row for one target, ready to be sent."""

    target: str
    sheet: str
    row_number: int
    key: str
    payload: dict[str, Any] | None
    error: str = ""

    def as_message(self) -> dict[str, Any]:
        """Return the row as the server takes it."""
        return {
            "target": self.target,
            "sheet": self.sheet,
            "row_number": self.row_number,
            "key": self.key,
            "payload": self.payload,
            "error": self.error or None,
        }


@dataclass
class Plan:
    """All rows in loading order, and what there is to tell about them."""

    rows: list[Row] = field(default_factory=list)
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)
    noted_rows: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


class Builder:
    """Turn records into rows, target by target, knowing the keys seen so far."""

    def __init__(self, mapping: MappingFile, sheets: Mapping[str, CleanSheet]) -> None:
        """Remember where things are; ``build`` does the work."""
        self.mapping = mapping
        self.sheets = sheets
        self.keys: dict[str, set[str]] = {}
        self.plan = Plan()
        self._lookups: dict[tuple[str, str, str], dict[Any, Any]] = {}

    def build(self, targets: Sequence[TargetMap]) -> Plan:
        """Return the plan for those targets that the server has."""
        for target in targets:
            self.keys[target.name] = set()
            rows = self._rows_of(target)
            self._refuse_unknown(target, rows)
            self.plan.rows.extend(_parents_first(target, rows))
        return self.plan

    def _records_of(self, target: TargetMap) -> list[Record]:
        if target.sheet:
            return self.sheets[target.sheet].records
        return [
            Record("", number, dict(values))
            for number, values in enumerate(target.records, 1)
        ]

    def _rows_of(self, target: TargetMap) -> list[Row]:
        rows = []
        seen: dict[str, int] = {}
        for record in self._records_of(target):
            row = self._row(target, record)
            if row.key in seen and row.key:
                if target.distinct:
                    continue
                row.payload = None
                row.error = say(
                    "{key} is already in row {row}", key=row.key, row=seen[row.key]
                )
            elif row.key:
                # also a refused row: an earlier run may have loaded its record
                seen[row.key] = record.row_number
                self.keys[target.name].add(row.key)
            self._take_notes(target, record, row)
            rows.append(row)
        return rows

    def _row(self, target: TargetMap, record: Record) -> Row:
        key = self._value(target.key, record)
        row = Row(target.name, record.sheet, record.row_number, str(key or ""), None)
        if record.faults:
            row.error = "; ".join(record.faults)
        elif not row.key:
            row.error = say("the key is empty")
        else:
            try:
                row.payload = self._payload(target, record)
            except RowFaultError as error:
                row.error = str(error)
        return row

    def _payload(self, target: TargetMap, record: Record) -> dict[str, Any]:
        payload = {}
        for name, spec in target.fields.items():
            value = self._value(spec, record)
            if value is not None:
                payload[name] = value
        return payload

    def _value(self, spec: Mapping[str, Any], record: Record) -> Any:
        """Return the value a field specification gives for a record, or nothing."""
        if not _applies(spec.get("when", {}), record):
            return self._otherwise(spec, record)
        value = self._raw_value(spec, record)
        if "map" in spec and value is not None:
            value = spec["map"].get(value, spec.get("default"))
        if value is None or value == "" or (spec.get("zero_is_empty") and value == 0):
            return self._otherwise(spec, record)
        if transform := spec.get("transform"):
            value = TRANSFORMS[transform](str(value))
        if spec.get("type") == "datetime":
            value = to_datetime(value, spec.get("at", "12:00:00"))
        return value

    def _otherwise(self, spec: Mapping[str, Any], record: Record) -> Any:
        if "else" in spec:
            return self._value(spec["else"], record)
        return spec.get("default") if "map" not in spec else None

    def _raw_value(self, spec: Mapping[str, Any], record: Record) -> Any:
        if "value" in spec:
            return spec["value"]
        if "template" in spec:
            return _fill(spec["template"], record)
        value = record.values.get(spec["column"])
        if value is not None and "lookup" in spec:
            return self._look_up(spec["lookup"], value)
        return value

    def _look_up(self, lookup: Mapping[str, str], value: Any) -> Any:
        place = (lookup["sheet"], lookup["on"], lookup["take"])
        if place not in self._lookups:
            self._lookups[place] = {
                record.values[lookup["on"]]: record.values[lookup["take"]]
                for record in self.sheets[lookup["sheet"]].records
            }
        table = self._lookups[place]
        if value not in table:
            raise RowFaultError(
                _unknown(
                    value,
                    lookup["on"],
                    table,
                    say("sheet {sheet}", sheet=lookup["sheet"]),
                )
            )
        return table[value]

    def _refuse_unknown(self, target: TargetMap, rows: list[Row]) -> None:
        """Refuse rows that name a record which neither file nor mapping has."""
        references = {
            name: spec["ref"] for name, spec in target.fields.items() if "ref" in spec
        }
        unknown: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            for name, other in references.items():
                value = (row.payload or {}).get(name)
                if value and value not in self.keys.get(other, set()):
                    unknown[row.sheet, name, value] += 1
                    column = target.fields[name].get("column", name)
                    row.error = _unknown(value, column, self.keys[other], other)
                    row.payload = None
        for (sheet, name, value), count in unknown.items():
            if near := nearest(value, self.keys[references[name]]):
                column = target.fields[name].get("column", name)
                self.plan.proposals.append(Proposal(sheet, column, value, near, count))

    def _take_notes(self, target: TargetMap, record: Record, row: Row) -> None:
        if row.error:
            return
        for note in target.notes:
            if record.values.get(note.column) is None:
                self.plan.notes[target.label, note.text] += 1
                place = (record.sheet, record.row_number)
                self.plan.noted_rows.setdefault(place, []).append(note.text)


def _applies(when: Mapping[str, Sequence[Any]], record: Record) -> bool:
    return all(record.values.get(column) in values for column, values in when.items())


def _fill(template: str, record: Record) -> str:
    """Fill ``{a|b}`` with the first of the columns that is not empty."""

    def replace(found: re.Match[str]) -> str:
        for name in found[1].split("|"):
            value = record.values.get(name.strip())
            if value is not None:
                return str(value)
        return ""

    return PLACEHOLDER.sub(replace, template).strip()


def _unknown(value: Any, name: str, known: Iterable[Any], place: str) -> str:
    near = nearest(str(value), (str(item) for item in known))
    hint = say("; did you mean “{near}”?", near=near) if near else ""
    fault = say("“{value}” is not in {place}", value=value, place=place) + hint
    return say("{column}: {fault}", column=name, fault=fault)


def _parents_first(target: TargetMap, rows: list[Row]) -> list[Row]:
    """Order rows that name rows of the same target behind those."""
    own = [
        name for name, spec in target.fields.items() if spec.get("ref") == target.name
    ]
    if not own:
        return rows
    by_key = {row.key: row for row in rows if row.payload is not None}
    needs = {
        row.key: {row.payload[name] for name in own if row.payload.get(name)}
        for row in by_key.values()
        if row.payload is not None
    }
    try:
        ordered = list(graphlib.TopologicalSorter(needs).static_order())
    except graphlib.CycleError:
        return rows  # the server names the rows that go round in a circle
    rest = [row for row in rows if row.payload is None]
    return [by_key[key] for key in ordered if key in by_key] + rest


def relation_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the server has to resolve a field.

    >>> relation_of({"column": "account", "ref": "contacts"})
    {'kind': 'key', 'target': 'contacts'}
    >>> relation_of({"column": "name"})
    {'kind': 'value'}
    """
    many = {"many": True} if spec.get("many") else {}
    if "ref" in spec:
        return {"kind": "key", "target": spec["ref"], **many}
    if find := spec.get("find"):
        return {"kind": "find", **find, **many}
    if spec.get("xmlid"):
        return {"kind": "xmlid", **many}
    return {"kind": "value"}


def declare(targets: Sequence[TargetMap]) -> list[dict[str, Any]]:
    """Return the declaration of the targets as the server takes it."""
    return [
        {
            "name": target.name,
            "model": target.model,
            "match": target.match,
            "on_match": target.on_match,
            "fields": {name: relation_of(spec) for name, spec in target.fields.items()},
        }
        for target in targets
    ]
