"""How the tools speak: short lines, one way to fail."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class DevError(Exception):
    """A failure that the reader can mend; its text says what to do."""


def say(text: str = "") -> None:
    """Print one line at once, also when the output is a pipe."""
    print(text, flush=True)


def warn(text: str) -> None:
    """Print one line to the error stream."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a piece of work and, when it is over, the seconds it took."""
    start = time.monotonic()
    say(f"· {text} …")
    yield
    say(f"✓ {text} ({time.monotonic() - start:.0f} s)")
