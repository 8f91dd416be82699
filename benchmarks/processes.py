"""Two databases compared as two servers: each side in a process of its own.

In one process both sets of classes would fight for Python's cache of methods, which
no server does. And where classes lie in memory makes one process a hundredth faster or
slower than the next, whatever it runs: a bound of a hundredth is judged over several.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from .databases import Databases
from .harness import Result, result_of

PROCESSES = 7
TURNS = 7
# The sides change after so many steps, so often in a turn.
STEPS, CHANGES = 5, 30

# Makes, of an environment, the step to be timed; at the top of a module, for pickle.
Maker = Callable[[Any], Callable[[], object]]
Pair = tuple[float, float]


def compare_in_processes(
    name: str, goal: float, databases: Databases, make: Maker, sides: tuple[str, str]
) -> Result:
    """Compare the steps of two databases, alternating, with several pairs of servers.

    What slows the machine for a moment meets both sides alike.

    :param sides: our database and the peer's, both committed and at rest
    """
    pairs: list[Pair] = []
    for _process in range(PROCESSES):
        with (
            _server(databases, sides[0], make) as ours,
            _server(databases, sides[1], make) as peer,
        ):
            turns = [_turn(ours, peer) for _number in range(TURNS + 2)]
        pairs += turns[2:]  # two to warm up
    return result_of(name, 10_000, goal, pairs)


def _turn(ours: Connection, peer: Connection) -> Pair:
    seconds = {ours: 0.0, peer: 0.0}
    for change in range(CHANGES):
        for side in (ours, peer) if change % 2 else (peer, ours):
            side.send(STEPS)
            seconds[side] += side.recv()
    return seconds[ours], seconds[peer]


@contextmanager
def _server(databases: Databases, database: str, make: Maker) -> Iterator[Connection]:
    """A process that does as many steps as it is sent, and answers their seconds."""
    context = get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=_serve, args=(there, databases, database, make))
    server.start()
    there.close()
    try:
        yield here
    finally:
        here.close()
        server.join()


def _serve(
    orders: Connection, databases: Databases, database: str, make: Maker
) -> None:
    databases.configure()
    with databases.env(database) as env:
        step = make(env)
        gc.collect()
        gc.disable()
        while True:
            try:
                steps = orders.recv()
            except EOFError:
                return
            start = time.perf_counter()
            for _step in range(steps):
                step()
            orders.send(time.perf_counter() - start)
