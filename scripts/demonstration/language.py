"""The two languages of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH, CHINESE = "en", "zh"
LANGUAGES = (ENGLISH, CHINESE)
CODES = {ENGLISH: "en_US", CHINESE: "zh_CN"}

Text = Mapping[str, str]


def both(en: str, zh: str) -> Text:
    """A text in both languages."""
    return {ENGLISH: en, CHINESE: zh}
