"""Translation templates, and what Chinese still lacks."""

from __future__ import annotations

import argparse
import ast
import tempfile
from pathlib import Path

from ..database.copies import STOCK_GLUE, copy_of
from ..database.postgres import Server, postgres
from ..machine.console import say
from ..machine.layout import Layout
from ..odoo.cli import install, run_script
from ..odoo.config import write_conf

HELP = "Write i18n/*.pot and merge into zh_CN.po; --check fails on stale or missing."

EXPORT = """
from odoo.tools.translate import trans_export
for name in {names!r}:
    with open(f"{folder}/{{name}}.pot", "wb") as sink:
        trans_export(None, [name], sink, "po", env(context={{}}))
print("TERMS EXPORTED")
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing")


def main(layout: Layout, options: argparse.Namespace) -> int:
    """Export from a fresh database, then write or compare."""
    with postgres(layout) as server:
        database = copy_of(layout, server, STOCK_GLUE, "pot")
        conf = write_conf(layout, server, "pot")
        install(layout, conf, database, layout.addons())
        code = compare(layout, server, database, check=options.check)
        server.drop(database)
    return code


def compare(layout: Layout, server: Server, database: str, *, check: bool) -> int:
    """Export the terms of a database that holds all addons; write or compare."""
    conf = write_conf(layout, server, "pot")
    exported = _export(layout, conf, database)
    faults = []
    known = _known_chinese(layout)
    for name in layout.addons():
        folder = layout.root / "addons" / name / "i18n"
        terms = with_names(exported.get(name, ""), names_in_apps(layout, name))
        faults += _judge(folder, name, terms, check, known)
    for fault in faults:
        say(f"   {fault}")
    return 1 if faults else 0


def _export(layout: Layout, conf: Path, database: str) -> dict[str, str]:
    """The terms of each addon, as `odoo i18n export` gives them, from one process."""
    with tempfile.TemporaryDirectory() as folder:
        script = EXPORT.format(names=layout.addons(), folder=folder)
        run_script(layout, conf, database, script, "TERMS EXPORTED")
        return {path.stem: path.read_text() for path in Path(folder).glob("*.pot")}


def names_in_apps(layout: Layout, name: str) -> dict[str, list[str]]:
    """What the Apps page says: term → its places.

    Odoo reads the translations of an addon only once it is installed. So each addon
    that people choose carries the names of all of them, and the first one installed
    makes them all speak Chinese; glue carries its own name only.
    """
    manifests = {
        addon: ast.literal_eval(
            (layout.root / "addons" / addon / "__manifest__.py").read_text()
        )
        for addon in layout.addons()
    }
    chosen = [a for a in sorted(manifests) if manifests[a].get("application")]
    found: dict[str, list[str]] = {}
    for addon in chosen if name in chosen else [name]:
        for field, key in (("shortdesc", "name"), ("summary", "summary")):
            place = f"model:ir.module.module,{field}:base.module_{addon}"
            found.setdefault(manifests[addon][key], []).append(place)
    return found


def with_names(exported: str, names: dict[str, list[str]]) -> str:
    """Add terms and their places to an exported template, in its own form."""
    text = exported
    for term, places in names.items():
        lines = "".join(f"#: {place}\n" for place in places)
        quoted = term.replace("\\", "\\\\").replace('"', '\\"')
        msgid = f'\nmsgid "{quoted}"\n'
        if msgid in text:
            text = text.replace(msgid, f"\n{lines.rstrip()}{msgid}", 1)
        else:
            text = f'{text.rstrip()}\n\n#. module: base\n{lines}{msgid[1:]}msgstr ""\n'
    return text


def _known_chinese(layout: Layout) -> dict[str, str]:
    """The Chinese of the names on the Apps page, in whichever addon it was written."""
    import polib

    known: dict[str, str] = {}
    for path in sorted((layout.root / "addons").glob("*/i18n/zh_CN.po")):
        for entry in polib.pofile(str(path)):
            if entry.translated() and "ir.module.module" in str(entry.occurrences):
                known.setdefault(entry.msgid, entry.msgstr)
    return known


def _judge(
    folder: Path, name: str, exported: str, check: bool, known: dict[str, str]
) -> list[str]:
    import polib

    pot, chinese = folder / f"{name}.pot", folder / "zh_CN.po"
    fresh = polib.pofile(exported) if exported else polib.POFile()
    if not len(fresh):
        return []
    wanted = {entry.msgid for entry in fresh}
    if not check:
        folder.mkdir(exist_ok=True)
        fresh.sort(key=lambda entry: entry.msgid)  # as the gate for these files asks
        pot.write_text(str(fresh))
        po = polib.pofile(str(chinese)) if chinese.is_file() else polib.POFile()
        po.merge(fresh)
        for gone in po.obsolete_entries():
            po.remove(gone)
        for entry in po.untranslated_entries():
            entry.msgstr = known.get(entry.msgid, "")
        po.sort(key=lambda entry: entry.msgid)
        po.save(str(chinese))
    faults = []
    held = {entry.msgid for entry in polib.pofile(str(pot))} if pot.is_file() else set()
    if held != wanted:
        odd = sorted(held ^ wanted)[:3]
        faults.append(f"{pot.name} is stale (for instance {odd}): ./scripts/dev pot")
    done = (
        {e.msgid for e in polib.pofile(str(chinese)) if e.translated()}
        if chinese.is_file()
        else set()
    )
    if wanted - done:
        odd = sorted(wanted - done)[:3]
        faults.append(
            f"{name}: {len(wanted - done)} terms lack Chinese, for instance {odd}"
        )
    return faults
