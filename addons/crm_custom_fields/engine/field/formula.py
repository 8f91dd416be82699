"""Formulas of computed fields: a small language, read but never run as Python.

>>> formula = Formula("if_(cm > 0, round(10000 * kg / cm / cm, 1), 0)")
>>> formula.value({"kg": 80, "cm": 200}.get), sorted(formula.paths)
(20.0, ['cm', 'kg'])
>>> Formula("start + 15").value({"start": date(2026, 1, 1)}.get)
datetime.date(2026, 1, 16)

An empty value, or a division by zero, makes the whole result empty.

>>> Formula("a / b").value({"a": 1, "b": 0}.get) is None
True

A fault is told with its position, counted from 1.

>>> Formula("a + __import__('os')")  # doctest: +IGNORE_EXCEPTION_DETAIL
Traceback (most recent call last):
FormulaError: ('function', '__import__', 5)

The formulas of crm_approval are the same language: tests/formula_examples.py holds what
both have to say.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from .formula_functions import FUNCTIONS, OPERATIONS, Empty

MAX_LENGTH, MAX_NODES, MAX_DEPTH = 2000, 500, 60
Getter = Callable[[str], Any]


class FormulaError(ValueError):
    """What is wrong: a word for the reason, the piece of text, the position."""


class Formula:
    """A formula that has been read: what it depends on, and its value."""

    def __init__(self, text: str) -> None:
        text = " ".join(text.split())
        if len(text) > MAX_LENGTH:
            raise FormulaError("long", str(MAX_LENGTH), MAX_LENGTH)
        self._text = text = text or "?"
        try:
            self._tree = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            position = getattr(error, "offset", None) or 1
            raise FormulaError("syntax", text[position - 1 :][:20], position) from None
        self.paths: set[str] = set()
        self.uses_today = False
        self._nodes = 0
        self._check(self._tree, 0)

    def value(self, get: Getter) -> Any:
        """Return the result; ``get`` gives the value of a path, or a list of them."""
        try:
            return self._value(self._tree, get)
        except (Empty, TypeError, ValueError, OverflowError, ZeroDivisionError):
            return None

    # Reading

    def _check(self, node: ast.expr, depth: int) -> None:
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise self._fault("long", node)
        if isinstance(node, ast.Constant):
            if not isinstance(node.value, int | float | str | None):
                raise self._fault("piece", node)
        elif isinstance(node, ast.Name | ast.Attribute):
            self.paths.add(self._path(node))
        else:
            for child in self._children(node):
                self._check(child, depth + 1)

    def _children(self, node: ast.expr) -> Iterable[ast.expr]:
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
            return (node.left, node.right)
        if isinstance(node, ast.UnaryOp) and type(node.op) in OPERATIONS:
            return (node.operand,)
        if isinstance(node, ast.BoolOp):
            return node.values
        if isinstance(node, ast.IfExp):
            return (node.test, node.body, node.orelse)
        if isinstance(node, ast.Tuple | ast.List):
            return node.elts
        if isinstance(node, ast.Call):
            return self._arguments(node)
        if isinstance(node, ast.Compare):
            if all(type(kind) in OPERATIONS for kind in node.ops):
                return (node.left, *node.comparators)
        raise self._fault("piece", node)

    def _arguments(self, node: ast.Call) -> Iterable[ast.expr]:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS or node.keywords:
            raise self._fault("function", node.func if not name else node, name)
        low, high = FUNCTIONS[name].arguments
        if not low <= len(node.args) <= high:
            raise self._fault("arguments", node, name)
        self.uses_today = self.uses_today or name in ("today", "age")
        return node.args

    def _path(self, node: ast.expr) -> str:
        names, first = [], node
        while isinstance(first, ast.Attribute):
            names.append(first.attr)
            first = first.value
        if not isinstance(first, ast.Name):
            raise self._fault("piece", first)
        names.append(first.id)
        for name in names:
            if name.startswith("_"):
                raise self._fault("piece", node, name)
        return ".".join(reversed(names))

    def _fault(self, reason: str, node: ast.expr, piece: str = "") -> FormulaError:
        before = self._text.encode()[: node.col_offset].decode()  # it counts bytes
        piece = piece or ast.get_source_segment(self._text, node) or ""
        return FormulaError(reason, piece[:40], len(before) + 1)

    # Computing

    def _value(self, node: ast.expr, get: Getter) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name | ast.Attribute):
            return _moment(get(self._path(node)))
        if isinstance(node, ast.IfExp):
            return self._if(node.test, node.body, node.orelse, get)
        if isinstance(node, ast.BoolOp):
            return self._bool(node, get)
        if isinstance(node, ast.Compare):
            return self._compare(node, get)
        if isinstance(node, ast.Call):
            return self._call(node, get)
        values = [self._value(child, get) for child in self._children(node)]
        if isinstance(node, ast.BinOp | ast.UnaryOp):
            return OPERATIONS[type(node.op)](*values)
        return values

    def _if(self, test: ast.expr, body: ast.expr, other: ast.expr, get: Getter) -> Any:
        """Compute only the branch that counts, so that the other may fail."""
        return self._value(body if self._value(test, get) else other, get)

    def _bool(self, node: ast.BoolOp, get: Getter) -> bool:
        values = (bool(self._value(value, get)) for value in node.values)
        return all(values) if isinstance(node.op, ast.And) else any(values)

    def _compare(self, node: ast.Compare, get: Getter) -> bool:
        left = self._value(node.left, get)
        for kind, side in zip(node.ops, node.comparators, strict=True):
            right = self._value(side, get)
            if not OPERATIONS[type(kind)](left, right):
                return False
            left = right
        return True

    def _call(self, node: ast.Call, get: Getter) -> Any:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "if_":
            test, body, other = node.args
            return self._if(test, body, other, get)
        return FUNCTIONS[name].compute(*(self._value(arg, get) for arg in node.args))


def _moment(value: Any) -> Any:
    """Return a moment as its day: formulas count in days."""
    return value.date() if isinstance(value, datetime) else value


def find_cycle(depends: Mapping[str, Iterable[str]], start: str) -> list[str]:
    """Return the way from ``start`` back to itself, or an empty list.

    >>> find_cycle({"a": ["b"], "b": ["c", "a"], "c": []}, "a")
    ['a', 'b', 'a']
    >>> find_cycle({"a": ["b"], "b": []}, "a")
    []
    """
    stack, seen = [[start]], set()
    while stack:
        way = stack.pop()
        for name in depends.get(way[-1], ()):
            if name == start:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                stack.append([*way, name])
    return []


def as_result(value: Any, kind: str) -> Any:
    """Return ``value`` so that a field of ``kind`` can hold it.

    >>> as_result(2.6, "integer"), as_result(None, "float"), as_result(3, "char")
    (3, 0.0, '3')
    >>> as_result("x", "date")
    False
    """
    if kind == "boolean":
        return bool(value)
    if kind in ("float", "integer"):
        number = value if isinstance(value, int | float) else 0
        return round(number) if kind == "integer" else float(number)
    if kind == "date":
        return value if isinstance(value, date) else False
    return str(value) if value not in (None, False) else False
