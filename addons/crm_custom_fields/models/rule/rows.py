from odoo import api, models

from ...engine.field.naming import PARENT

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


class CrmCustomFieldRuleRows(models.AbstractModel):
    """Rules of a record also hold when only its rows change.

    A form saves a record and its rows in one go, row by row. Then the record
    is judged once, at the end, and not after every row.
    """

    _name = "crm.custom.field.rule.rows"
    _description = "Custom Field Rules on Rows"

    @api.model
    def _announced(self, records):
        """Return ``records`` knowing that their rows change with them."""
        return records.with_context(**{OUTER: _Outer(records)})

    @api.model
    def _born(self, records):
        """Tell the change that brings rows along for which records they are."""
        outer = self.env.context.get(OUTER)
        if isinstance(outer, _Outer):
            outer.born(records)

    @api.model
    def _is_announced(self, parents):
        outer = self.env.context.get(OUTER)
        return isinstance(outer, _Outer) and outer.covers(parents)

    @api.model
    def _is_born(self, parents):
        """Tell whether rows come along with records that are just created."""
        outer = self.env.context.get(OUTER)
        return self._is_announced(parents) and outer.is_new

    @api.model
    def _before(self, parents, name):
        """Refuse a change of the rows in the table ``name`` while it is locked."""
        if parents and not self._is_announced(parents):
            engine = self.env["crm.custom.field.rule.engine"]
            engine._before_write(parents, {name: True})

    @api.model
    def _move(self, rows, name, head):
        """Let ``rows`` belong to ``head``; judge only what it has become.

        Those that they belonged to are about to go, so nothing is asked of them.
        """
        if rows:
            outer = _Outer(rows[PARENT] | head)
            rows.with_context(**{OUTER: outer}).write({PARENT: head.id})
            self._after(head, name)

    @api.model
    def _after(self, parents, name):
        """Refuse what the rows in the table ``name`` have become."""
        if parents and not self._is_announced(parents):
            self.env["crm.custom.field.rule.engine"]._enforce(parents, {name})

    # Rules that look at rows

    @api.model
    def _judge(self, rule, records):
        """Judge how many rows there are, or how many of them match the filter."""
        broken = []
        for name in rule.fields:
            rows = records[name]
            if rule.allowed_domain:
                rows = rows.filtered_domain(list(rule.allowed_domain))
            counted = set(rows._ids)
            for record in records:
                number = sum(row_id in counted for row_id in record[name]._ids)
                if (rule.low is not None and number < rule.low) or (
                    rule.high is not None and number > rule.high
                ):
                    broken.append((record, rule, (name,)))
        return broken

    @api.model
    def _programs(self, model_name):
        """Return ``(table, rules of its rows)`` for the tables that have any."""
        rules = self.env["crm.custom.field.rule"]
        tables = self.env["crm.custom.field.layout"]._tables(model_name)
        known = [(name, rows) for name, rows in tables.items() if rows in self.env]
        programs = [(name, rules._program(rows)) for name, rows in known]
        return [(name, program) for name, program in programs if program]

    @api.model
    def _enforce_below(self, records, names):
        """Refuse rows that break a rule, for what their record has become."""
        engine = self.env["crm.custom.field.rule.engine"]
        rules = self.env["crm.custom.field.rule"]
        for name, program in self._programs(records._name):
            if not program.head_watched.isdisjoint(names):
                touched = [
                    rule
                    for rule in rules._in_force(program)
                    if not rule.head_watched.isdisjoint(names)
                ]
                engine._refuse(engine._broken(records[name], touched))
