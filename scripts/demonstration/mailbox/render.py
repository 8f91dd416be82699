"""The pages of the mailbox: plain HTML without scripts, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from .store import Letter

RELOAD_SECONDS = 5
WORDS: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("words.json").read_text(encoding="utf-8")
)
STYLE = """
:root { color-scheme: light; --ink: #1f2937; --dim: #6b7280; --line: #e5e7eb; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; color: var(--ink); background: #f3f4f6; }
main { max-width: 52rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.25rem; margin: .25rem 0; overflow-wrap: anywhere; }
p { margin: .25rem 0; } .dim { color: var(--dim); font-size: .875rem; }
ul { list-style: none; padding: 0; margin: 1rem 0; background: #fff;
  border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
li + li { border-top: 1px solid var(--line); }
li a { display: block; padding: .75rem 1rem; color: inherit; text-decoration: none; }
li a:hover, li a:focus { background: #f9fafb; }
li b { display: block; overflow-wrap: anywhere; }
.row { display: flex; justify-content: space-between; gap: 1rem; flex-wrap: wrap; }
.back { display: inline-block; padding: .5rem 0; color: #4f46e5; }
iframe { width: 100%; height: calc(100vh - 13rem); min-height: 26rem; margin-top: 1rem;
  background: #fff; border: 1px solid var(--line); border-radius: .5rem; }
"""


def language_of(header: str) -> str:
    """Chinese if the browser would rather have it than English.

    >>> language_of("zh-CN,zh;q=0.9,en;q=0.8"), language_of("en,zh;q=0.5")
    ('zh', 'en')
    >>> language_of("fr"), language_of("en;q=0.1,zh;q=x")
    ('en', 'en')
    """
    best, language = 0.0, "en"
    for entry in header.lower().split(","):
        name, _semicolon, quality = entry.strip().partition(";q=")
        short = name.split("-")[0]
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if short in WORDS and weight > best:
            best, language = weight, short
    return language


def list_page(letters: Sequence[Letter], language: str) -> str:
    """All letters, newest first; the page looks again by itself."""
    words = WORDS[language]
    rows = "".join(_row(letter, words) for letter in letters)
    content = f"<ul>{rows}</ul>" if rows else f"<p>{words['empty']}</p>"
    head = f'<meta http-equiv="refresh" content="{RELOAD_SECONDS}">'
    return _page(
        words["title"],
        f'<h1>{words["title"]}</h1><p class="dim">{words["hint"]}</p>{content}',
        language,
        head,
    )


def letter_page(letter: Letter, language: str) -> str:
    """One letter: its head, and its body in a frame that may do nothing."""
    words = WORDS[language]
    return _page(
        letter.subject or words["title"],
        f'<a class="back" href="/">← {words["back"]}</a>'
        f"<h1>{escape(letter.subject)}</h1>"
        f'<p class="dim">{words["from"]}: {escape(letter.sender)}</p>'
        f'<p class="dim">{words["to"]}: {escape(letter.to)} · {_when(letter)}</p>'
        '<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" '
        f'title="{escape(letter.subject, quote=True)}" '
        f'referrerpolicy="no-referrer" src="/letter/{letter.key}/body"></iframe>',
        language,
    )


def body_page(letter: Letter) -> str:
    """What stands in the frame: links open beside it."""
    return (
        '<!DOCTYPE html><meta charset="utf-8"><base target="_blank">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<style>body { margin: 1rem; font-family: system-ui, sans-serif; }</style>"
        f"{letter.body}"
    )


def gone_page(language: str) -> str:
    """There is no such letter."""
    words = WORDS[language]
    back = f'<a class="back" href="/">← {words["back"]}</a>'
    return _page(words["title"], f"{back}<p>{words['gone']}</p>", language)


def _row(letter: Letter, words: dict[str, str]) -> str:
    return (
        f'<li><a href="/letter/{letter.key}"><b>{escape(letter.subject)}</b>'
        f'<span class="row dim"><span>{words["to"]}: {escape(letter.to)}</span>'
        f"<span>{_when(letter)}</span></span></a></li>"
    )


def _when(letter: Letter) -> str:
    return f"{letter.received:%Y-%m-%d %H:%M}"


def _page(title: str, content: str, language: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{head}<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{content}</main></body></html>"
    )
