from dataclasses import replace
from functools import cache

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL, format_date

from ..engine import past as engine
from ..engine import values
from ..engine.conditions import Condition
from ..listing import listed

FETCHED = 20_000
MONTHS = 12
# Where a record says when it came into the state; what is missing: when it was made.
SINCE = {
    "won": "date_closed",
    "lost": "date_closed",
    "stage": "date_last_stage_update",
    "archive": "write_date",
}
COLUMN = {
    **dict.fromkeys(("integer", "boolean", "many2one"), "integer"),
    **dict.fromkeys(("float", "monetary"), "float"),
    **dict.fromkeys(("char", "selection"), "char"),
    **dict.fromkeys(("date", "datetime"), "datetime"),
    "text": "text",
}
BECAME_OPPORTUNITY = Condition(
    "change", "type", change="to", before_is=("lead",), after_is=("opportunity",)
)


class CrmApprovalPastChanges(models.AbstractModel):
    """The past of a chain that looks at changes: told from the tracked values.

    One query, read through a cursor of the database and walked record by record, so
    that a million opportunities need neither their records nor their messages here.
    """

    _name = "crm.approval.past.changes"
    _description = "Past Changes of an Approval Chain"

    def _count_changes(self, spec, past):
        tracked = self._tracked_fields(spec)
        needed = spec.moved & tracked.keys()
        if not self._enough_is_known(spec, needed):
            past.is_known = False
            past.notes.append(self._unknown_words(spec, spec.moved - needed))
            return
        rule_of, starts, hits = self._rules(spec), {}, []
        for record, (amount, owner, since), changes in self._changed(
            spec, tracked, starts
        ):
            moments = engine.caught(changes, rule_of(owner), since, amount)
            hits += [(record, owner, at, sum_) for at, sum_ in moments]
        kept = self._meeting_the_rest({hit[0] for hit in hits}, spec)
        for record, owner, at, amount in hits:
            if record in kept:
                past.counts[at.strftime("%Y-%m")] += 1
                past.amounts[at.strftime("%Y-%m"), owner] += amount or 0.0
        past.notes += self._start_words(spec, needed, starts)

    def _meeting_the_rest(self, ids, spec):
        """Return those that meet what is no change; as they are today."""
        rest = tuple(line for line in spec.conditions if line.kind != "change")
        if not rest:
            return ids
        plain = replace(spec, target="value", conditions=rest, amount=0.0, domain="[]")
        records = self.env[spec.model].with_context(active_test=False)
        return set(self._exactly(records.browse(sorted(ids)), plain))

    def _enough_is_known(self, spec, needed):
        """Every change that a condition names needs a history; of people, one does."""
        named = {line.field for line in spec.conditions if line.kind == "change"}
        people = spec.goal.moved
        return named <= needed and (not people or bool(people & needed))

    def _tracked_fields(self, spec):
        """Return ``{name: number}`` of the fields whose changes are recorded."""
        model = self.env[spec.model]
        names = {*spec.moved, spec.amount_field} & model._fields.keys()
        columns = self.env["ir.model.fields"].sudo()  # sudo: read access is checked
        found = {}
        for name in sorted(names):
            model._check_field_access(model._fields[name], "read")
            number = columns._get(spec.model, name).id
            if model._fields[name].type in COLUMN and self._is_tracked(
                model._fields[name], number
            ):
                found[name] = number
        return found

    def _is_tracked(self, field, number):
        """Tell whether changes are recorded, or were before that was switched off."""
        if getattr(field, "tracking", None):
            return True
        # sudo: only whether a history exists; nothing of it is shown here.
        history = self.env["mail.tracking.value"].sudo()  # sudo: see above
        return bool(history.search_count([("field_id", "=", number)], limit=1))

    def _rules(self, spec):
        """Return a function from the owner (currency or company) to the rule."""
        conditions = tuple(line for line in spec.conditions if line.kind == "change")
        one_of = spec.goal.moved
        if spec.target == "convert":
            one_of, conditions = frozenset(), (BECAME_OPPORTUNITY, *conditions)
        measure, limits = self.env["crm.approval.measure"], {}

        @cache
        def rule_of(owner):
            company, currency = self._owner(spec, owner)
            limit = (
                measure._threshold(spec, company, limits, currency)
                if spec.amount
                else float("-inf")
            )
            return engine.Rule(
                one_of, conditions, spec.amount_field, lambda amount: amount >= limit
            )

        return rule_of

    def _owner(self, spec, number):
        """Return (company, currency) of a record, from the column that names one."""
        companies, currencies = self.env["res.company"], self.env["res.currency"]
        if self._currency_group(spec) == "company_id":
            company = companies.browse(number or ())
            return company, company.currency_id
        return self.env.company, currencies.browse(number or ())

    def _changed(self, spec, tracked, starts):
        """Yield (number, (amount, owner, since), changes) of each changed record."""
        readers = {
            number: (name, self._reader(spec.model, name))
            for name, number in tracked.items()
        }
        for facts, part in self._by_record(self._changes_query(spec, tracked)):
            changes = []
            for at, number, old, new in part:
                name, read = readers[number]
                starts[name] = min(starts.get(name, at), at)
                changes.append(engine.Change(at, name, read(old), read(new)))
            yield facts[0], facts[1:], changes

    def _by_record(self, query):
        """Yield (facts, changes) of each record: its rows follow one another."""
        facts, part = None, []
        for row in self._fetch(query):
            if row[:4] != facts:
                if part:
                    yield facts, part
                facts, part = row[:4], []
            part.append(row[4:])
        if part:
            yield facts, part

    def _fetch(self, query):
        """Read the rows in portions; they stay in the database until then."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DECLARE crm_approval_past NO SCROLL CURSOR FOR %s", query)
        )
        while True:
            self.env.cr.execute(SQL("FETCH %s FROM crm_approval_past", FETCHED))
            rows = self.env.cr.fetchall()
            yield from rows
            if len(rows) < FETCHED:
                break
        self.env.cr.execute("CLOSE crm_approval_past")

    def _changes_query(self, spec, tracked):
        """Changes of the viewer's records; the amount is compared in the walk."""
        records = self.env[spec.model].with_context(active_test=False)
        domain = self._past_domain(spec, spec.amount_field not in tracked)
        since = fields.Datetime.now() - relativedelta(months=MONTHS)
        return SQL(
            """
            SELECT record.id, %(amount)s, %(owner)s, %(since)s,
                   message.date, change.field_id,
                   %(old)s, %(new)s
              FROM mail_tracking_value change
              JOIN mail_message message ON message.id = change.mail_message_id
              JOIN %(table)s record ON record.id = message.res_id
             WHERE change.field_id IN %(fields)s
               AND message.model = %(model)s
               AND message.date >= %(start)s
               AND record.id IN %(visible)s
             ORDER BY record.id, message.date, change.id
            """,
            amount=self._column(self._money_field(spec)),
            owner=self._column(self._currency_group(spec)),
            since=self._column(self._since_field(spec) if spec.target in SINCE else ""),
            old=self._value_column(spec.model, tracked, "old"),
            new=self._value_column(spec.model, tracked, "new"),
            table=SQL.identifier(records._table),
            fields=tuple(tracked.values()),
            model=spec.model,
            start=since,
            visible=records._search(domain).subselect(),
        )

    def _column(self, name):
        return SQL.identifier("record", name) if name else SQL("NULL")

    def _value_column(self, model, tracked, side):
        """Spell the value of any tracked field as text, from the column of its type."""
        known = self.env[model]._fields
        parts = [
            SQL(
                "WHEN %s THEN %s::text",
                number,
                SQL.identifier("change", f"{side}_value_{COLUMN[known[name].type]}"),
            )
            for name, number in tracked.items()
        ]
        return SQL("CASE change.field_id %s END", SQL(" ").join(parts))

    def _reader(self, model, name):
        """Return a function from what is stored to the value as the gate spells it."""
        kind = self.env[model]._fields[name].type
        keys = self._keys_by_label(model, name) if kind == "selection" else {}
        return {
            "float": _read_float,
            "monetary": _read_float,
            "integer": lambda raw: _plain(int(raw or 0)),
            "boolean": lambda raw: _plain(bool(int(raw or 0))),
            "many2one": lambda raw: _plain(int(raw or 0)),
            "selection": lambda raw: _plain(keys.get(raw, raw) or False),
            "date": lambda raw: _plain(raw[:10] if raw else False),
        }.get(kind, lambda raw: _plain(raw or False))

    def _keys_by_label(self, model, name):
        """Tracked selections are stored by label, in the language of who wrote."""
        field, keys = self.env[model]._fields[name], {}
        for code, _label in self.env["res.lang"].get_installed():
            options = field._description_selection(self.env(context={"lang": code}))
            keys |= {label: key for key, label in options}
        return keys

    def _unknown_words(self, spec, names):
        return self.env._(
            "Changes of %(fields)s were never recorded, so the past cannot tell. "
            "Switch on the tracking of the field; from then on they can be counted.",
            fields=self._labels(spec, names),
        )

    def _start_words(self, spec, names, starts):
        """Say from when on there is a history; what came before is not guessed."""
        said = [
            self.env._(
                "Changes of %(fields)s: the first one recorded is of %(date)s.",
                fields=self._labels(spec, [name]),
                date=format_date(self.env, starts[name]),
            )
            for name in sorted(names & starts.keys())
        ]
        if silent := names - starts.keys():
            said.append(
                self.env._(
                    "No change of %(fields)s is recorded.",
                    fields=self._labels(spec, silent),
                )
            )
        return [
            *said,
            self.env._(
                "Changes are measured from the value at the beginning, and after each "
                "request from the value asked for. Everything else is read as the "
                "records are today."
            ),
        ]

    def _labels(self, spec, names):
        words = self.env["crm.approval.request"]
        labels = (words._field_label(spec.model, name) for name in sorted(names))
        return listed(self.env, labels)


def _read_float(raw):
    number = round(float(raw or 0), 2)
    return engine.Value(number, values.number(number))


def _plain(value):
    return engine.Value(value, str(value))
