"""The web side: a list, a letter, and its body in a page that may do nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import render
from .sink import HOST
from .store import Store

# Under any other name the page would be open to web sites that point it here.
NAMES = ("localhost", "127.0.0.1")
OWN = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"
# A mail is a stranger's page: no script, no form, no address of its own.
STRANGER = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, store: Store, port: int) -> None:
        self.store = store
        super().__init__((HOST, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Show a page."""
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        if host not in NAMES:
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        language = render.language_of(self.headers.get("Accept-Language", ""))
        words = [word for word in self.path.split("?")[0].split("/") if word]
        if not words:
            self._send(render.list_page(self.server.store.letters(), language))
            return
        letter = (
            self.server.store.letter(words[1])
            if words[0] == "letter" and len(words) in (2, 3)
            else None
        )
        if letter is None:
            self._send(render.gone_page(language), HTTPStatus.NOT_FOUND)
        elif words[2:] == ["body"]:
            self._send(render.body_page(letter), policy=STRANGER)
        else:
            self._send(render.letter_page(letter, language))

    def _send(
        self, content: str, status: HTTPStatus = HTTPStatus.OK, policy: str = OWN
    ) -> None:
        data = content.encode("utf-8", "replace")
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(data))),
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal belongs to the run."""


@contextmanager
def page(store: Store, port: int) -> Iterator[None]:
    """Show the letters on this machine for as long as the block runs."""
    server = _Server(store, port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
