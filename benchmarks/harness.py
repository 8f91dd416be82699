"""Fair comparison: both sides in one process, turn by turn, medians and a ratio."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One line of the table.

    :ivar ratio: seconds of ours / seconds of the peer; less is better.
    :ivar goal: the ratio not to pass.
    :ivar runs: the ratio of each turn, in order.
    """

    name: str
    size: int
    ratio: float
    goal: float
    runs: tuple[float, ...]
    ours_seconds: float
    peer_seconds: float

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        return self.ratio <= self.goal


def compare(
    name: str,
    size: int,
    goal: float,
    ours: Callable[[], object],
    peer: Callable[[], object],
    *,
    turns: int = 11,
    warm_up: int = 2,
) -> Result:
    """Time ours and the peer in turn; the order changes every time.

    The machine is noisy: each turn gives a ratio of two neighbours in time, and the
    median of the ratios is the result.
    """
    for _turn in range(warm_up):
        ours()
        peer()
    pairs = []
    for turn in range(turns):
        if turn % 2:
            of_peer, of_ours = clock(peer), clock(ours)
        else:
            of_ours, of_peer = clock(ours), clock(peer)
        pairs.append((of_ours, of_peer))
    return result_of(name, size, goal, pairs)


def result_of(
    name: str, size: int, goal: float, pairs: list[tuple[float, float]]
) -> Result:
    """Medians of (our seconds, the peer's seconds), each pair neighbours in time."""
    runs = tuple(round(mine / other, 4) for mine, other in pairs)
    return Result(
        name=name,
        size=size,
        ratio=round(statistics.median(runs), 4),
        goal=goal,
        runs=runs,
        ours_seconds=statistics.median(mine for mine, _other in pairs),
        peer_seconds=statistics.median(other for _mine, other in pairs),
    )


def clock(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes, without the garbage of others."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
