"""The upgrade canary: what we rely on of Odoo's inside is there, and is all listed.

Reads sources, needs no database. See docs/upgrade.md.
"""

from __future__ import annotations

import ast
import copy
import re
from functools import cache
from pathlib import Path

import pytest
from private_api import (
    JAVASCRIPT_ROWS,
    NOT_ODOO,
    PYTHON_ROWS,
    Api,
)
from private_uses import ADDONS, ODOO, Uses, find, tree_of

COLUMN = re.compile(r"fields\.\w+")
REGISTRY = "orm/registry.py:Registry"


@cache
def uses() -> Uses:
    """Our code is read once."""
    return find()


def row_id(row: Api) -> str:
    """How pytest names a row."""
    return f"{row.owner.rpartition(':')[2]}.{row.name}"


def places(row: Api) -> str:
    """Where our code names it: there one has to look."""
    found = uses()
    known = (
        *(found.names[row.name], found.registry[row.name]),
        found.javascript[row_id(row)],
    )
    lines = sorted(set().union(*known))
    return "\n  ".join(lines or [f"git grep -n {row.name} addons"])


def told(row: Api, fault: str) -> str:
    """The sentence of a failure."""
    return (
        f"{row.owner}.{row.name} {fault}.\n"
        f"What stops working: {row.breaks}.\nLook at\n  {places(row)}"
    )


@cache
def members(owner: str) -> dict[str, ast.AST]:
    """Methods and attributes of a class (or of a module), those set in them too."""
    file, _colon, name = owner.rpartition(":")
    path = ODOO / file
    if not path.exists():
        return {}
    tree = tree_of(path)
    body: list[ast.stmt] = []
    for node in tree.body if not name else ast.walk(tree):
        if not name and isinstance(node, ast.FunctionDef):
            body.append(node)
        elif isinstance(node, ast.ClassDef) and node.name == name:
            body += node.body
    found: dict[str, ast.AST] = {}
    for item in body:
        if isinstance(item, ast.FunctionDef):
            found[item.name] = item
            found = {n.attr: n for n in ast.walk(item) if is_set(n)} | found
        for target in targets_of(item):
            found[target] = getattr(item, "value", None) or item
    return found


def is_set(node: ast.AST) -> bool:
    """``self.x = …`` in a method."""
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)


def targets_of(item: ast.stmt) -> list[str]:
    """The names that a statement of a class body gives a value."""
    if isinstance(item, ast.Assign):
        return [node.id for node in item.targets if isinstance(node, ast.Name)]
    if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
        return [item.target.id]
    return []


def signature(node: ast.AST | None) -> str:
    """Spell a member as the table does."""
    if isinstance(node, ast.FunctionDef):
        args = copy.deepcopy(node.args)
        for arg in ast.walk(args):
            if isinstance(arg, ast.arg):
                arg.annotation = None
        return f"({ast.unparse(args)})"
    if isinstance(node, ast.Call) and COLUMN.fullmatch(ast.unparse(node.func)):
        return ast.unparse(node.func)
    return "" if node is None else "="


@pytest.mark.parametrize("row", PYTHON_ROWS, ids=row_id)
def test_odoo_has_what_we_rely_on(row: Api) -> None:
    found = signature(members(row.owner).get(row.name))

    assert found, told(row, "is gone")
    assert found == row.signature, told(row, f"is {found} now, it was {row.signature}")


def javascript(owner: str, name: str) -> str:
    """The parameters of a method, "get" or "="; empty when it is gone."""
    file, _colon, class_name = owner.rpartition(":")
    path: Path = ODOO / file
    text = path.read_text() if path.exists() else ""
    _before, _class, body = text.partition(f"export class {class_name} ")
    body = re.split(r"^}", body, maxsplit=1, flags=re.MULTILINE)[0]
    if re.search(rf"^    get {name}\(\)", body, re.MULTILINE):
        return "get"
    found = re.search(rf"^    (?:async )?{name}\((.*)\) {{$", body, re.MULTILINE)
    if found:
        return f"({found[1]})"
    return "=" if re.search(rf"\b{name} = |this\.{name}\b", body) else ""


@pytest.mark.parametrize("row", JAVASCRIPT_ROWS, ids=row_id)
def test_the_web_client_has_what_we_patch(row: Api) -> None:
    found = javascript(row.owner, row.name)
    wanted = row.signature if row.signature in ("=", "get") else f"({row.signature})"

    assert found, told(row, "is gone")
    assert found == wanted, told(row, f"is {found} now, it was {wanted}")


def lacking(wanted: dict[str, set[str]], known: set[str]) -> str:
    """Name what is used and not listed, with the places."""
    return "\n".join(
        f"{name}: {', '.join(sorted(where)[:3])}"
        for name, where in sorted(wanted.items())
        if where and name not in known
    )


def test_every_private_name_that_our_addons_use_is_listed() -> None:
    known = {row.name for row in PYTHON_ROWS} | NOT_ODOO.keys()

    assert not lacking(uses().names, known), "not in tests/private_api.py:\n" + lacking(
        uses().names, known
    )


def test_everything_that_is_asked_of_the_registry_is_listed() -> None:
    known = {row.name for row in PYTHON_ROWS if row.owner == REGISTRY}

    assert not lacking(uses().registry, known), (
        "not in tests/private_api.py:\n" + lacking(uses().registry, known)
    )


def test_every_table_of_odoo_in_our_sql_has_its_columns_listed() -> None:
    known = {
        re.sub(r"(?<!^)(?=[A-Z])", "_", row.owner.rpartition(":")[2]).lower()
        for row in PYTHON_ROWS
        if row.signature.startswith("fields.")
    }

    assert not lacking(uses().tables, known), (
        "columns not in tests/private_api.py:\n" + lacking(uses().tables, known)
    )


def test_every_patch_of_the_web_client_is_listed() -> None:
    known = {row_id(row) for row in JAVASCRIPT_ROWS}

    assert not lacking(uses().javascript, known), (
        "not in tests/private_api.py:\n" + lacking(uses().javascript, known)
    )


def test_a_use_that_is_not_listed_is_found(tmp_path: Path) -> None:
    """The search itself can fail: a planted addon is found out in each way."""
    room = tmp_path / "addons/crm_planted"
    (room / "static/src").mkdir(parents=True)
    (room / "__manifest__.py").write_text("{'depends': ['crm']}")
    (room / "lead.py").write_text(
        "class Lead(models.Model):\n"
        "    _inherit = 'crm.lead'\n"
        "    def _handle_won_lost(self, vals_list):\n"
        "        self._fetch_query(query)\n"
        "        self.env.registry.not_null_fields\n"
        "        self.env.cr.execute('SELECT 1 FROM utm_source')\n"
    )
    (room / "static/src/a.js").write_text(
        "patch(List.prototype, {\n    _load() {\n        super._load();\n    },\n});\n"
    )

    found = find(tmp_path / "addons")

    assert {"_handle_won_lost", "_fetch_query"} <= found.names.keys()
    assert "not_null_fields" in found.registry
    assert "utm_source" in found.tables
    assert "List._load" in found.javascript


def test_the_table_lists_nothing_that_is_not_used_any_more() -> None:
    text = "\n".join(path.read_text() for path in ADDONS.rglob("*.py"))
    text += "\n".join(path.read_text() for path in ADDONS.glob("*/static/src/**/*.js"))
    columns = re.compile(r"(old|new)_value_\w+|__slots__")

    gone = [
        row_id(row)
        for row in (*PYTHON_ROWS, *JAVASCRIPT_ROWS)
        if not columns.fullmatch(row.name) and not re.search(rf"\b{row.name}\b", text)
    ]

    assert not gone
