"""Rules compiled from data: what a record has to fulfil, and when.

Nothing here knows a database: a rule looks at the *facts* of one record, a
mapping from field name to a plain value (a many2one is its id or False).
Conditions on linked records, and rules about several records, are decided by
the caller, who can ask.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from .expression import expression as domain_expression
from .expression import field_names, names_behind
from .judges import JUDGES, Facts
from .pairs import Meeting, Pairing

# Judged on the values of one record, here. The others need the old values
# ("readonly", "transition") or the database ("limit", "rows", "clash", or links
# "allowed").
ON_VALUES = ("required", "allowed", "format", "range", "compare", "forbid")
# What a record can break as it is, without any change.
ON_STATE = (*ON_VALUES, "limit", "rows", "clash")
# Says in a form that a required number has to differ from 0. The web client of
# Odoo never calls a number missing; ours does where it reads this (not_zero.js).
NOT_ZERO = "'not zero'"
MODIFIERS = {"required": "required", "readonly": "readonly", "hidden": "invisible"}


@dataclass(frozen=True)
class Rule:
    """One demand on ``fields`` while the record is within the rule's scope.

    An empty scope does not restrict: no stages means every stage.
    """

    id: int
    fields: tuple[str, ...]
    effect: str = "required"
    severity: str = "block"
    starts: date | None = None
    stage_ids: frozenset[int] = frozenset()
    has_stage: bool = False
    team_ids: frozenset[int] = frozenset()
    company_id: int = 0
    lead_type: str = ""
    profile_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()
    except_group_ids: frozenset[int] = frozenset()
    condition: tuple[Any, ...] = ()
    zero_is_filled: bool = False
    allowed: frozenset[str] = frozenset()
    allowed_domain: tuple[Any, ...] = ()
    format: str = ""
    pattern: re.Pattern[str] | None = None
    low: Any = None
    high: Any = None
    operator: str = ""
    other: str = ""
    from_stage_ids: frozenset[int] = frozenset()
    to_stage_ids: frozenset[int] = frozenset()
    limit: int = 0
    pairing: Pairing | None = None
    # Told of one record that breaks the rule: by which rows, and whether the user
    # may read the record that has the other ones.
    met: tuple[Meeting, ...] = ()
    is_seen: bool = True
    # The link to the record that a row of a table belongs to: it has the stage,
    # team, company, type and profile that put the row in scope.
    head: str = ""

    @property
    def scope_fields(self) -> tuple[str, ...]:
        """Names of the fields that decide whether the rule applies."""
        scope = (
            ("stage_id", self.has_stage),
            ("team_id", bool(self.team_ids)),
            ("company_id", bool(self.company_id)),
            ("type", bool(self.lead_type)),
            ("crm_profile_id", bool(self.profile_ids)),
        )
        return tuple(name for name, used in scope if used)

    @property
    def read_fields(self) -> tuple[str, ...]:
        """Names of the fields that have to be read to judge a record."""
        other = (self.other,) if self.other else ()
        paired = (self.pairing.read_field,) if self.pairing else ()
        scope = self.scope_fields
        if self.head:
            scope = (self.head,) if scope else ()
        return (*self.fields, *other, *paired, *scope)

    @cached_property
    def watched(self) -> frozenset[str]:
        """Names of the fields whose change can break the rule."""
        return frozenset(self.read_fields) | field_names(self.condition)

    @cached_property
    def head_watched(self) -> frozenset[str]:
        """Names of the fields of the head whose change can break the rule.

        >>> rule = Rule(1, ("x_a",), condition=(("x_up.state", "=", 1),), head="x_up")
        >>> sorted(rule.head_watched)
        ['state']
        """
        if not self.head:
            return frozenset()
        return frozenset(self.scope_fields) | names_behind(self.condition, self.head)

    def binds(self, groups: frozenset[int] | None) -> bool:
        """Tell whether the rule binds a user with these groups.

        None stands for nobody in particular, whom every rule binds.

        >>> rule = Rule(1, ("x_a",), group_ids=frozenset({7}))
        >>> rule.binds(frozenset({7, 8})), rule.binds(frozenset({8})), rule.binds(None)
        (True, False, True)
        """
        if groups is None:
            return True
        is_member = not self.group_ids or not self.group_ids.isdisjoint(groups)
        return is_member and self.except_group_ids.isdisjoint(groups)

    def in_scope(self, facts: Facts) -> bool:
        """Tell whether stage, team, company and type put the record in scope."""
        return (
            (not self.has_stage or facts["stage_id"] in self.stage_ids)
            and (not self.team_ids or facts["team_id"] in self.team_ids)
            and (not self.company_id or facts["company_id"] == self.company_id)
            and (not self.lead_type or facts["type"] == self.lead_type)
            and (not self.profile_ids or facts["crm_profile_id"] in self.profile_ids)
        )

    def broken(self, facts: Facts) -> tuple[str, ...]:
        """Return the fields of a record in scope that break the rule."""
        judge = JUDGES.get(self.effect)
        if judge is None:
            return ()
        return tuple(name for name in self.fields if judge(self, facts, name))

    def expression(self, known: Mapping[str, str], served: str = "") -> str | None:
        """Return the scope as an expression that the form evaluates live.

        ``known`` maps field names to their types. What a form cannot evaluate
        it looks up in ``served``, a field with the ids of the rules whose
        condition holds, told by the server; without one the answer is None.

        >>> Rule(1, ("x_a",), stage_ids=frozenset({3, 1}), has_stage=True).expression(
        ...     {"stage_id": "many2one"})
        'stage_id in [1, 3]'
        >>> rule = Rule(1, ("x_a",), condition=(("a.b", "=", 1),))
        >>> rule.expression({"a": "many2one"}, "held")
        '1 in (held or [])'
        """
        parts = {
            "stage_id": f"in {sorted(self.stage_ids)}",
            "team_id": f"in {sorted(self.team_ids)}",
            "company_id": f"== {self.company_id}",
            "type": f"== '{self.lead_type}'",
            "crm_profile_id": f"in {sorted(self.profile_ids)}",
        }
        head = "parent." if self.head else ""  # so the client calls it
        used = [f"{head}{name} {parts[name]}" for name in self.scope_fields]
        if self.condition:
            condition = domain_expression(self.condition, known)
            if condition is None and served:
                condition = f"{self.id} in ({served} or [])"
            if condition is None:
                return None
            used.append(condition)
        return " and ".join(used) or "True"


@dataclass(frozen=True)
class Program:
    """Every active rule of one model."""

    rules: tuple[Rule, ...]

    @cached_property
    def watched(self) -> frozenset[str]:
        """Names of the fields that any rule watches: the way out for most writes."""
        return frozenset().union(*(rule.watched for rule in self.rules))

    @cached_property
    def head_watched(self) -> frozenset[str]:
        """Names of the fields of the head whose change can break a rule of its rows."""
        return frozenset().union(*(rule.head_watched for rule in self.rules))

    @cached_property
    def locked(self) -> frozenset[str]:
        """Names of the fields that some rule may lock."""
        locking = (rule for rule in self.rules if rule.effect == "readonly")
        return frozenset(name for rule in locking for name in rule.fields)

    @cached_property
    def has_moves(self) -> bool:
        """Tell whether some rule forbids a change of stage."""
        return any(rule.effect == "transition" for rule in self.rules)

    @cached_property
    def differs(self) -> bool:
        """Tell whether the rules in force depend on the day or on the user."""
        return any(r.starts or r.group_ids or r.except_group_ids for r in self.rules)

    def touched(
        self,
        names: Collection[str],
        today: date,
        groups: frozenset[int] | None = None,
        *,
        created: bool = False,
    ) -> list[Rule]:
        """Return the rules in force that a change of ``names`` can break.

        A new record can break any rule, also by what it does not say.
        """
        return [
            rule
            for rule in self.in_force(today, groups)
            if created or not rule.watched.isdisjoint(names)
        ]

    def in_force(self, today: date, groups: frozenset[int] | None = None) -> list[Rule]:
        """Return the rules that bind these groups and whose grace is over."""
        return [
            rule
            for rule in self.rules
            if (not rule.starts or rule.starts <= today) and rule.binds(groups)
        ]


def fact_names(rules: Iterable[Rule]) -> list[str]:
    """Return the fields that have to be read to judge ``rules``."""
    return sorted({name for rule in rules for name in rule.read_fields})
