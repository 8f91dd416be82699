"""A mailbox on this machine: what Odoo sends arrives here, and a page shows it.

Nothing leaves the machine: both servers listen on 127.0.0.1 only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .sink import sink
from .store import Store
from .web import page


@contextmanager
def mailbox(folder: Path, smtp_port: int, web_port: int) -> Iterator[None]:
    """Receive mail and show it for as long as the block runs."""
    store = Store(folder)
    with sink(store, smtp_port), page(store, web_port):
        yield
