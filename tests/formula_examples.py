"""What a formula means: one table for the two addons that have formulas.

A consultant who has learned one language has learned the other. Each row is a text,
the values that it reads, and what comes of it; ``EMPTY`` where a value is missing or
the sum cannot be done. The faults are texts that are refused, with the reason and the
position that the sentence names.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

EMPTY = None
DAY = date(2026, 1, 31)

EXAMPLES: tuple[tuple[str, dict[str, Any], Any], ...] = (
    # numbers
    ("1 + 2 * 3", {}, 7),
    ("(1 + 2) * 3 - 4 / 2", {}, 7.0),
    ("7 // 2", {}, 3),
    ("7 % 4", {}, 3),
    ("-a", {"a": 3}, -3),
    ("a / b", {"a": 1, "b": 0}, EMPTY),
    ("a % b", {"a": 1, "b": 0}, EMPTY),
    ("a + 1", {"a": None}, EMPTY),
    ("a * 2", {"a": "3"}, EMPTY),
    ("a * 2", {"a": True}, EMPTY),
    # comparisons
    ("a > 3", {"a": 4}, True),
    ("a >= 4 and a <= 4", {"a": 4}, True),
    ("1 < a < 3", {"a": 2}, True),
    ("1 < a < 3", {"a": 3}, False),
    ("a > 3", {"a": None}, EMPTY),
    ("a > 3", {"a": "4"}, EMPTY),
    ("a == 4", {"a": 4.0}, True),
    ("a != 4", {"a": 5}, True),
    ("a == b", {"a": None, "b": False}, True),
    ("a == ''", {"a": False}, True),
    ("a == None", {"a": ""}, True),
    ("a == 0", {"a": 0.0}, True),
    # texts
    ("a + ' ' + b", {"a": "x", "b": "y"}, "x y"),
    ("a + 1", {"a": "x"}, "x1"),
    ("a + 'x'", {"a": None}, "x"),
    ("a == 'won'", {"a": "won"}, True),
    ("a >= '2'", {"a": "3"}, True),
    ("a >= '2'", {"a": False}, False),
    ("a < b", {"a": "a", "b": "b"}, True),
    ("a < b", {"a": None, "b": None}, EMPTY),
    ("upper(a)", {"a": "x"}, "X"),
    ("lower(a)", {"a": None}, ""),
    ("length(a)", {"a": "four"}, 4),
    ("len(a)", {"a": None}, 0),
    ("contains(a, 'ow')", {"a": "Tower"}, True),
    ("contains(a, 'x')", {"a": None}, False),
    ("'ow' in a", {"a": "Tower"}, True),
    ("'ow' not in a", {"a": False}, True),
    # lists
    ("a in ('x', 'y')", {"a": "y"}, True),
    ("a not in ['x', 'y']", {"a": "y"}, False),
    ("a in (1, 2)", {"a": 2.0}, True),
    ("a in ('', 'x')", {"a": None}, True),
    ("1 in a", {"a": [1, 2]}, True),
    ("1 in a", {"a": 5}, EMPTY),
    ("len(a)", {"a": [1, 2]}, 2),
    ("sum(a)", {"a": [1, 2, None]}, 3),
    ("count(a)", {"a": [1, None, False, 0]}, 2),
    ("average(a)", {"a": [1, 2]}, 1.5),
    ("average(a)", {"a": []}, EMPTY),
    # logic
    ("not a", {"a": None}, True),
    ("a and b", {"a": 5, "b": 3}, True),
    ("a or b", {"a": 0, "b": ""}, False),
    ("a or 1 / 0", {"a": 1}, True),
    ("a and 1 / 0", {"a": 0}, False),
    ("a > 1 or b > 1", {"a": None, "b": 2}, EMPTY),
    ("True", {}, True),
    # choices
    ("if_(a > 0, b / a, 0)", {"a": 0, "b": 1}, 0),
    ("b / a if a > 0 else 0", {"a": 0, "b": 1}, 0),
    ("'large' if a > 5 else 'small'", {"a": 6}, "large"),
    ("if_(a > 0, 1, 2)", {"a": None}, EMPTY),
    ("first(a, b, 3)", {"a": None, "b": False}, 3),
    ("first(a)", {"a": 0}, 0),
    ("first(a)", {"a": None}, EMPTY),
    # functions of numbers
    ("min(a, b)", {"a": 3, "b": None}, 3),
    ("max(a, 2, 1)", {"a": 3}, 3),
    ("max(a)", {"a": None}, EMPTY),
    ("max(a, 'x')", {"a": 1}, EMPTY),
    ("abs(a)", {"a": -2}, 2),
    ("round(a)", {"a": 2.6}, 3.0),
    ("round(a, 1)", {"a": 2.66}, 2.7),
    ("round(a, 400)", {"a": 2.66}, EMPTY),
    # days
    ("a + 1", {"a": DAY}, date(2026, 2, 1)),
    ("a - b", {"a": date(2026, 2, 1), "b": DAY}, 1),
    ("a - 31", {"a": DAY}, date(2025, 12, 31)),
    ("a > b", {"a": DAY, "b": date(2026, 1, 30)}, True),
    ("a > '2026-01-30'", {"a": DAY}, True),
    ("a == '2026-01-31'", {"a": DAY}, True),
    ("a in ('2026-01-31', '')", {"a": DAY}, True),
    ("a > 'soon'", {"a": DAY}, EMPTY),
    ("a > 3", {"a": DAY}, EMPTY),
    ("a > '2026-01-30'", {"a": False}, False),  # as an empty text
    ("a < today()", {"a": False}, EMPTY),
    ("a == '2026-01-31'", {"a": datetime(2026, 1, 31, 23)}, True),
    ("year(a) * 100 + month(a)", {"a": DAY}, 202601),
    ("age(a, b)", {"a": date(2000, 2, 29), "b": date(2026, 2, 28)}, 25),
    ("today() - today()", {}, 0),
    # paths
    ("a.b.c + 1", {"a.b.c": 1}, 2),
    ("sum(rows.share) == 100", {"rows.share": [60, 40]}, True),
)

FAULTS: tuple[tuple[str, str, str, int], ...] = (
    # text, reason, piece, position
    ("", "syntax", "?", 1),
    (") + a", "syntax", ") + a", 1),
    ("a + __import__('os')", "function", "__import__", 5),
    ("open('x')", "function", "open", 1),
    ("a.b()", "function", "a.b", 1),
    ("(lambda: 1)()", "function", "lambda: 1", 2),
    ("round(a, digits=1)", "function", "round", 1),
    ("round(1, 2, 3)", "arguments", "round", 1),
    ("today(1)", "arguments", "today", 1),
    ("a.__class__", "piece", "__class__", 1),
    ("_a", "piece", "_a", 1),
    ("a ** 2", "piece", "a ** 2", 1),
    ("a[0]", "piece", "a[0]", 1),
    ("a is None", "piece", "a is None", 1),
    ("[x for x in a]", "piece", "[x for x in a]", 1),
    ("{'a': 1}", "piece", "{'a': 1}", 1),
    ("f'{a}'", "piece", "f'{a}'", 1),
    ("b'a'", "piece", "b'a'", 1),
    ("1j", "piece", "1j", 1),
    ("...", "piece", "...", 1),
    ("(1).real", "piece", "1", 2),
    ("a == '中文' and open(a)", "function", "open", 15),
    ("a" + ".b" * 900 + "._c", "piece", "_c", 1),
    ("1" * 3000, "long", "2000", 2000),
    ("+".join("a" * 400), "long", "a+a+a", 1),
)
