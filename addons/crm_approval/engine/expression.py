"""Formulas of chains: arithmetic and comparison on plain values, nothing else.

The text is parsed, checked against a list of allowed nodes and walked. It is never
compiled, so there is no attribute, no import and no call but the ones named here.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

MAX_LENGTH = 500
BINARY: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}
COMPARE: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
UNARY: Mapping[type, Callable[[Any], Any]] = {
    ast.Not: operator.not_,
    ast.USub: operator.neg,
}
CALLS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "len": len,
    "max": max,
    "min": min,
    "round": round,
}
ALLOWED = (
    *(ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.BinOp, ast.UnaryOp),
    *(ast.Compare, ast.IfExp, ast.Call, ast.Name, ast.Load, ast.Constant),
    *(ast.Tuple, ast.List, *BINARY, *COMPARE, *UNARY),
)


class FormulaError(ValueError):
    """The text is not a formula of this language."""


@lru_cache(maxsize=512)
def parse(text: str) -> ast.Expression:
    """Parse and check a formula.

    >>> _ = parse("expected_revenue > 1000 and probability < 50")
    >>> parse("env.cr")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    FormulaError: Attribute is not allowed
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"longer than {MAX_LENGTH} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        raise FormulaError(str(error)) from error
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED):
            raise FormulaError(f"{type(node).__name__} is not allowed")
        if isinstance(node, ast.Call) and (
            node.keywords
            or not isinstance(node.func, ast.Name)
            or node.func.id not in CALLS
        ):
            raise FormulaError(f"only these calls are allowed: {', '.join(CALLS)}")
    return tree


def names(text: str) -> frozenset[str]:
    """Return the values that a formula reads.

    >>> sorted(names("max(a, b) > 2"))
    ['a', 'b']
    """
    found = {node.id for node in ast.walk(parse(text)) if isinstance(node, ast.Name)}
    return frozenset(found - CALLS.keys())


def evaluate(text: str, values: Mapping[str, Any]) -> Any:
    """Compute a formula from plain values.

    >>> evaluate("revenue * discount / 100 > 500", {"revenue": 9000, "discount": 10})
    True
    >>> evaluate("1 if kind in ('a', 'b') else 2", {"kind": "c"})
    2
    """
    return _walk(parse(text).body, values)


def _walk(node: ast.AST, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, (ast.Tuple, ast.List)):
        return [_walk(item, values) for item in node.elts]
    if isinstance(node, ast.IfExp):
        branch = node.body if _walk(node.test, values) else node.orelse
        return _walk(branch, values)
    if isinstance(node, ast.BoolOp):
        return _walk_boolean(node, values)
    return _walk_operation(node, values)


def _walk_boolean(node: ast.BoolOp, values: Mapping[str, Any]) -> Any:
    stops_at = isinstance(node.op, ast.Or)
    result: Any = None
    for item in node.values:
        result = _walk(item, values)
        if bool(result) is stops_at:
            break
    return result


def _walk_operation(node: ast.AST, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.BinOp):
        left, right = _walk(node.left, values), _walk(node.right, values)
        if isinstance(left, (str, list)) or isinstance(right, (str, list)):
            raise FormulaError("arithmetic needs numbers")
        return BINARY[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp):
        return UNARY[type(node.op)](_walk(node.operand, values))
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)  # checked by parse
        return CALLS[node.func.id](*(_walk(item, values) for item in node.args))
    assert isinstance(node, ast.Compare)  # nothing else is allowed by parse
    left = _walk(node.left, values)
    for kind, item in zip(node.ops, node.comparators, strict=True):
        right = _walk(item, values)
        if not COMPARE[type(kind)](left, right):
            return False
        left = right
    return True
