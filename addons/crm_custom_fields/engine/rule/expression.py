"""From a domain to the expression that a form evaluates while one types.

>>> types = {"a": "integer", "b": "char", "tags": "many2many"}
>>> expression([("a", "=", 1), ("b", "!=", False)], types)
'(a == 1 and b)'
>>> expression(["|", ("a", "in", [1, 2]), "!", ("b", "=", False)], types)
'(a in [1, 2] or not (not b))'
>>> expression([("b", "ilike", "Tower")], types)
"'tower' in (b or '').lower()"
>>> expression([("tags", "in", [4, 5])], types)
'(4 in tags or 5 in tags)'
>>> expression([], {})
'True'

What a form cannot know yields None; the server then says whether it holds.

>>> expression([("a.b", "=", 1)], types), expression([("b", "=like", "x%")], types)
(None, None)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

COMPARISONS = {"=": "==", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
TEXTS = ("char", "text", "selection")
LINKS = ("many2many", "one2many")


def expression(domain: Sequence[Any], known: Mapping[str, str]) -> str | None:
    """Return ``domain`` as an expression over the fields ``known``, or None.

    ``known`` maps the names of the fields to their types.
    """
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


def _leaf(name: str, operator: str, value: Any, known: Mapping[str, str]) -> str:
    kind = known[name]
    if isinstance(value, str) and value.startswith("today"):
        raise KeyError(name)
    if operator in ("ilike", "not ilike"):
        return _contains(name, operator, value, kind)
    if value is False or value is None:
        return {"=": f"not {name}", "!=": name}[operator]
    if value is True:
        return {"=": name, "!=": f"not {name}"}[operator]
    if kind in LINKS:
        return _any_of(name, operator, value)
    if operator in ("in", "not in"):
        return f"{name} {operator} {list(value)!r}"
    if kind == "many2one" and isinstance(value, str):
        raise KeyError(name)  # compares the name of the linked record
    return f"{name} {COMPARISONS[operator]} {value!r}"


def _contains(name: str, operator: str, value: Any, kind: str) -> str:
    is_plain = isinstance(value, str) and value and not {"%", "_", "\\"} & set(value)
    if kind not in TEXTS or not is_plain:
        raise KeyError(name)
    found = f"{value.lower()!r} in ({name} or '').lower()"
    return found if operator == "ilike" else f"not ({found})"


def _any_of(name: str, operator: str, value: Any) -> str:
    ids = [value] if isinstance(value, int) else list(value)
    if not ids or not all(isinstance(id_, int) for id_ in ids):
        raise KeyError(name)
    found = "(" + " or ".join(f"{id_} in {name}" for id_ in ids) + ")"
    words = {"in": found, "=": found, "not in": f"not {found}", "!=": f"not {found}"}
    return words[operator]


def field_names(domain: Sequence[Any]) -> set[str]:
    """Return the fields of the record itself that ``domain`` looks at.

    >>> sorted(field_names(["|", ("a.b", "=", 1), ("c", "=", 2)]))
    ['a', 'c']
    """
    leaves = (item for item in domain if not isinstance(item, str))
    return {str(leaf[0]).split(".")[0] for leaf in leaves}


def names_behind(domain: Sequence[Any], link: str) -> set[str]:
    """Return the fields that ``domain`` looks at on the record behind ``link``.

    >>> sorted(names_behind(["|", ("up.a.b", "=", 1), ("up", "any", [("c", "=", 2)])],
    ...     "up"))
    ['a', 'c']
    """
    names: set[str] = set()
    for leaf in (item for item in domain if not isinstance(item, str)):
        first, _dot, rest = str(leaf[0]).partition(".")
        if first == link and rest:
            names.add(rest.split(".")[0])
        elif first == link and leaf[1] in ("any", "not any"):
            names |= field_names(leaf[2])
    return names
