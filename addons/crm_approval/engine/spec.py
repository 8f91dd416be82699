"""A published chain as the gate reads it: plain, frozen, cheap to compare."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

# "is_won" is a value of the stage, not of the record: tested, never written.
TARGET_VALUES: Mapping[str, frozenset[str]] = {
    "stage": frozenset({"stage_id"}),
    "won": frozenset({"is_won"}),
}
# What must trigger the check. Probability: a stage that becomes "won" writes it.
TARGET_WATCH: Mapping[str, frozenset[str]] = {
    "stage": frozenset({"stage_id"}),
    "won": frozenset({"stage_id", "probability"}),
}
STATE_FIELDS = frozenset({"stage_id"})
ALWAYS_TESTED = frozenset({"company_id", "expected_revenue"})
# A pending request also keeps the record where it stood.
ALWAYS_LOCKED = frozenset({"active", "stage_id"})


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

    @property
    def tested(self) -> frozenset[str]:
        """The values a grant is given for."""
        return self.fields | ALWAYS_TESTED | TARGET_VALUES[self.target]

    @property
    def watched(self) -> frozenset[str]:
        """The fields whose change can bring a record into the state."""
        return self.fields | ALWAYS_TESTED | TARGET_WATCH[self.target]

    @property
    def locked(self) -> frozenset[str]:
        """The fields that stand still while a request is pending."""
        return self.fields | ALWAYS_TESTED | ALWAYS_LOCKED

    @property
    def proposable(self) -> frozenset[str]:
        """The fields that wait with the request instead of being written."""
        return self.fields | ALWAYS_TESTED | STATE_FIELDS

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

    def concerns(self, company_id: int, stage_id: int, is_won: bool) -> bool:
        """Tell whether a record there stands in the protected state.

        A record without a company is judged by the chains of all companies:
        emptying the company must not be a way out.

        >>> spec = from_definition(1, 1, {"target": "won", "company_id": 5})
        >>> spec.concerns(5, 9, True), spec.concerns(6, 9, True)
        (True, False)
        >>> spec.concerns(0, 9, True), spec.concerns(5, 9, False)
        (True, False)
        """
        if self.company_id and company_id and self.company_id != company_id:
            return False
        return is_won if self.target == "won" else stage_id in self.stage_ids


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
    )


def watched_by(specs: Collection[ChainSpec]) -> frozenset[str]:
    """Return every field whose change the gate must look at.

    >>> sorted(watched_by([]))
    []
    """
    return frozenset().union(*(spec.watched | spec.locked for spec in specs))
