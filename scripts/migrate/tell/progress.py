"""A progress bar with rate and time left."""

import sys
from typing import TextIO

from tqdm import tqdm

# A pipe or a file is not told more often than this.
SECONDS_BETWEEN_LINES = 5.0


def progress(label: str, total: int, stream: TextIO | None = None) -> "tqdm[None]":
    """Return a bar; tell it what was done with ``update``, and close it at the end."""
    stream = stream or sys.stderr
    is_live = stream.isatty()
    return tqdm(
        desc=label,
        total=total,
        file=stream,
        dynamic_ncols=is_live,
        mininterval=0.1 if is_live else SECONDS_BETWEEN_LINES,
    )
