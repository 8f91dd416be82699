"""Finds what our addons use of Odoo's inside, by reading both sources."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDONS = ROOT / "addons"
# Every registry is a mapping; these are no secrets of it.
MAPPING = {"items", "keys", "values", "get", "cursor"}
SQL_TABLE = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO|TABLE)\s+\"?([a-z_]+)", re.ASCII)
JS_PATCH = re.compile(r"patch\((\w+)\.prototype, \{\n(.*?)\n\}\);", re.DOTALL)
JS_METHOD = re.compile(r"^    (?:async |get |set )*(\w+)\(", re.MULTILINE)
JS_OWN = re.compile(r"\bthis\.(_\w+)")


def odoo_source() -> Path:
    """Where Odoo's code is; it is found, not run."""
    spec = find_spec("odoo")
    assert spec and spec.submodule_search_locations, "Odoo is not in this environment"
    return Path(next(iter(spec.submodule_search_locations)))


ODOO = odoo_source()


@dataclass
class Uses:
    """Where each name of Odoo's stands in our code: name → places."""

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    registry: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tables: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    javascript: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def is_private(name: str) -> bool:
    """Tell whether a name has one underscore in front (``_`` translates)."""
    return name.startswith("_") and not name.startswith("__") and name != "_"


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the source, parsed."""
    return ast.parse(path.read_text(), str(path))


def python_files(addons: Path) -> list[Path]:
    """Our code without its tests."""
    return [
        path
        for path in sorted(addons.rglob("*.py"))
        if "tests" not in path.relative_to(addons).parts
    ]


def stock_modules(addons: Path) -> list[str]:
    """The stock addons below ours, and what those depend on."""
    found: set[str] = set()
    waiting = [path.parent.name for path in addons.glob("*/__manifest__.py")]
    ours = set(waiting)
    while waiting:
        name = waiting.pop()
        folder = (addons if name in ours else ODOO / "addons") / name
        manifest = ast.literal_eval((folder / "__manifest__.py").read_text())
        depends = {*manifest.get("depends", ()), "base"} - found - {name}
        found |= depends
        waiting += depends
    return sorted(found - ours)


def model_names(node: ast.ClassDef) -> set[str]:
    """The models that a class defines or extends."""
    found: set[str] = set()
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            if item.targets[0].id in ("_name", "_inherit"):
                found |= {
                    constant.value
                    for constant in ast.walk(item.value)
                    if isinstance(constant, ast.Constant)
                    and isinstance(constant.value, str)
                }
    return found


def defined_in(node: ast.ClassDef) -> set[str]:
    """Methods and class attributes of a class."""
    names = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
    for item in node.body:
        if isinstance(item, ast.Assign):
            names |= {t.id for t in item.targets if isinstance(t, ast.Name)}
        elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            names.add(item.target.id)
    return names


@cache
def stock_methods(addons: Path) -> dict[str, set[str]]:
    """Model → private methods that stock defines on it; "" is every model."""
    found: dict[str, set[str]] = defaultdict(set)
    for module in stock_modules(addons):
        for path in sorted((ODOO / "addons" / module).rglob("*.py")):
            if "tests" in path.parts:
                continue
            for node in ast.walk(tree_of(path)):
                if isinstance(node, ast.ClassDef):
                    methods = {
                        item.name
                        for item in node.body
                        if isinstance(item, ast.FunctionDef) and is_private(item.name)
                    }
                    for model in model_names(node):
                        found["" if model == "base" else model] |= methods
    for node in ast.walk(tree_of(ODOO / "orm/models.py")):
        if isinstance(node, ast.ClassDef):
            found[""] |= {name for name in defined_in(node) if is_private(name)}
    return found


@cache
def stock_tables(addons: Path) -> set[str]:
    """The tables of stock models."""
    return {model.replace(".", "_") for model in stock_methods(addons) if model}


def find(addons: Path = ADDONS) -> Uses:
    """Read all of our code."""
    uses = Uses()
    files = python_files(addons)
    ours = {
        name
        for path in files
        for node in ast.walk(tree_of(path))
        for name in own_names(node)
    }
    for path in files:
        place = str(path.relative_to(addons.parent))
        for node in ast.walk(tree_of(path)):
            at = f"{place}:{getattr(node, 'lineno', 0)}"
            for name in attribute_used(node, ours):
                uses.names[name].add(at)
            for name in overridden(node, addons):
                uses.names[name].add(at)
            for name in asked_of_registry(node, ours):
                uses.registry[name].add(at)
            for table in tables_named(node) & stock_tables(addons):
                uses.tables[table].add(at)
    for path in sorted(addons.glob("*/static/src/**/*.js")):
        for name in patched(path.read_text()):
            uses.javascript[name].add(str(path.relative_to(addons.parent)))
    return uses


def own_names(node: ast.AST) -> Iterator[str]:
    """Private names that our code defines itself."""
    if isinstance(node, ast.FunctionDef):
        yield node.name
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.attr
    elif isinstance(node, ast.ClassDef):
        yield from defined_in(node) - {"_name", "_inherit", "_order", "_rec_name"}


def attribute_used(node: ast.AST, ours: set[str]) -> Iterator[str]:
    """A private name behind a dot: not ours, or asked of ``super()``."""
    if not isinstance(node, ast.Attribute) or not is_private(node.attr):
        return
    is_super = (
        isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "super"
    )
    if node.attr not in ours and not is_super:
        yield node.attr


def overridden(node: ast.AST, addons: Path) -> Iterator[str]:
    """Private methods that a class of ours puts in front of those of stock."""
    if not isinstance(node, ast.ClassDef):
        return
    models = model_names(node)
    if models:
        stock = stock_methods(addons)
        known = stock[""].union(*(stock.get(model, set()) for model in models))
        yield from (
            item.name
            for item in node.body
            if isinstance(item, ast.FunctionDef) and item.name in known
        )


def asked_of_registry(node: ast.AST, ours: set[str]) -> Iterator[str]:
    """What is asked of ``env.registry``, ``self.pool`` or a variable named so.

    A module of ours may have that name too: its functions are left out.
    """
    if isinstance(node, ast.Attribute) and node.attr not in MAPPING | ours:
        owner = node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else ""
        name = owner.id if isinstance(owner, ast.Name) else name
        if name in ("registry", "pool"):
            yield node.attr


def tables_named(node: ast.AST) -> set[str]:
    """Tables in SQL that stands in a text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return set(SQL_TABLE.findall(node.value))
    return set()


def patched(text: str) -> Iterator[str]:
    """``Class.method`` that a patch puts in front, and what it reads of the class."""
    for owner, body in JS_PATCH.findall(text):
        own = set(JS_METHOD.findall(body))
        for name in own:
            if f"super.{name}" in body:
                yield f"{owner}.{name}"
        for name in set(JS_OWN.findall(body)) - own:
            yield f"{owner}.{name}"
