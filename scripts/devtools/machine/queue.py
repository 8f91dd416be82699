"""A queue of programs: as many at a time as there are cores, the long ones first.

What a program prints goes to a file, and is shown whole when the program ends: parts
that run beside each other do not mix their lines.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .console import say
from .process import die_with_parent

WORKERS = max(2, min(os.cpu_count() or 2, 4))
PR_SET_CHILD_SUBREAPER = 36
GRACE = 20.0


@dataclass(frozen=True)
class Job:
    """A program to run.

    :ivar seconds: how long it may take; the longest goes first.
    :ivar after: the name of a job whose good end it needs.
    :ivar fine: exit codes that are no failure, beside 0.
    """

    name: str
    command: Sequence[str | Path]
    seconds: float = 1.0
    after: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    fine: tuple[int, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """How a job ended; code None means that it was not run.

    :ivar cpu: seconds of processor time, with those of the processes it waited for.
    """

    job: Job
    code: int | None
    text: str = ""
    wall: float = 0.0
    cpu: float = 0.0

    @property
    def good(self) -> bool:
        return self.code is not None and self.code in (0, *self.job.fine)


class Queue:
    """Runs jobs; gives back how each ended.

    :param early: stop at the first failure.
    """

    def __init__(
        self, logs: Path, cwd: Path, *, workers: int = WORKERS, early: bool = False
    ) -> None:
        self._logs = logs
        self._cwd = cwd
        self._workers = workers
        self._early = early
        self._running: dict[int, tuple[Job, subprocess.Popen[str], float]] = {}
        self._ended: dict[str, Outcome] = {}

    def run(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Run all jobs; leave no process behind, whatever happens."""
        waiting = sorted(jobs, key=lambda job: -_urgency(job, jobs))
        self._logs.mkdir(parents=True, exist_ok=True)
        _adopt_orphans()
        try:
            while waiting or self._running:
                self._start(waiting)
                if not self._collect():
                    time.sleep(0.1)
                if self._early and any(not end.good for end in self._ended.values()):
                    break
        finally:
            self._stop()
        return [self._ended.get(job.name, Outcome(job, None)) for job in jobs]

    def _start(self, waiting: list[Job]) -> None:
        for job in list(waiting):
            before = self._ended.get(job.after)
            if before and not before.good:
                waiting.remove(job)
                self._ended[job.name] = Outcome(job, None)
            elif len(self._running) < self._workers and (before or not job.after):
                waiting.remove(job)
                self._launch(job)

    def _launch(self, job: Job) -> None:
        with self._log(job).open("w") as sink:
            child = subprocess.Popen(
                [str(word) for word in job.command],
                cwd=self._cwd,
                env={**os.environ, **job.env},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,  # Ctrl-C is ours to hand on, once
                preexec_fn=die_with_parent,
            )
        self._running[child.pid] = (job, child, time.monotonic())
        say(f"· {job.name} …")

    def _log(self, job: Job) -> Path:
        name = "".join(sign if sign.isalnum() else "_" for sign in job.name)
        return self._logs / f"part_{name}.log"

    def _collect(self) -> bool:
        """Take in the jobs that have ended; tell whether there was one."""
        found = False
        for pid, (job, child, start) in list(self._running.items()):
            ended, status, usage = os.wait4(pid, os.WNOHANG)
            if not ended:
                continue
            found = True
            child.returncode = os.waitstatus_to_exitcode(status)
            del self._running[pid]
            outcome = Outcome(
                job,
                child.returncode,
                self._log(job).read_text(errors="replace"),
                time.monotonic() - start,
                usage.ru_utime + usage.ru_stime,
            )
            self._ended[job.name] = outcome
            _show(outcome)
        return found

    def _stop(self) -> None:
        """End what still runs as Ctrl-C would; after a time of grace, by force."""
        for _job, child, _start in self._running.values():
            child.send_signal(signal.SIGINT)
        end = time.monotonic() + GRACE
        for _job, child, _start in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, end - time.monotonic()))
        for _job, child, _start in self._running.values():
            if child.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        _end_orphans()


def _urgency(job: Job, jobs: Sequence[Job]) -> float:
    """What others wait for goes first, and then what takes long."""
    return job.seconds + sum(
        _urgency(other, jobs) for other in jobs if other.after == job.name
    )


def _show(outcome: Outcome) -> None:
    name = outcome.job.name
    say(f"── {name} " + "─" * max(1, 70 - len(name)))
    if outcome.text.strip():
        say(outcome.text.strip("\n"))
    sign = "✓" if outcome.good else "✗"
    say(f"{sign} {name} ({outcome.wall:.0f} s, {outcome.cpu:.0f} s of CPU)")


def _adopt_orphans() -> None:
    """Let what a killed child leaves behind become a child of this process."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def _end_orphans() -> None:
    """Kill the processes that ended jobs have left, but for a shared PostgreSQL."""
    for _round in range(5):  # what is killed may have children in its turn
        orphans = [pid for pid, name in _children() if name != "postgres"]
        if not orphans:
            return
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _children() -> list[tuple[int, str]]:
    """The processes whose parent is this one, with their names."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            head, tail = stat.read_text().rsplit(")", 1)
            pid, name = head.split(" (", 1)
            if int(tail.split()[1]) == os.getpid():
                found.append((int(pid), name))
    return found
