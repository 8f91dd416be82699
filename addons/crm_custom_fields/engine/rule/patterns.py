"""Regular expressions that cannot keep the server busy.

Python's ``re`` tries every way to match. A pattern that repeats a repetition,
or many in a row, needs longer than the age of the universe for a harmless
value. Such a pattern is refused when the rule is written.

>>> matches(checked("[A-Z]{2}-\\\\d+"), "DE-12")
True
>>> matches(checked("([0-9]{4} )+[0-9]{4}"), "1234 5678 9012")
True
>>> checked("(a+)+b")
Traceback (most recent call last):
crm.PatternError: nested
"""

from __future__ import annotations

import importlib
import re
import sys
from typing import Any

# The parser of ``re`` moved in Python 3.11 and has no public name.
NEW = sys.version_info >= (3, 11)
constants: Any = importlib.import_module("re._constants" if NEW else "sre_constants")
parser: Any = importlib.import_module("re._parser" if NEW else "sre_parse")

MAX_PATTERN, MAX_VALUE, MAX_OPEN_REPEATS = 500, 250, 3
REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)
COUNT_TO_BE_OPEN = 50
REFUSED = (
    "GROUPREF",
    "GROUPREF_EXISTS",
    "ASSERT",
    "ASSERT_NOT",
    "POSSESSIVE_REPEAT",
    "ATOMIC_GROUP",
)


class PatternError(ValueError):
    """Why a pattern is not accepted: its text is one of a few words."""


PatternError.__module__ = "crm"


def checked(pattern: str) -> re.Pattern[str]:
    """Return ``pattern`` compiled, or say why it is not accepted."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError("long")
    try:
        tree = parser.parse(pattern)
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(str(error)) from error
    if _count_open(tree, inside=False) > MAX_OPEN_REPEATS:
        raise PatternError("many")
    return compiled


def matches(pattern: re.Pattern[str], value: str) -> bool:
    """Tell whether the whole ``value`` follows ``pattern``.

    >>> matches(checked("a*"), "a" * 1_000_000)
    False
    """
    return len(value) <= MAX_VALUE and bool(pattern.fullmatch(value))


def _count_open(node: Any, *, inside: bool) -> int:
    """Return how many repetitions without small bound ``node`` has."""
    count = 0
    for operator, argument in node:
        if operator in REPEATS:
            low, high, child = argument
            is_open = int(high) > COUNT_TO_BE_OPEN
            if inside and low != high:
                raise PatternError("nested")
            repeats = inside or int(high) > 1
            count += is_open + _count_open(child, inside=repeats)
        elif operator is constants.SUBPATTERN:
            count += _count_open(argument[-1], inside=inside)
        elif operator is constants.BRANCH:
            if inside:
                raise PatternError("nested")
            count += sum(_count_open(branch, inside=False) for branch in argument[1])
        elif str(operator) in REFUSED:
            raise PatternError("feature")
    return count
