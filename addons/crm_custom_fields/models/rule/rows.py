"""Rules of a record also hold when only its rows change.

A form saves a record and its rows in one go, row by row. Then the record
is judged once, at the end, and not after every row.
"""

from ...engine.field.naming import PARENT
from . import engine

OUTER = "crm_custom_rows_outer"


class _Outer:
    """A change of records that brings changes of their rows along.

    The client can put any key into the context, but never this object.
    """

    def __init__(self, records):
        self.model = records._name
        self.ids = frozenset(records._ids)  # empty: about to be created
        self.is_new = not self.ids

    def born(self, records):
        """Learn which records these are, when they have been inserted."""
        if records._name == self.model and not self.ids:
            self.ids = frozenset(records._ids)

    def covers(self, records):
        return records._name == self.model and self.ids.issuperset(records._ids)


def announced(records):
    """Return ``records`` knowing that their rows change with them."""
    return records.with_context(**{OUTER: _Outer(records)})


def born(records):
    """Tell the change that brings rows along for which records they are."""
    outer = records.env.context.get(OUTER)
    if isinstance(outer, _Outer):
        outer.born(records)


def _is_announced(parents):
    outer = parents.env.context.get(OUTER)
    return isinstance(outer, _Outer) and outer.covers(parents)


def is_born(parents):
    """Tell whether rows come along with records that are just created."""
    outer = parents.env.context.get(OUTER)
    return _is_announced(parents) and outer.is_new


def before(parents, name):
    """Refuse a change of the rows in the table ``name`` while it is locked."""
    if parents and not _is_announced(parents):
        engine.before_write(parents, {name: True})


def move(rows, name, head):
    """Let ``rows`` belong to ``head``; judge only what it has become.

    Those that they belonged to are about to go, so nothing is asked of them.
    """
    if rows:
        outer = _Outer(rows[PARENT] | head)
        rows.with_context(**{OUTER: outer}).write({PARENT: head.id})
        after(head, name)


def after(parents, name):
    """Refuse what the rows in the table ``name`` have become."""
    if parents and not _is_announced(parents):
        engine.enforce(parents, {name})
