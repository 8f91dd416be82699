"""The mapping file: which sheet fills which model, and how. Described in MAPPING.md."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..clean.values import COERCERS, TRANSFORMS
from ..errors import InputError
from ..tell.words import choose

VERSION = 1


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its titles, its type, and its exact repairs."""

    name: str
    kind: str = "text"
    aliases: tuple[str, ...] = ()
    required: bool = False
    repairs: Mapping[str, str] = field(default_factory=dict)
    vocabulary: tuple[str, ...] = ()
    date_order: str = ""


@dataclass(frozen=True)
class CustomField:
    """A field that the server needs before anything is loaded."""

    name: str
    technical_name: str
    model: str
    kind: str
    relation: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Note:
    """Something worth telling about accepted rows: a column that is empty."""

    column: str
    text: str


@dataclass(frozen=True)
class TargetMap:
    """One kind of record: where its rows come from and how its fields are filled."""

    name: str
    label: str
    model: str
    fields: Mapping[str, Mapping[str, Any]]
    key: Mapping[str, Any]
    sheet: str = ""
    records: tuple[Mapping[str, Any], ...] = ()
    distinct: bool = False
    optional: bool = False
    match: str | tuple[str, ...] = ""
    on_match: str = "link"
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Check:
    """A figure that has to be the same on both sides."""

    name: str
    target: str
    where: Mapping[str, tuple[Any, ...]]
    measure: str
    domain: tuple[Any, ...]
    server_measure: str


@dataclass(frozen=True)
class MappingFile:
    """The whole file, checked."""

    path: Path
    digest: str
    source: str
    title: str
    sheets: Mapping[str, Mapping[str, Column]]
    custom_fields: tuple[CustomField, ...]
    targets: tuple[TargetMap, ...]
    checks: tuple[Check, ...]


def read_mapping(path: Path) -> MappingFile:
    """Read and check the file, or say what is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8")
        raw = json.loads(text)
    except OSError as error:
        raise InputError(f"The mapping {path} cannot be read: {error}.") from error
    except json.JSONDecodeError as error:
        raise InputError(
            f"The mapping {path.name} is not JSON: {error.msg} in line {error.lineno}."
        ) from error
    try:
        return _parse(path, hashlib.sha256(text.encode()).hexdigest(), raw)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"The mapping {path.name} lacks {error}. See scripts/migrate/MAPPING.md."
        ) from error


def _parse(path: Path, digest: str, raw: Any) -> MappingFile:
    if raw["version"] != VERSION:
        raise InputError(
            f"The mapping {path.name} has version {raw['version']}; this script reads "
            f"version {VERSION}."
        )
    mapping = MappingFile(
        path=path,
        digest=digest,
        source=raw["source"],
        title=choose(raw.get("title", raw["source"])),
        sheets={
            sheet: {
                name: _column(name, spec) for name, spec in content["columns"].items()
            }
            for sheet, content in raw["sheets"].items()
        },
        custom_fields=tuple(
            _custom_field(item) for item in raw.get("custom_fields", [])
        ),
        targets=tuple(_target(item) for item in raw["targets"]),
        checks=tuple(_check(item) for item in raw.get("checks", [])),
    )
    _check_names(mapping)
    return mapping


def _column(name: str, raw: Mapping[str, Any]) -> Column:
    kind = raw.get("type", "text")
    if kind not in COERCERS:
        raise InputError(
            f"Column {name}: type {kind} is not one of {', '.join(sorted(COERCERS))}."
        )
    return Column(
        name=name,
        kind=kind,
        aliases=tuple(raw.get("aliases", ())),
        required=raw.get("required", False),
        repairs=raw.get("repairs", {}),
        vocabulary=tuple(raw.get("vocabulary", ())),
        date_order=raw.get("date_order", ""),
    )


def _custom_field(raw: Mapping[str, Any]) -> CustomField:
    return CustomField(
        name=raw["name"],
        technical_name=raw["technical_name"],
        model=raw["model"],
        kind=raw["kind"],
        relation=raw.get("relation", ""),
        options=tuple((item["name"], item["value"]) for item in raw.get("options", [])),
    )


def _target(raw: Mapping[str, Any]) -> TargetMap:
    return TargetMap(
        name=raw["name"],
        label=choose(raw.get("label", raw["name"])),
        model=raw["model"],
        fields=raw["fields"],
        key=raw["key"],
        sheet=raw.get("sheet", ""),
        records=tuple(raw.get("records", ())),
        distinct=raw.get("distinct", False),
        optional=raw.get("optional", False),
        match=_match(raw.get("match", "")),
        on_match=raw.get("on_match", "link"),
        notes=tuple(
            Note(item["empty"], choose(item["text"])) for item in raw.get("notes", [])
        ),
    )


def _match(raw: str | list[str]) -> str | tuple[str, ...]:
    return raw if isinstance(raw, str) else tuple(raw)


def _check(raw: Mapping[str, Any]) -> Check:
    return Check(
        name=choose(raw["name"]),
        target=raw["target"],
        where={name: tuple(values) for name, values in raw.get("where", {}).items()},
        measure=raw.get("measure", "count"),
        domain=tuple(raw.get("domain", ())),
        server_measure=raw.get("server_measure", "__count"),
    )


def _check_names(mapping: MappingFile) -> None:
    """Refuse names that lead nowhere, before a single row is read."""
    names = [target.name for target in mapping.targets]
    for target in mapping.targets:
        columns = _columns_of(mapping, target)
        for name, spec in [*target.fields.items(), ("key", target.key)]:
            place = f"field {name} of target {target.name}"
            _check_spec(mapping, place, spec, columns, names)
        for note in target.notes:
            _must_know(note.column, columns, f"a note of target {target.name}")
    for check in mapping.checks:
        _must_know(check.target, names, f"check “{check.name}”")


def _columns_of(mapping: MappingFile, target: TargetMap) -> list[str]:
    if target.sheet:
        _must_know(target.sheet, list(mapping.sheets), f"target {target.name}")
        return list(mapping.sheets[target.sheet])
    return sorted({name for record in target.records for name in record})


def _check_spec(
    mapping: MappingFile,
    place: str,
    spec: Mapping[str, Any],
    columns: list[str],
    targets: list[str],
) -> None:
    if "column" in spec:
        _must_know(spec["column"], columns, place)
    if "ref" in spec:
        _must_know(spec["ref"], targets, place)
    if "transform" in spec:
        _must_know(spec["transform"], list(TRANSFORMS), place)
    if lookup := spec.get("lookup"):
        _must_know(lookup["sheet"], list(mapping.sheets), place)
        other = list(mapping.sheets[lookup["sheet"]])
        _must_know(lookup["on"], other, place)
        _must_know(lookup["take"], other, place)
    for column in spec.get("when", {}):
        _must_know(column, columns, place)
    if "else" in spec:
        _check_spec(mapping, place, spec["else"], columns, targets)


def _must_know(name: str, known: list[str], place: str) -> None:
    if name not in known:
        raise InputError(
            f"The mapping names “{name}” in {place}, but there is only "
            f"{', '.join(known) or 'nothing'}."
        )
