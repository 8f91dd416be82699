"""Variety that is the same in every demonstration: drawn from names, not from dice."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def draw(count: int, *words: str) -> int:
    """A number from 0 to ``count - 1`` that depends on the words alone.

    >>> draw(10, "stage", "1C1I7A6R") == draw(10, "stage", "1C1I7A6R")
    True
    """
    return zlib.crc32("|".join(words).encode()) % count


def choose(choices: Sequence[T], *words: str) -> T:
    """One of the choices."""
    return choices[draw(len(choices), *words)]
