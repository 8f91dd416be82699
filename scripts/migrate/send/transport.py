"""Speak to the server: one small seam, odoorpc or JSON-2 behind it.

Odoo 19 calls the routes that odoorpc uses deprecated and Odoo 20 removes them; JSON-2
is what comes after.
"""

import http.client
import json
import socket
import urllib.error
import urllib.request
from typing import Any, Protocol
from urllib.parse import urlsplit

import odoorpc
import odoorpc.error

from ..errors import RightError, ServerError
from ..tell.words import say

TIMEOUT = 600
NETWORK_ERRORS = (OSError, http.client.HTTPException, socket.timeout)
DENIED = ("AccessError", "AccessDenied", "Access Denied", "Unauthorized")


class Transport(Protocol):
    """What the migration needs of a server."""

    def version(self) -> str:
        """Return the server's version, for example "19.0"."""

    def call(
        self, model: str, method: str, records: list[int] | None = None, **named: Any
    ) -> Any:
        """Call a method, on records if some are given, and return its answer."""

    def create(self, model: str, vals_list: list[dict[str, Any]]) -> list[int]:
        """Create records and return their ids."""


def _unreachable(url: str, error: Exception) -> ServerError:
    return ServerError(
        say(
            "The server {url} cannot be reached ({error}). Check the address and that "
            "Odoo is running.",
            url=url,
            error=error,
        )
    )


def _refused(message: str, kind: str = "") -> Exception:
    if any(word in kind or word in message[:80] for word in DENIED):
        return RightError(message)
    return ServerError(message)


class OdooRpc:
    """The seam over odoorpc: database, login and password."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        """Log in, or say why that fails."""
        self.url = url
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        try:
            self._odoo = odoorpc.ODOO(
                parts.hostname,
                protocol="jsonrpc+ssl" if secure else "jsonrpc",
                port=parts.port or (443 if secure else 80),
                timeout=TIMEOUT,
            )
            self._odoo.login(database, login, password)
        except odoorpc.error.RPCError as error:
            raise RightError(
                say(
                    "Login {login} to database {database} failed: {error}. Check "
                    "database, login and password.",
                    login=login,
                    database=database,
                    error=error,
                )
            ) from error
        except NETWORK_ERRORS as error:
            raise _unreachable(url, error) from error

    def version(self) -> str:
        """Return the server's version."""
        return str(self._odoo.version)

    def call(
        self, model: str, method: str, records: list[int] | None = None, **named: Any
    ) -> Any:
        """Call by execute_kw."""
        return self._execute(model, method, [] if records is None else [records], named)

    def create(self, model: str, vals_list: list[dict[str, Any]]) -> list[int]:
        """Create by execute_kw, which wants the list by position."""
        return list(self._execute(model, "create", [vals_list], {}))

    def _execute(
        self, model: str, method: str, positional: list[Any], named: dict[str, Any]
    ) -> Any:
        try:
            return self._odoo.execute_kw(model, method, positional, named)
        except odoorpc.error.RPCError as error:
            kind = str((error.info or {}).get("name", ""))
            raise _refused(str(error), kind) from error
        except NETWORK_ERRORS as error:
            raise _unreachable(self.url, error) from error


class Json2:
    """The seam over JSON-2: an API key, one request a call."""

    def __init__(self, url: str, database: str, api_key: str) -> None:
        """Remember where the server is; nothing is sent yet."""
        self.url = url.rstrip("/")
        self._headers = {
            "Authorization": f"bearer {api_key}",
            "X-Odoo-Database": database,
            "Content-Type": "application/json",
        }

    def version(self) -> str:
        """Return the server's version."""
        return str(self._send("/web/version", None)["version"])

    def call(
        self, model: str, method: str, records: list[int] | None = None, **named: Any
    ) -> Any:
        """Call by POST /json/2/<model>/<method>."""
        body = named if records is None else {"ids": records, **named}
        return self._send(f"/json/2/{model}/{method}", body)

    def create(self, model: str, vals_list: list[dict[str, Any]]) -> list[int]:
        """Create by name."""
        return list(self.call(model, "create", vals_list=vals_list))

    def _send(self, path: str, body: dict[str, Any] | None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data=data, headers=self._headers
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise self._explain(error) from error
        except NETWORK_ERRORS as error:
            raise _unreachable(self.url, error) from error

    def _explain(self, error: urllib.error.HTTPError) -> Exception:
        text = error.read().decode(errors="replace")
        try:
            answer = json.loads(text)
            message = str(answer.get("message") or text)
            kind = str(answer.get("name", ""))
        except (json.JSONDecodeError, AttributeError):
            message, kind = f"HTTP {error.code} {error.reason}", ""
        if error.code in (401, 403):
            return RightError(say("The server refused: {error}", error=message))
        return _refused(message, kind)
