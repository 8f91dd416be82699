"""A published chain as the gate reads it: plain, frozen, cheap to compare."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .conditions import Condition, from_json


@dataclass(frozen=True, slots=True)
class Target:
    """What a kind of chain protects, in terms of values.

    ``tested``: values that a grant is given for. ``watch``: fields whose change can
    lead there. ``state``: fields that wait with the request. ``moved``: the target is
    not a state but a move away from what was agreed (the baseline).
    """

    tested: frozenset[str] = frozenset()
    watch: frozenset[str] = frozenset()
    state: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()


def _fields(text: str) -> frozenset[str]:
    return frozenset(text.split())


# "is_won" and "is_lost" follow from other values: tested, never written.
# Probability is watched for won: a stage that becomes a won stage writes it.
TARGETS: Mapping[str, Target] = {
    "won": Target(
        _fields("is_won"), _fields("stage_id probability"), _fields("stage_id")
    ),
    "stage": Target(_fields("stage_id"), _fields("stage_id"), _fields("stage_id")),
    "lost": Target(
        _fields("is_lost"),
        _fields("active probability"),
        _fields("active probability lost_reason_id"),
    ),
    "archive": Target(_fields("active"), _fields("active"), _fields("active")),
    "reassign": Target(*[_fields("user_id team_id")] * 4),
    "convert": Target(*[_fields("type")] * 4),
    "value": Target(),
    "delete": Target(),
    "merge": Target(),
    "method": Target(),
}
# Targets that are something done to a record, not a state it could stand in.
EVENTS: Mapping[str, str] = {"delete": "unlink", "merge": "merge"}
CALL = "call"  # of a method that a chain names
LEAD = "crm.lead"
ALWAYS_TESTED = frozenset({"company_id", "expected_revenue"})
# A pending request also keeps the record in use; the probability follows from much
# that does not concern the approver.
ALWAYS_LOCKED = frozenset({"active"})
NEVER_LOCKED = frozenset({"probability", "lost_reason_id"})
# Not written when a lead is created outside the state it asks for.
STATE_FIELDS = TARGETS["won"].state | TARGETS["lost"].state


def call_event(method: str) -> str:
    """Return what it is to call a method.

    >>> call_event("action_go")
    'call action_go'
    """
    return f"{CALL} {method}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands, as far as targets look at it.

    ``event``: what is about to be done to it, empty for a mere state.
    """

    company_id: int
    stage_id: int = 0
    is_won: bool = False
    is_lost: bool = False
    active: bool = True
    event: str = ""


@dataclass(frozen=True, slots=True)
class ChainSpec:
    """One published chain: which state, under which condition, tested on what."""

    chain_id: int
    version_id: int
    published_on: str
    company_id: int
    target: str
    stage_ids: frozenset[int]
    domain: str
    amount: float
    currency_id: int
    fields: frozenset[str]
    conditions: tuple[Condition, ...] = ()
    model: str = LEAD
    always: frozenset[str] = ALWAYS_TESTED
    amount_field: str = "expected_revenue"
    currency_field: str = ""
    people: frozenset[str] = TARGETS["reassign"].tested
    method: str = ""
    button: str = ""

    @property
    def goal(self) -> Target:
        """What this chain protects, in fields of its model."""
        if self.target == "reassign":
            return Target(*[self.people] * 4)
        return TARGETS[self.target]

    @property
    def event(self) -> str:
        """What is protected from being done; empty if a state is protected.

        >>> from_definition(1, 1, {"target": "delete"}).event
        'unlink'
        >>> from_definition(1, 1, {"target": "won"}).event
        ''
        >>> from_definition(1, 1, {"target": "method", "method": "action_go"}).event
        'call action_go'
        """
        if self.target == "method":
            return call_event(self.method)
        return EVENTS.get(self.target, "")

    @property
    def measured(self) -> frozenset[str]:
        """What lines add up to, as tested values."""
        return frozenset(line.measured for line in self.conditions if line.lines)

    @property
    def tested(self) -> frozenset[str]:
        """The values a grant is given for."""
        return self.fields | self.always | self.goal.tested | self.measured

    @property
    def watched(self) -> frozenset[str]:
        """The fields whose change can bring a record into the state."""
        lines = {line.lines for line in self.conditions if line.lines}
        return self.fields | self.always | self.goal.watch | lines

    @property
    def locked(self) -> frozenset[str]:
        """The values that stand still while a request is pending."""
        waits = self.goal.state - NEVER_LOCKED
        return self.fields | self.always | ALWAYS_LOCKED | waits | self.measured

    def is_touched_by(self, changed: Collection[str]) -> bool:
        """Tell whether a change of these fields can break this chain.

        >>> spec = from_definition(1, 1, {"target": "stage"})
        >>> spec.is_touched_by({"stage_id"}), spec.is_touched_by({"probability"})
        (True, False)
        """
        return not (self.watched | self.locked).isdisjoint(changed)

    @property
    def proposable(self) -> frozenset[str]:
        """The fields that wait with the request instead of being written."""
        return self.fields | self.always | self.goal.state

    @property
    def states(self) -> frozenset[str]:
        """The fields that say in which state a record of the model is."""
        return STATE_FIELDS if self.model == LEAD else ALWAYS_LOCKED

    @property
    def deferred(self) -> frozenset[str]:
        """The fields without which a record can be created and ask afterwards."""
        return self.states | (self.proposable if self.target == "value" else set())

    @property
    def moved(self) -> frozenset[str]:
        """The fields that are compared with what was agreed."""
        changes = {line.field for line in self.conditions if line.kind == "change"}
        return self.goal.moved | changes

    def accepts_history(self, chain_id: int, since: str) -> bool:
        """Tell whether a row of history speaks for this chain.

        Publishing a chain records whatever stands there at that moment; what a
        migration brought in before has had its row then, if it still stood there.

        >>> spec = from_definition(1, 1, {"target": "won"}, "2026-05-01 00:00:00")
        >>> spec.accepts_history(1, "2020-01-01 00:00:00")
        True
        >>> spec.accepts_history(0, "2026-06-01 00:00:00")
        True
        >>> spec.accepts_history(0, "2026-04-01 00:00:00")
        False
        """
        return chain_id == self.chain_id or (
            not chain_id and since >= self.published_on
        )

    def concerns(self, place: Place) -> bool:
        """Tell whether a record there stands in the protected state.

        A record without a company is judged by the chains of all companies:
        emptying the company must not be a way out.

        >>> spec = from_definition(1, 1, {"target": "won", "company_id": 5})
        >>> from dataclasses import replace
        >>> won = Place(5, 9, is_won=True, is_lost=False, active=True)
        >>> spec.concerns(won), spec.concerns(replace(won, company_id=6))
        (True, False)
        >>> spec.concerns(replace(won, company_id=0))
        True
        >>> spec.concerns(replace(won, is_won=False))
        False
        """
        if self.company_id and place.company_id not in (0, self.company_id):
            return False
        if place.event or self.event:
            return place.event == self.event
        return {
            "won": place.is_won,
            "lost": place.is_lost,
            "stage": place.stage_id in self.stage_ids,
            "archive": not place.active,
        }.get(self.target, True)


@lru_cache(maxsize=1024)
def parse_domain(text: str) -> tuple[Any, ...]:
    """Read a stored filter: literals only, nothing is evaluated.

    >>> parse_domain("[('type', '=', 'lead')]")
    (('type', '=', 'lead'),)
    >>> parse_domain("")
    ()
    """
    return tuple(ast.literal_eval(text or "[]"))


def from_definition(
    chain_id: int,
    version_id: int,
    definition: Mapping[str, Any],
    published_on: str = "",
) -> ChainSpec:
    """Read the frozen JSON of a chain version."""
    return ChainSpec(
        chain_id=chain_id,
        version_id=version_id,
        published_on=published_on,
        company_id=definition.get("company_id") or 0,
        target=definition["target"],
        stage_ids=frozenset(definition.get("stage_ids") or ()),
        domain=definition.get("domain") or "[]",
        amount=definition.get("amount") or 0.0,
        currency_id=definition.get("currency_id") or 0,
        fields=frozenset(definition.get("fields") or ()),
        conditions=tuple(map(from_json, definition.get("conditions") or ())),
        model=definition.get("res_model") or LEAD,
        always=frozenset(definition.get("always", ALWAYS_TESTED)),
        amount_field=definition.get("amount_field", "expected_revenue") or "",
        currency_field=definition.get("currency_field") or "",
        people=frozenset(definition.get("people", TARGETS["reassign"].tested)),
        method=definition.get("method") or "",
        button=definition.get("method_label") or "",
    )


def step_name(definition: Mapping[str, Any], lang: str | None) -> str:
    """Name a frozen step in the language of the reader.

    >>> step = {"name": "Manager", "names": {"de_DE": "Leitung"}}
    >>> step_name(step, "de_DE"), step_name(step, None), step_name({"name": "A"}, "x")
    ('Leitung', 'Manager', 'A')
    """
    name: str = definition.get("names", {}).get(lang, definition["name"])
    return name
