"""Where a step stands, given the answers of its approvers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "pending", "approved", "rejected"]
Verdict = Literal["approve", "reject", ""]

# What the state of one person's task says about the step.
VERDICTS: Mapping[str, Verdict] = {"approved": "approve", "rejected": "reject"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one approver said (or has not said yet), and how much it weighs."""

    verdict: Verdict = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how agreement is counted, and the answers of those asked."""

    mode: str
    answers: tuple[Answer, ...] = ()
    quorum: int = 1
    veto: bool = True

    def _weigh(self, verdict: Verdict) -> int:
        weighs = self.mode == "weight"
        return sum(
            answer.weight if weighs else 1
            for answer in self.answers
            if answer.verdict == verdict
        )

    @property
    def needed(self) -> int:
        """How many (or how much weight) must agree.

        >>> three = (Answer(), Answer(), Answer())
        >>> Step("any", three).needed, Step("all", three).needed
        (1, 3)
        >>> Step("count", three, quorum=2).needed
        2
        """
        if self.mode == "all":
            return len(self.answers)
        return self.quorum if self.mode in ("count", "weight") else 1

    @property
    def reachable(self) -> bool:
        """Tell whether those who have not rejected could still carry the step.

        >>> Step("count", (Answer("reject"), Answer()), quorum=2).reachable
        False
        """
        return self._weigh("approve") + self._weigh("") >= self.needed

    @property
    def state(self) -> State:
        """Count; a rejection ends the step by veto or when agreement is out of reach.

        >>> yes, no, open_ = Answer("approve"), Answer("reject"), Answer()
        >>> Step("all", (yes, open_)).state, Step("all", (yes, yes)).state
        ('pending', 'approved')
        >>> Step("any", (no, open_)).state
        'rejected'
        >>> Step("count", (yes, no, open_), quorum=2, veto=False).state
        'pending'
        >>> Step("count", (yes, no, no), quorum=2, veto=False).state
        'rejected'
        >>> Step("weight", (Answer("approve", 3), open_), quorum=3).state
        'approved'
        """
        if self.veto and self._weigh("reject"):
            return "rejected"
        if self._weigh("approve") >= self.needed:
            return "approved"
        return "pending" if self.reachable else "rejected"


def state_of(states: Iterable[State]) -> State:
    """Return the state of a request from the states of its steps.

    >>> state_of(["approved", "pending", "waiting"])
    'pending'
    >>> state_of(["approved", "rejected", "waiting"])
    'rejected'
    >>> state_of(["approved", "approved"])
    'approved'
    """
    found = set(states)
    if "rejected" in found:
        return "rejected"
    return "pending" if found & {"pending", "waiting"} else "approved"


def next_wave(steps: Sequence[tuple[int, State]]) -> int | None:
    """Return the wave to open now, or None while one is open or none is left.

    >>> next_wave([(1, "approved"), (2, "waiting"), (2, "waiting"), (3, "waiting")])
    2
    >>> next_wave([(1, "pending"), (2, "waiting")]) is None
    True
    """
    if any(state in ("pending", "rejected") for _wave, state in steps):
        return None
    return min((wave for wave, state in steps if state == "waiting"), default=None)


def waves(parallel: Iterable[bool]) -> list[int]:
    """Number the waves: a parallel step joins the step before it.

    >>> waves([False, True, False])
    [1, 1, 2]
    >>> waves([True])
    [1]
    """
    numbers: list[int] = []
    for joins in parallel:
        last = numbers[-1] if numbers else 0
        numbers.append(last if joins and last else last + 1)
    return numbers
