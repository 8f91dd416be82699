"""Running other programs: quietly, with a log, and with an end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .console import DevError

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux to end this child when its parent is killed, even by kill -9."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def run_logged(
    command: Sequence[str | Path],
    log: Path,
    failure: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    on_line: Callable[[str], None] | None = None,
) -> None:
    """Run a program with its output in a log file; fail in words.

    :param failure: the sentence to show; the log's last lines follow it.
    :param on_line: is given each line, to show progress.
    :raises DevError: when the program fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as sink:
        child = subprocess.Popen(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            env={**os.environ, **(env or {})},
            cwd=cwd,
            preexec_fn=die_with_parent,
        )
        assert child.stdout is not None
        try:
            for line in child.stdout:
                sink.write(line)
                if on_line:
                    on_line(line)
        except BaseException:
            stop(child)
            raise
        code = child.wait()
    if code:
        tail = "".join(f"    {line}\n" for line in tail_of(log))
        raise DevError(f"{failure}\n{tail}The whole log: {log}")


def tail_of(log: Path, lines: int = 15) -> list[str]:
    """The last lines of a log file."""
    return log.read_text(errors="replace").splitlines()[-lines:]


def stop(child: subprocess.Popen[str], grace: float = 15.0) -> None:
    """End a program as Ctrl-C would; after a time of grace, by force."""
    if child.poll() is not None:
        return
    child.send_signal(signal.SIGINT)
    try:
        child.wait(grace)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
