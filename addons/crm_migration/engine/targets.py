"""The declaration sent with a run: which model, which fields, how resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("value", "key", "find", "xmlid")
ON_MATCH = ("link", "update")


class TargetError(ValueError):
    """The declaration of a target cannot be used."""


@dataclass(frozen=True)
class Relation:
    """How one field's raw value becomes something the ORM takes.

    ``value`` goes through as it is, ``key`` names a row of another target,
    ``find`` is a value of a field of an existing record, ``xmlid`` an external id.
    """

    kind: str = "value"
    target: str = ""
    model: str = ""
    by: str = "name"
    lang: str = ""
    many: bool = False


@dataclass(frozen=True)
class Target:
    """One kind of record that a run fills."""

    name: str
    model: str
    sequence: int = 0
    fields: Mapping[str, Relation] = field(default_factory=dict)
    match: tuple[str, ...] = ()
    on_match: str = "link"


def parse_targets(raw: Any) -> dict[str, Target]:
    """Check the declaration as a whole and return it by name.

    >>> found = parse_targets([{"name": "contacts", "model": "res.partner"}])
    >>> found["contacts"].model
    'res.partner'
    >>> parse_targets([{"name": "a", "model": "m"}, {"name": "a", "model": "m"}])
    Traceback (most recent call last):
    ...
    engine.targets.TargetError: target a is declared twice
    """
    if not isinstance(raw, list) or not raw:
        raise TargetError("no target is declared")
    found: dict[str, Target] = {}
    for sequence, item in enumerate(raw):
        target = _parse_target(item, sequence)
        if target.name in found:
            raise TargetError(f"target {target.name} is declared twice")
        found[target.name] = target
    _check_references(found)
    return found


def _parse_target(raw: Any, sequence: int) -> Target:
    if not isinstance(raw, Mapping):
        raise TargetError(f"target number {sequence + 1} is not an object")
    name, model = raw.get("name"), raw.get("model")
    if not isinstance(name, str) or not isinstance(model, str) or not name or not model:
        raise TargetError(f"target number {sequence + 1} needs a name and a model")
    fields = raw.get("fields", {})
    if not isinstance(fields, Mapping):
        raise TargetError(f"the fields of target {name} are not an object")
    on_match = raw.get("on_match", "link")
    if on_match not in ON_MATCH:
        raise TargetError(f"target {name}: on_match is one of {', '.join(ON_MATCH)}")
    return Target(
        name=name,
        model=model,
        sequence=sequence,
        fields={key: _parse_relation(name, key, spec) for key, spec in fields.items()},
        match=_parse_match(name, raw.get("match") or []),
        on_match=on_match,
    )


def _parse_match(target: str, raw: Any) -> tuple[str, ...]:
    names = [raw] if isinstance(raw, str) else raw
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise TargetError(f"match of target {target} is a field or a list of fields")
    return tuple(names)


def _parse_relation(target: str, name: str, raw: Any) -> Relation:
    if not isinstance(raw, Mapping):
        raise TargetError(f"field {name} of target {target} is not an object")
    kind = raw.get("kind", "value")
    if kind not in KINDS:
        raise TargetError(
            f"field {name} of target {target}: kind is one of {', '.join(KINDS)}"
        )
    if kind == "key" and not raw.get("target"):
        raise TargetError(f"field {name} of target {target} names no target")
    if kind == "find" and not raw.get("model"):
        raise TargetError(f"field {name} of target {target} names no model")
    return Relation(
        kind=kind,
        target=str(raw.get("target", "")),
        model=str(raw.get("model", "")),
        by=str(raw.get("by", "name")),
        lang=str(raw.get("lang", "")),
        many=bool(raw.get("many", False)),
    )


def _check_references(targets: Mapping[str, Target]) -> None:
    for target in targets.values():
        for name, relation in target.fields.items():
            if relation.kind != "key":
                continue
            other = targets.get(relation.target)
            if other is None:
                raise TargetError(
                    f"field {name} of target {target.name} names the unknown target "
                    f"{relation.target}"
                )
            if other.sequence > target.sequence:
                raise TargetError(
                    f"target {target.name} needs {other.name}, which is loaded later"
                )
