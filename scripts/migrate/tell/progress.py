"""A progress bar with rate and time left; plain lines where there is no terminal."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 28


def bar(done: int, total: int, seconds: float, width: int = WIDTH) -> str:
    """Return the line that shows how far it is.

    >>> bar(50, 100, 5.0, 10)
    '█████░░░░░  50 %  50 of 100  10/s  5 s left'
    >>> bar(0, 0, 0.0, 4)
    '████ 100 %  0 of 0'
    """
    share = done / total if total else 1.0
    filled = int(share * width)
    line = (
        f"{'█' * filled}{'░' * (width - filled)} {share:4.0%}".replace("%", " %")
        + f"  {done:,} of {total:,}"
    )
    if done and seconds:
        rate = done / seconds
        line += f"  {rate:,.0f}/s  {(total - done) / rate:,.0f} s left"
    return line


class Progress:
    """One task on its way; call it with how much is done."""

    def __init__(
        self,
        label: str,
        total: int,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the clock."""
        self.label, self.total = label, total
        self.stream = stream or sys.stderr
        self.clock = clock
        self.started = clock()
        self.live = self.stream.isatty()
        self._printed = -1.0

    def __call__(self, done: int) -> None:
        """Show that ``done`` of the total are done."""
        seconds = self.clock() - self.started
        line = f"{self.label:<12} {bar(done, self.total, seconds)}"
        if self.live:
            self.stream.write(f"\r{line}\x1b[K" + ("\n" if done >= self.total else ""))
        elif done >= self.total or seconds - self._printed >= 5:
            self._printed = seconds
            self.stream.write(f"{line}\n")
        self.stream.flush()
