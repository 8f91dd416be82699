"""The SMTP side: takes every mail, whoever it is for, and keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .store import Store

HOST = "127.0.0.1"
LARGEST = 25_000_000


class _Keeper:
    """What the server asks: aiosmtpd finds these methods by their names."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep the letter and say so."""
        self._store.add(envelope.content)
        return "250 Kept in the mailbox of the demonstration"


@contextmanager
def sink(store: Store, port: int) -> Iterator[None]:
    """Receive mail on this machine for as long as the block runs."""
    from aiosmtpd.controller import Controller

    server = Controller(
        _Keeper(store), hostname=HOST, port=port, data_size_limit=LARGEST
    )
    server.start()
    try:
        yield
    finally:
        server.stop()
