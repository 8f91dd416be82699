"""One request, with every way to end: answered, surely not sent, or unknown."""

import json
import logging
import time
from collections.abc import Collection
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.ssl_ import create_urllib3_context

from ..engine.answers import judge
from ..exceptions import ChannelError
from .guard import check

TIMEOUT = 10.0  # seconds to connect, and of silence while reading
WHOLE = 20.0  # seconds for the whole answer, however slowly it drips
LIMIT = 64 * 1024  # bytes of an answer that are read
Headers = dict[str, str]
_speaking = ContextVar("speaking", default=False)


class _Discreet(logging.Filter):
    """Keep addresses out of the log of urllib3: they are secrets here."""

    def filter(self, _record: logging.LogRecord) -> bool:
        return not _speaking.get()


logging.getLogger("urllib3.connectionpool").addFilter(_Discreet())


class _Pinned(HTTPAdapter):
    """Connect to an address that was checked, and ask for the name's certificate."""

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> Any:
        kwargs |= {
            "server_hostname": self.host,
            "assert_hostname": self.host,
            "ssl_context": create_urllib3_context(),
        }
        return super().init_poolmanager(*args, **kwargs)


class Transport:
    """Speaks JSON to one vendor.

    :param allowed: origins outside the vendor's that an administrator permits.
    """

    def __init__(self, vendor: str, allowed: Collection[str] = ()) -> None:
        self.vendor = vendor
        self.allowed = allowed

    def call(
        self,
        url: str,
        body: Any = None,
        headers: Headers | None = None,
        method: str = "POST",
    ) -> dict[str, Any]:
        """Send JSON; return what the answer holds, or raise what it means."""
        data = None
        headers = dict(headers or {})
        if body is not None:
            data = body if isinstance(body, bytes) else to_json(body)
            headers.setdefault("Content-Type", "application/json; charset=utf-8")
        status, answer = self._send(method, url, data, headers)
        verdict, found = judge(self.vendor, status, answer)
        if verdict.kind != "ok":
            raise ChannelError.of(verdict)
        content: dict[str, Any] = found
        return content

    def _send(
        self, method: str, url: str, data: bytes | None, headers: Headers
    ) -> tuple[int, bytes]:
        address = check(url, self.vendor, self.allowed)
        token = _speaking.set(True)
        try:
            return self._request(method, url, data, headers, address)
        finally:
            _speaking.reset(token)

    def _request(
        self,
        method: str,
        url: str,
        data: bytes | None,
        headers: Headers,
        address: str | None,
    ) -> tuple[int, bytes]:
        with requests.Session() as session:
            session.trust_env = False  # neither netrc nor a proxy of the environment
            if address:
                url, headers = _pin(session, url, address, headers)
            try:
                with session.request(
                    method,
                    url,
                    data=data,
                    headers=headers,
                    timeout=TIMEOUT,
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    return response.status_code, _read(response)
            except (requests.ConnectTimeout, requests.exceptions.SSLError):
                # "from None": requests writes the whole address into its errors
                raise ChannelError.unreachable() from None
            except requests.Timeout:
                raise ChannelError.lost() from None
            except requests.ConnectionError as error:
                raise _sent_or_not(error) from None
            except requests.RequestException:
                raise ChannelError.lost() from None


def to_json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _pin(
    session: requests.Session, url: str, address: str, headers: Headers
) -> tuple[str, Headers]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    session.mount("https://", _Pinned(host))
    literal = f"[{address}]" if ":" in address else address
    return urlunsplit(parts._replace(netloc=literal)), {**headers, "Host": host}


def _sent_or_not(error: requests.ConnectionError) -> ChannelError:
    """Tell a refused connection from one that broke after the request left."""
    reason = str(error)
    if "NewConnectionError" in reason or "NameResolutionError" in reason:
        return ChannelError.unreachable()
    return ChannelError.lost()


def _read(response: requests.Response) -> bytes:
    """Read a bounded answer in a bounded time."""
    end = time.monotonic() + WHOLE
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_content(4096):
        chunks.append(chunk)
        size += len(chunk)
        if size > LIMIT or time.monotonic() > end:
            raise ChannelError.lost()
    return b"".join(chunks)
