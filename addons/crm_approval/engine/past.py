"""What a chain would have caught, told from recorded changes, not from live records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .conditions import Condition, change_holds


@dataclass(frozen=True, slots=True)
class Value:
    """A recorded value, and how a condition spells it."""

    raw: Any
    spelled: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record moved at a moment."""

    at: datetime
    field: str
    old: Value
    new: Value


Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Rule:
    """When the changes of a record would have been stopped.

    :ivar one_of: at least one of these fields has to differ from what was agreed
    :ivar conditions: every one of these changes has to hold
    :ivar amount_field: the field that ``is_large`` is asked about
    """

    one_of: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    amount_field: str = ""
    is_large: Callable[[Any], bool] = lambda amount: True

    def asks(self, agreed: Values, current: Values, amount: Any) -> bool:
        """Tell whether the chain asks, given what was agreed and what is."""
        return (
            self._differs(agreed, current)
            and all(self._holds(line, agreed, current) for line in self.conditions)
            and self.is_large(amount)
        )

    def _differs(self, agreed: Values, current: Values) -> bool:
        return not self.one_of or any(
            agreed[name].raw != current[name].raw
            for name in self.one_of & current.keys()
        )

    def _holds(self, line: Condition, agreed: Values, current: Values) -> bool:
        if line.field not in current:
            return False  # it never moved
        old, new = agreed[line.field], current[line.field]
        if line.change == "to":
            return change_holds(line, old.spelled, new.spelled)
        return change_holds(line, old.raw, new.raw)


def caught(
    changes: Iterable[Change],
    rule: Rule,
    since: datetime | None = None,
    amount: Any = 0.0,
) -> Iterator[tuple[datetime, Any]]:
    """Yield when a record would have been stopped, and its amount at that moment.

    Each stop agrees on new values.

    Ten steps of nine percent are measured together, as the gate measures them.

    :param changes: of one record, in order; those of one moment were one save
    :param since: when the record came into the protected state; None for any state
    :param amount: its amount, where no change of it is recorded

    >>> rise = Condition("change", field="price", change="increase", bound=15)
    >>> day = lambda number: datetime(2026, 1, number)
    >>> prices = [Value(10.0 * number) for number in range(1, 6)]
    >>> moved = [
    ...     Change(day(number), "price", *prices[number - 1 : number + 1])
    ...     for number in range(1, 5)
    ... ]
    >>> [at.day for at, _amount in caught(moved, Rule(conditions=(rise,)))]
    [2, 4]
    >>> priced = Rule(conditions=(rise,), amount_field="price")
    >>> [(at.day, amount) for at, amount in caught(moved, priced, since=day(3))]
    [(3, 40.0)]
    >>> list(caught([], Rule(conditions=(rise,))))
    []
    """
    changes = list(changes)
    agreed: dict[str, Value] = {}
    for change in changes:
        agreed.setdefault(change.field, change.old)
    current = dict(agreed)
    for at, saved in _moments(changes, since):
        current.update((change.field, change.new) for change in saved)
        if rule.amount_field in current:
            amount = current[rule.amount_field].raw
        reached = since is None or at >= since
        if reached and rule.asks(agreed, current, amount):
            yield at, amount
            agreed = dict(current)


def _moments(
    changes: list[Change], since: datetime | None
) -> Iterator[tuple[datetime, list[Change]]]:
    """Yield what was saved together; coming into the state is a moment too."""
    saves: dict[datetime, list[Change]] = {}
    for change in changes:
        saves.setdefault(change.at, []).append(change)
    if since is not None:
        saves.setdefault(since, [])
    yield from sorted(saves.items(), key=lambda save: save[0])
