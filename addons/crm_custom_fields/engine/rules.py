"""Rules compiled from data: which fields must be filled in, and when.

Nothing here knows a database: a rule looks at the *facts* of one record, a
mapping from field name to a plain value (a many2one is its id or False).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]

_MARKUP = re.compile(r"<[^>]*>|&nbsp;|\s")
_HAS_MEDIA = re.compile(r"<(img|video|iframe)\b", re.IGNORECASE)


@dataclass(frozen=True)
class RequiredRule:
    """``fields`` must be filled in while the record is within the rule's scope.

    An empty scope does not restrict: no stages means every stage.
    """

    id: int
    fields: tuple[str, ...]
    stage_ids: frozenset[int] = frozenset()
    has_stage: bool = False
    team_ids: frozenset[int] = frozenset()
    company_id: int = 0
    lead_type: str = ""
    zero_is_filled: bool = False

    @property
    def scope_fields(self) -> tuple[str, ...]:
        """Names of the fields that decide whether the rule applies."""
        scope = (
            ("stage_id", self.has_stage),
            ("team_id", bool(self.team_ids)),
            ("company_id", bool(self.company_id)),
            ("type", bool(self.lead_type)),
        )
        return tuple(name for name, used in scope if used)

    def applies(self, facts: Facts) -> bool:
        """Tell whether the record described by ``facts`` is within the scope."""
        return (
            (not self.has_stage or facts["stage_id"] in self.stage_ids)
            and (not self.team_ids or facts["team_id"] in self.team_ids)
            and (not self.company_id or facts["company_id"] == self.company_id)
            and (not self.lead_type or facts["type"] == self.lead_type)
        )

    def missing(self, facts: Facts) -> tuple[str, ...]:
        """Return the fields that the record lacks."""
        if not self.applies(facts):
            return ()
        return tuple(
            name
            for name in self.fields
            if not is_filled(facts[name], self.zero_is_filled)
        )

    def expression(self, available: Collection[str]) -> str:
        """Return the scope as an expression that the form evaluates live.

        A scope field that the model does not have cannot be tested there.

        >>> RequiredRule(1, ("x_a",), frozenset({3, 1}), True).expression(["stage_id"])
        'stage_id in [1, 3]'
        """
        parts = {
            "stage_id": f"stage_id in {sorted(self.stage_ids)}",
            "team_id": f"team_id in {sorted(self.team_ids)}",
            "company_id": f"company_id == {self.company_id}",
            "type": f"type == '{self.lead_type}'",
        }
        used = [parts[name] for name in self.scope_fields if name in available]
        return " and ".join(used) or "True"


@dataclass(frozen=True)
class Program:
    """Every active rule of one model."""

    rules: tuple[RequiredRule, ...]

    def touched(self, names: Collection[str], created: bool) -> list[RequiredRule]:
        """Return the rules that a change of the fields ``names`` can break.

        A new record can break any rule, also by what it does not say.
        """
        if created:
            return list(self.rules)
        return [
            rule
            for rule in self.rules
            if any(name in names for name in (*rule.fields, *rule.scope_fields))
        ]


def fact_names(rules: Iterable[RequiredRule]) -> list[str]:
    """Return the fields that have to be read to judge ``rules``."""
    return sorted({n for rule in rules for n in (*rule.fields, *rule.scope_fields)})


def is_filled(value: Any, zero_is_filled: bool = False) -> bool:
    """Tell whether a human would say that ``value`` has been entered.

    >>> is_filled("  "), is_filled("<p><br></p>"), is_filled("<p>x</p>")
    (False, False, True)
    >>> is_filled(0), is_filled(0, zero_is_filled=True), is_filled(0.5)
    (False, True, True)
    >>> is_filled(False, zero_is_filled=True), is_filled(()), is_filled((3,))
    (False, False, True)
    """
    if isinstance(value, str):
        return bool(_MARKUP.sub("", value)) or bool(_HAS_MEDIA.search(value))
    if value is not False and value is not None and value == 0:
        return zero_is_filled
    return bool(value)
