"""Where a step stands, given the answers of its approvers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "pending", "approved", "rejected"]
Verdict = Literal["approve", "reject"]

# What the state of one person's task says about the step.
VERDICTS: Mapping[str, Verdict] = {"approved": "approve", "rejected": "reject"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who is asked, how many must agree, what they answered."""

    mode: str
    asked: int
    answers: tuple[Verdict, ...] = ()

    @property
    def needed(self) -> int:
        """How many must agree.

        >>> Step("any", 3).needed, Step("all", 3).needed
        (1, 3)
        """
        return self.asked if self.mode == "all" else 1

    @property
    def state(self) -> State:
        """One rejection closes the step; otherwise count the approvals.

        >>> Step("all", 2, ("approve",)).state
        'pending'
        >>> Step("all", 2, ("approve", "approve")).state
        'approved'
        >>> Step("any", 2, ("reject",)).state
        'rejected'
        """
        if "reject" in self.answers:
            return "rejected"
        enough = self.answers.count("approve") >= self.needed
        return "approved" if enough else "pending"


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
