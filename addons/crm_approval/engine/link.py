"""Signed words for a link that somebody can decide with, without a session.

The words say whom the link was made for, about what, and until when. They can be
read by whoever holds them; only the holder of the key can write them.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

SEPARATOR = "-"
# PostgreSQL refuses to look for a larger one.
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Link:
    """What a link says; nothing of it is true before ``is_genuine``."""

    task: int
    user: int
    expires: int
    stamp: str
    seal: str = ""

    def sealed(self, key: str) -> Link:
        """The same link with the seal that this key gives."""
        return Link(
            self.task, self.user, self.expires, self.stamp, _seal(key, self._said())
        )

    def is_genuine(self, key: str) -> bool:
        """Whether the holder of this key made the link.

        >>> link = Link(7, 2, 1700000000, "ab12").sealed("secret")
        >>> link.is_genuine("secret"), link.is_genuine("other"), link.is_genuine("")
        (True, False, False)
        >>> read(link.spelled().replace("7-2-", "7-3-", 1)).is_genuine("secret")
        False
        """
        seal = _seal(key, self._said())
        return bool(key) and hmac.compare_digest(self.seal.encode(), seal.encode())

    def spelled(self) -> str:
        """The link as part of an address.

        >>> Link(7, 2, 1700000000, "ab12", "c0ffee").spelled()
        '7-2-1700000000-ab12-c0ffee'
        """
        return SEPARATOR.join([self._said(), self.seal])

    def _said(self) -> str:
        return SEPARATOR.join(
            [str(self.task), str(self.user), str(self.expires), self.stamp]
        )


def read(words: str) -> Link | None:
    """Read what a link says, or nothing if it is no link at all.

    >>> read("7-2-1700000000-ab12-c0ffee")
    Link(task=7, user=2, expires=1700000000, stamp='ab12', seal='c0ffee')
    >>> [read(words) for words in ("", "7-2", "a-2-3-ab-cd", "7-2-3-ab-cd-ef")]
    [None, None, None, None]
    >>> read("9" * 40 + "-2-3-ab-cd") or read("9999999999-2-3-ab-cd")
    >>> read("\N{SUPERSCRIPT TWO}-2-3-ab-cd")
    """
    parts = words.split(SEPARATOR)
    if len(parts) != 5 or not all(_is_number(part) for part in parts[:3]):
        return None
    task, user, expires = (int(part) for part in parts[:3])
    if max(task, user) > LARGEST_ID:
        return None
    return Link(task, user, expires, parts[3], parts[4])


def stamp(*facts: object) -> str:
    """Short words that change when any of these facts changes.

    >>> stamp("fingerprint", 3) == stamp("fingerprint", 3)
    True
    >>> stamp("fingerprint", 3) == stamp("fingerprint", 4)
    False
    """
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def _seal(key: str, words: str) -> str:
    return hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()
