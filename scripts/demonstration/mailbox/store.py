"""Letters on disk: one file each, as they came, the newest last in the folder."""

from __future__ import annotations

import email
import email.policy
import html
import re
import time
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

KEPT = 300
KEY = re.compile(r"\d{20}")


@dataclass(frozen=True)
class Letter:
    """A mail as its reader sees it.

    :ivar body: HTML, not to be trusted.
    """

    key: str
    subject: str
    sender: str
    to: str
    received: datetime
    body: str


class Store:
    """The letters of a folder; only this process writes there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, content: bytes) -> str:
        """Keep a letter; forget the oldest ones beyond a limit."""
        key = f"{time.time_ns():020d}"
        part = self._folder / f"{key}.part"
        part.write_bytes(content)
        part.replace(self._folder / f"{key}.eml")
        for old in self._files()[:-KEPT]:
            old.unlink(missing_ok=True)
        return key

    def letters(self) -> list[Letter]:
        """All letters, newest first."""
        return [self._read(path) for path in reversed(self._files())]

    def letter(self, key: str) -> Letter | None:
        """One letter, or None if there is none of this key."""
        path = self._folder / f"{key}.eml"
        return self._read(path) if KEY.fullmatch(key) and path.is_file() else None

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.eml"))

    @staticmethod
    def _read(path: Path) -> Letter:
        received = datetime.fromtimestamp(int(path.stem) / 1e9)
        return parse(path.stem, received, path.read_bytes())


def parse(key: str, received: datetime, content: bytes) -> Letter:
    """Read a mail; what cannot be read is shown as far as it can."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return Letter(
        key=key,
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        to=_header(message, "To"),
        received=received,
        body=_body(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError):  # what Python cannot parse
        return ""


def _body(message: EmailMessage) -> str:
    part = message.get_body(("html", "plain"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, KeyError):  # a character set that nobody knows
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if part.get_content_type() == "text/html":
        return text
    return f"<pre>{html.escape(text)}</pre>"
