"""What the rules of the rooms look at: models, methods and files, read without Odoo."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

KINDS = {"Model", "AbstractModel", "TransientModel"}
LINES = 400
# Folders with code of ours, and the endings that count; data, translations, lock files
# and foreign libraries have the length that they have.
SHELVES = ("addons", "scripts", "tests", "benchmarks")
ENDINGS = {".py", ".js"}
NOT_CODE = {"lib", "node_modules", "__pycache__"}


@dataclass
class Piece:
    """A class that defines or extends a model.

    :ivar calls: the methods that its own methods call on super().
    """

    addon: str
    path: str
    cls: str
    kind: str
    name: str = ""
    inherit: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)

    @property
    def model(self) -> str:
        """The model that the class defines or extends."""
        return self.name or (self.inherit[0] if self.inherit else "")

    @property
    def place(self) -> str:
        return f"{self.path} {self.cls}"


def code_of(root: Path) -> Iterator[tuple[str, Path]]:
    """(addon, file) of the Python that an addon runs: not its tests or migrations."""
    for folder in sorted((root / "addons").iterdir()):
        for path in sorted(folder.rglob("*.py")):
            inside = path.relative_to(folder).parts[:-1]
            if not {"tests", "migrations", *NOT_CODE} & set(inside):
                yield folder.name, path


@cache
def pieces_of(root: Path) -> tuple[Piece, ...]:
    """Every class of every addon that is (part of) a model."""
    return tuple(
        _piece(addon, str(path.relative_to(root)), node, kind)
        for addon, path in code_of(root)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and (kind := _kind(node))
    )


def _kind(node: ast.ClassDef) -> str:
    for base in node.bases:
        name = base.attr if isinstance(base, ast.Attribute) else ""
        name = base.id if isinstance(base, ast.Name) else name
        if name in KINDS:
            return name
    return ""


def _piece(addon: str, path: str, node: ast.ClassDef, kind: str) -> Piece:
    piece = Piece(addon, path, node.name, kind)
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            _take(piece, line.targets[0].id, line.value)
        elif isinstance(line, (ast.FunctionDef, ast.AsyncFunctionDef)):
            piece.methods.append(line.name)
    piece.calls = {
        call.attr
        for call in ast.walk(node)
        if isinstance(call, ast.Attribute)
        and isinstance(call.value, ast.Call)
        and isinstance(call.value.func, ast.Name)
        and call.value.func.id == "super"
    }
    return piece


def _take(piece: Piece, name: str, value: ast.expr) -> None:
    if name == "_name":
        piece.name = ast.literal_eval(value)
    elif name == "_inherit":
        given = ast.literal_eval(value)
        piece.inherit = [given] if isinstance(given, str) else list(given)


def few_heirs(root: Path) -> dict[str, str]:
    """Abstract models with fewer than two heirs → where they are.

    Heirs are counted over all addons; so is an addon that extends the abstract model
    itself. Odoo looks a report's values up by name: those need no heir.
    """
    pieces = pieces_of(root)
    made = {
        piece.name: piece
        for piece in pieces
        if piece.kind == "AbstractModel" and piece.name not in ("", *piece.inherit)
    }
    heirs: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for piece in pieces:
        for name in set(piece.inherit) & set(made):
            if (piece.addon, piece.model) != (made[name].addon, name):
                # one model counts once, however many pieces say so
                heirs[name].add(
                    (piece.addon, name) if piece.model == name else ("", piece.model)
                )
    return {
        name: piece.place
        for name, piece in made.items()
        if len(heirs[name]) < 2 and not name.startswith("report.")
    }


def _by_model(root: Path) -> dict[tuple[str, str], list[Piece]]:
    found: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in pieces_of(root):
        if piece.model:
            found[piece.addon, piece.model].append(piece)
    return found


def twice_defined(root: Path) -> list[str]:
    """Methods that pieces of one model in one addon define more than once."""
    return sorted(
        f"{addon}: {model}.{method} in {', '.join(_places(pieces, method))}"
        for (addon, model), pieces in _by_model(root).items()
        for method, times in Counter(
            method for piece in pieces for method in set(piece.methods)
        ).items()
        if times > 1
    )


def _places(pieces: list[Piece], method: str) -> list[str]:
    return sorted(piece.path for piece in pieces if method in piece.methods)


def super_into_pieces(root: Path) -> list[str]:
    """Calls of super() that another piece of the model in the addon answers."""
    return sorted(
        f"{piece.place}: super().{call}() is in {other.path}"
        for pieces in _by_model(root).values()
        for piece in pieces
        for other in pieces
        for call in piece.calls & set(other.methods)
        if other is not piece
    )


def classes_twice(root: Path) -> list[str]:
    """Names of classes that an addon uses more than once."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for addon, path in code_of(root):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                found[addon, node.name].append(str(path.relative_to(root)))
    return sorted(
        f"{addon}: {name} in {', '.join(paths)}"
        for (addon, name), paths in found.items()
        if len(paths) > 1
    )


def too_long(root: Path) -> list[str]:
    """Files with more lines than a file may have."""
    return sorted(
        f"{path.relative_to(root)}: {lines} lines"
        for shelf in SHELVES
        for path in (root / shelf).rglob("*")
        if _counts(path.relative_to(root))
        and path.is_file()
        and (lines := len(path.read_text().splitlines())) > LINES
    )


def _counts(path: Path) -> bool:
    if NOT_CODE & set(path.parts):
        return False
    screen = path.suffix == ".xml" and "data" not in path.parts
    return path.suffix in ENDINGS or screen


def not_in_readme(root: Path) -> list[str]:
    """Files of a room, a folder in models/, that its README.md does not name."""
    faults = []
    for path in sorted((root / "addons").glob("*/models/*/**/*.py")):
        readme = path.parent / "README.md"
        text = readme.read_text() if readme.is_file() else ""
        named = re.search(rf"(?<![\w.]){re.escape(path.name)}\b", text)
        if path.name != "__init__.py" and not named:
            faults.append(f"{path.relative_to(root)} is not in its README.md")
    return faults
