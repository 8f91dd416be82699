"""README.rst and the Apps page of each addon, from its readme/ fragments."""

from __future__ import annotations

import argparse
import ast
from pathlib import Path

from ..machine.console import say
from ..machine.layout import Layout

HELP = "Write each addon's README.rst and Apps page from readme/*.md."
SECTIONS = {
    "DESCRIPTION": "",
    "CONTEXT": "Why",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "DEVELOP": "For developers",
    "ROADMAP": "Known limits",
}
HEADER = ".. Generated from readme/*.md by ./scripts/dev readme: edit those.\n\n"
PAGE = """\
<section class="oe_container" style="max-width: 56rem; margin: auto">
{body}</section>
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="fail when one is stale")


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Write, or compare."""
    return write(layout, check=options.check)


def write(layout: Layout, *, check: bool) -> int:
    """Write the pages of all addons; with check, only say which are stale."""
    import pypandoc

    stale = []
    for name in layout.addons():
        folder = layout.root / "addons" / name
        text = _text(folder)
        page = PAGE.format(body=pypandoc.convert_text(text, "html", format="gfm"))
        plain = HEADER + pypandoc.convert_text(text, "rst", format="gfm")
        for path, content in (
            (folder / "README.rst", plain),
            (folder / "static/description/index.html", page),
        ):
            if path.is_file() and path.read_text() == content:
                continue
            if check:
                stale.append(str(path.relative_to(layout.root)))
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content)
    for path_name in stale:
        say(f"   {path_name} is stale; type: ./scripts/dev readme")
    return 1 if stale else 0


def _text(folder: Path) -> str:
    manifest = ast.literal_eval((folder / "__manifest__.py").read_text())
    parts = [f"# {manifest['name']}\n"]
    for fragment, title in SECTIONS.items():
        path = folder / "readme" / f"{fragment}.md"
        if path.is_file():
            heading = f"## {title}\n\n" if title else ""
            parts.append(f"{heading}{path.read_text().strip()}\n")
    return "\n".join(parts)
