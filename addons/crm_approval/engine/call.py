"""A call of a protected method: its arguments as text, and the door before it."""

from __future__ import annotations

import functools
import json
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

NAME_LENGTH = 64


def as_json(args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as plain JSON: what is approved is what will be used.

    >>> as_json((1, [2, "x"]), {"reason": None})
    {'args': [1, [2, 'x']], 'kwargs': {'reason': None}}
    >>> as_json((object(),), {})
    Traceback (most recent call last):
    TypeError: Object of type object is not JSON serializable
    >>> as_json((float("nan"),), {})
    Traceback (most recent call last):
    ValueError: Out of range float values are not JSON compliant
    >>> as_json((), {"by": {1: "x"}})
    Traceback (most recent call last):
    TypeError: keys must be text
    """
    call = {"args": list(args), "kwargs": dict(kwargs)}
    _check_keys(call)
    plain: dict[str, Any] = json.loads(json.dumps(call, allow_nan=False))
    return plain


def _check_keys(value: Any) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys must be text")
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _check_keys(item)


def fingerprint(method: str, call: Mapping[str, Any], number: str) -> str:
    """Spell one call; the number makes it that very one, so that it runs once.

    >>> fingerprint("action_done", {"args": [], "kwargs": {"b": 1, "a": 2}}, "7")
    'action_done {"args":[],"kwargs":{"a":2,"b":1}} 7'
    """
    given = {"args": call["args"], "kwargs": call["kwargs"]}
    text = json.dumps(given, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{method} {text} {number}"


class Door:
    """Stands before a method of a model class.

    Code that has a record calls ``record.method()`` and meets the *gate*, which
    refuses. Whoever calls from outside (a button, RPC) is given the method by its
    class, ``getattr(cls, name)``, and meets the *asking* one. Neither opens anything:
    who takes the wrong one is refused, or asks.

    >>> def gate(record, *args): return "refused"
    >>> def ask(record, *args): return "asked"
    >>> class Model:
    ...     def run(self): return "done"
    >>> Model.run = Door(Model.run, gate, ask)
    >>> Model().run(), Model.run(Model()), Model.run.approval_origin(Model())
    ('refused', 'asked', 'done')
    >>> Model.run.__name__
    'run'
    """

    def __init__(
        self,
        origin: Callable[..., Any],
        gate: Callable[..., Any],
        ask: Callable[..., Any],
    ) -> None:
        self.origin = origin
        self.gate = functools.wraps(origin)(gate)
        self.ask = functools.wraps(origin)(ask)
        self.ask.approval_origin = origin  # type: ignore[attr-defined]
        self.before: Any = None  # what stood in the class itself until now

    def __get__(self, instance: Any, owner: type | None = None) -> Callable[..., Any]:
        if instance is None:
            return self.ask
        return types.MethodType(self.gate, instance)


class StandingDoor(Door):
    """The door of another addon: it stands as long as that addon is installed.

    Code and people meet the same side, which asks. A :class:`Door` of a chain may be
    put before it, and does not lead past it.

    >>> class Order:
    ...     def confirm(self): return "confirmed"
    >>> Order.confirm = StandingDoor(Order.confirm, lambda order: "asked")
    >>> Order().confirm(), Order.confirm(Order())
    ('asked', 'asked')
    >>> hasattr(Order.confirm, "approval_origin")
    False
    """

    def __init__(self, origin: Callable[..., Any], ask: Callable[..., Any]) -> None:
        super().__init__(origin, ask, ask)
        del self.ask.approval_origin  # type: ignore[attr-defined]
