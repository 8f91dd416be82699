"""What people read, in English or Chinese: the English sentence is its own key."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

LANGUAGES = ("en", "zh")
CATALOGUE = Path(__file__).with_name("words_zh.json")
CHINESE: Mapping[str, str] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
_CATALOGUES: Mapping[str, Mapping[str, str]] = {"en": {}, "zh": CHINESE}
_spoken = ["en"]


def speak(language: str) -> None:
    """Choose the language of everything that is said from now on."""
    _spoken[0] = language


def spoken_by_the_shell() -> str:
    """Return the language that the environment asks for."""
    wanted = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if wanted.lower().startswith("zh") else "en"


def say(sentence: str, **values: object) -> str:
    """Return the sentence in the chosen language, filled in.

    >>> say("“{value}” is not a date", value="soon")
    '“soon” is not a date'
    >>> speak("zh"); say("“{value}” is not a date", value="soon"); speak("en")
    '“soon”不是日期'
    """
    return _CATALOGUES[_spoken[0]].get(sentence, sentence).format(**values)


def choose(text: str | Mapping[str, str]) -> str:
    """Return a text of a mapping, which may be written in several languages.

    >>> choose("Contacts"), choose({"en": "Contacts", "zh": "联系人"})
    ('Contacts', 'Contacts')
    """
    if isinstance(text, str):
        return text
    return text.get(_spoken[0]) or text["en"]
