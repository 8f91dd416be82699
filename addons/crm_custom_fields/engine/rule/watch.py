"""What a save of a model has to be looked at for: the short cut past the rest."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Watch:
    """The names that matter on one model; all else is saved as stock Odoo does.

    :ivar values: their change can break a rule, or a choice that has to fit
    :ivar before: what was there before their change matters (locks, moves of stage)
    :ivar tables: fields whose rows are saved together with the record
    :ivar limited: fields that not everybody reads and writes
    :ivar writes: what a write looks at before it is done

    >>> watch = Watch(values=frozenset({"x_a"}), tables=frozenset({"x_rows"}))
    >>> watch.before.isdisjoint({"x_a": 1}), watch.writes.isdisjoint({"x_rows": []})
    (True, False)
    """

    values: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    limited: frozenset[str] = frozenset()
    writes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "writes", self.before | self.tables)
