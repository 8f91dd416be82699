"""One line that tells how far a long piece of work is."""

from __future__ import annotations

import sys
import threading
import time

from .console import say


class Progress:
    """Shows "name: 12/60 what"; on a terminal in place, in a pipe every few seconds."""

    def __init__(self, seconds: float = 10.0) -> None:
        self._terminal = sys.stdout.isatty()
        self._seconds = seconds
        self._lock = threading.Lock()
        self._parts: dict[str, str] = {}
        self._last = time.monotonic()

    def show(self, name: str, done: int, total: int) -> None:
        """Tell how far the work with this name is."""
        with self._lock:
            self._parts[name] = f"{name} {done}/{total}"
            line = "  " + " · ".join(self._parts.values())
            if self._terminal:
                print(f"\r{line:<78.78}", end="", flush=True)
            elif time.monotonic() - self._last > self._seconds:
                self._last = time.monotonic()
                say(line)

    def end(self) -> None:
        """Leave the line."""
        if self._terminal:
            print("\r" + " " * 78 + "\r", end="", flush=True)
