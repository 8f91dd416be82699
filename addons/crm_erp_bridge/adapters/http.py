"""JSON over HTTP with the failures sorted into retry later and mend first."""

import threading
from datetime import datetime, timezone
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from ..engine.backoff import parse_retry_after
from ..exceptions import PermanentError, RetryableError, UnavailableError

TIMEOUT = 20.0  # seconds to connect, and of silence while reading
POOL_SIZE = 8
BUSY = frozenset({408, 425, 429, 502, 503, 504})

_local = threading.local()


def _session() -> requests.Session:
    """Return this thread's session: connections are kept, cookies are not."""
    session: requests.Session | None = getattr(_local, "session", None)
    if session is None:
        session = requests.Session()
        session.trust_env = False  # a netrc entry would replace our bearer key
        pool = HTTPAdapter(pool_connections=POOL_SIZE, pool_maxsize=POOL_SIZE)
        session.mount("http://", pool)
        session.mount("https://", pool)
        _local.session = session
    session.cookies.clear()
    return session


def post_json(
    url: str,
    body: dict[str, Any],
    headers: dict[str, str],
    timeout: float = TIMEOUT,
) -> Any:
    """Send one request and return the decoded answer."""
    try:
        response = _session().post(
            url, json=body, headers=headers, timeout=timeout, allow_redirects=False
        )
    except requests.ConnectTimeout as error:
        raise UnavailableError("unreachable", url=url) from error
    except requests.Timeout as error:
        raise RetryableError("timeout") from error
    except requests.ConnectionError as error:
        raise UnavailableError("unreachable", url=url) from error
    except requests.RequestException as error:
        raise PermanentError("unsendable", detail=str(error)) from error
    return _decode(response)


def _decode(response: requests.Response) -> Any:
    if response.status_code == 200:
        try:
            return response.json()
        except ValueError as error:
            raise RetryableError("garbage") from error
    raise _failure(response)


def _failure(response: requests.Response) -> RetryableError | PermanentError:
    status = response.status_code
    facts = {"status": str(status), "detail": _words(response)}
    if status in BUSY:
        busy = UnavailableError("busy", **facts)
        busy.retry_after = parse_retry_after(
            response.headers.get("Retry-After"), datetime.now(timezone.utc)
        )
        return busy
    if status == 401:
        return UnavailableError("key_refused", **facts)
    if status == 409 or status >= 500:
        return RetryableError("failed", **facts)
    if status < 400:
        return PermanentError("redirected", **facts)
    return PermanentError("refused", **facts)


def _words(response: requests.Response) -> str:
    """Return the ERP's own explanation, never its traceback."""
    try:
        message = response.json().get("message") or ""
    except (ValueError, AttributeError):
        return ""
    return str(message)[:500]
