"""From a domain to the expression that a form evaluates while one types.

>>> expression([("a", "=", 1), ("b", "!=", False)], {"a", "b"})
'(a == 1 and b)'
>>> expression(["|", ("a", "in", [1, 2]), "!", ("b", "=", False)], {"a", "b"})
'(a in [1, 2] or not (not b))'
>>> expression([], set())
'True'

What a form cannot know yields None; the server then judges alone.

>>> expression([("a.b", "=", 1)], {"a"}), expression([("a", "ilike", "x")], {"a"})
(None, None)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

COMPARISONS = {"=": "==", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


def expression(domain: Sequence[Any], known: Collection[str]) -> str | None:
    """Return ``domain`` as an expression over the fields ``known``, or None."""
    stack: list[str] = []
    try:
        for item in reversed(domain):
            if item == "!":
                stack.append(f"not ({stack.pop()})")
            elif item in ("&", "|"):
                word = "and" if item == "&" else "or"
                stack.append(f"({stack.pop()} {word} {stack.pop()})")
            else:
                name, operator, value = item
                stack.append(_leaf(name, operator, value, known))
    except KeyError:
        return None
    stack.reverse()
    if len(stack) > 1:
        return f"({' and '.join(stack)})"
    return stack[0] if stack else "True"


def _leaf(name: str, operator: str, value: Any, known: Collection[str]) -> str:
    if name not in known or (isinstance(value, str) and value.startswith("today")):
        raise KeyError(name)
    if operator in ("in", "not in"):
        return f"{name} {operator} {list(value)!r}"
    if value is False or value is None:
        return {"=": f"not {name}", "!=": name}[operator]
    if value is True:
        return {"=": name, "!=": f"not {name}"}[operator]
    return f"{name} {COMPARISONS[operator]} {value!r}"


def field_names(domain: Sequence[Any]) -> set[str]:
    """Return the fields of the record itself that ``domain`` looks at.

    >>> sorted(field_names(["|", ("a.b", "=", 1), ("c", "=", 2)]))
    ['a', 'c']
    """
    leaves = (item for item in domain if not isinstance(item, str))
    return {str(leaf[0]).split(".")[0] for leaf in leaves}
