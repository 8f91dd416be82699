"""What the gate looks at when records change: put ready once, asked at each write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from .rights import hidden
from .spec import NEVER_LOCKED, ChainSpec


@dataclass(frozen=True, slots=True)
class Lines:
    """A change of lines that the gate must look at: of the records they belong to."""

    parent_field: str
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Watch:
    """What the gate must look at when records of one model change.

    ``names``: every field that matters, of the records and of lines they are.
    ``held``: what steps say something about while they wait, ``hidden`` among them.
    """

    fields: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    lines: tuple[Lines, ...] = ()
    names: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ToCheck:
    """The chains that a change can break, and whether a request can hold on to it.

    ``groups``: chains for the same place stand together, so that one look tells
    whether any of them concerns a record.
    """

    groups: tuple[tuple[ChainSpec, ...], ...] = ()
    holds: bool = True


def watch(
    specs: Collection[ChainSpec] = (),
    lines: Collection[Lines] = (),
    rights: Collection[Mapping[str, str]] = (),
    older: Collection[ChainSpec] = (),
) -> Watch:
    """Return what the chains of a model, and those over it as lines, look at.

    :param rights: what steps say of fields that their chains do not test
    :param older: versions that only requests in flight still follow: what they test is
        locked for these

    >>> sorted(watch([], [Lines("order_id", frozenset({"price"}))]).names)
    ['price']
    >>> cost = watch(rights=[{"cost": "hidden"}])
    >>> sorted(cost.fields), sorted(cost.held), sorted(cost.hidden)
    (['cost'], ['cost'], ['cost'])
    """
    held = frozenset(name for step in rights for name in step)
    fields = held.union(
        *(spec.watched | spec.locked for spec in specs),
        *(spec.locked for spec in older),
    )
    return Watch(
        fields=fields,
        moved=frozenset[str]().union(*(spec.moved for spec in specs)),
        events=frozenset(spec.event for spec in specs if spec.event),
        lines=tuple(lines),
        names=fields.union(*(line.fields for line in lines)),
        held=held,
        hidden=hidden(rights),
    )


def to_check(
    specs: Iterable[ChainSpec], changed: frozenset[str] | None = None
) -> ToCheck:
    """Return what a change of these fields, or of anything, has to be held against.

    The scoring of opportunities changes their probability with any field that it has
    learnt from: most writes come by here, and most chains do not mind.

    >>> from .spec import from_definition
    >>> specs = [from_definition(n, n, {"target": "won", "amount": n}) for n in (1, 2)]
    >>> found = to_check(specs, frozenset({"probability"}))
    >>> [len(group) for group in found.groups], found.holds
    ([2], False)
    >>> to_check(specs, frozenset({"phone"})).groups
    ()
    """
    specs = list(specs)
    if changed is None:
        return ToCheck(_grouped(specs))
    touched = [spec for spec in specs if spec.is_touched_by(changed)]
    holds = bool(changed - NEVER_LOCKED) or any(
        not spec.locked.isdisjoint(changed) for spec in touched
    )
    return ToCheck(_grouped(touched), holds)


def _grouped(specs: Iterable[ChainSpec]) -> tuple[tuple[ChainSpec, ...], ...]:
    found: dict[tuple[object, ...], list[ChainSpec]] = {}
    for spec in specs:
        place = spec.company_id, spec.target, spec.stage_ids, spec.event
        found.setdefault(place, []).append(spec)
    return tuple(map(tuple, found.values()))
