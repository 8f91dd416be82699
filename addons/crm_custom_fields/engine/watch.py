"""What a save of a model has to be looked at for: the short cut past the rest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """The names that matter on one model; all else is saved as stock Odoo does.

    :ivar values: their change can break a rule, or a choice that has to fit
    :ivar before: what was there before their change matters (locks, moves of stage)
    :ivar tables: fields whose rows are saved together with the record

    >>> watch = Watch(values=frozenset({"x_a"}), tables=frozenset({"x_rows"}))
    >>> watch.before.isdisjoint({"x_a": 1}), watch.tables.isdisjoint({"x_rows": []})
    (True, False)
    """

    values: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
