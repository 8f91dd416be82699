"""How far long pieces of work are that go on at the same time."""

from __future__ import annotations

import sys
import threading
from typing import Any


class Progress:
    """A bar for each piece of work; in a pipe a line every few seconds."""

    def __init__(self, seconds: float = 10.0) -> None:
        self._is_live = sys.stdout.isatty()
        self._seconds = 0.1 if self._is_live else seconds
        self._lock = threading.Lock()
        self._bars: dict[str, Any] = {}

    def show(self, name: str, done: int, total: int) -> None:
        """Tell how far the work with this name is."""
        with self._lock:
            if name not in self._bars:
                self._bars[name] = self._open(name, total)
            bar = self._bars[name]
            bar.total = total
            bar.update(done - bar.n)

    def end(self) -> None:
        """Leave the lines."""
        for bar in reversed(self._bars.values()):
            bar.close()

    def _open(self, name: str, total: int) -> Any:
        # This module is read before the environment with tqdm is there.
        from tqdm import tqdm

        return tqdm(
            desc=f"  {name}",
            total=total,
            bar_format="{desc} {n_fmt}/{total_fmt} |{bar}| {elapsed}",
            file=sys.stdout,
            # One below the other; a pipe cannot go back up.
            position=len(self._bars) if self._is_live else 0,
            leave=False,
            dynamic_ncols=self._is_live,
            mininterval=self._seconds,
        )
