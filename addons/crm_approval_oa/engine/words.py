"""Text of people on its way into somebody else's markup.

A customer may be called ``<at user_id="all">`` or ``[free](https://evil)``: their
name is shown, never obeyed.
"""

import re

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]"
)
# Full-width twins: every client shows them, none of them means anything.
_TWINS = str.maketrans(
    {
        "<": "\uff1c", ">": "\uff1e", "@": "\uff20", "*": "\uff0a", "_": "\uff3f",
        "[": "\uff3b", "]": "\uff3d", "`": "\uff40", "#": "\uff03", "~": "\uff5e",
        "|": "\uff5c", "\\": "\uff3c", "!": "\uff01",
    }
)  # fmt: skip
ELLIPSIS = "\u2026"


def plain(text: str) -> str:
    """Return one line without control characters, for a field that is no markup.

    >>> plain("Solar\\nRoof\\x00 \\u202e!")
    'Solar Roof !'
    """
    return " ".join(_CONTROL.sub("", text.replace("\t", " ")).split())


def harmless(text: str) -> str:
    """Return the text so that no vendor's markdown does anything with it.

    >>> harmless('<at user_id="all"> [free](https://evil.example)')
    '\uff1cat user\uff3fid="all"\uff1e \uff3bfree\uff3d(https://evil.example)'
    """
    return plain(text).translate(_TWINS)


def cut(text: str, letters: int) -> str:
    """Shorten to a number of letters.

    >>> cut("Discount", 5), cut("Disc", 5)
    ('Disc\u2026', 'Disc')
    """
    return text if len(text) <= letters else text[: letters - 1] + ELLIPSIS


def cut_bytes(text: str, size: int) -> str:
    """Shorten to a number of bytes in UTF-8, never in the middle of a letter.

    >>> cut_bytes("abc", 3), cut_bytes("\u6298\u6263\u5ba1\u6279", 9)
    ('abc', '\u6298\u6263\u2026')
    >>> len(cut_bytes("\u6298" * 2000, 2048).encode()) <= 2048
    True
    """
    data = text.encode()
    if len(data) <= size:
        return text
    return data[: size - 3].decode(errors="ignore") + ELLIPSIS
