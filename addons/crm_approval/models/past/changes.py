"""The past of a chain that looks at changes: told from the tracked values.

One query, read through a cursor of the database and walked record by record, so that a
million opportunities need neither their records nor their messages here.
"""

from dataclasses import replace
from functools import cache

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL, format_date

from ...engine import past as engine
from ...engine import values
from ...engine.conditions import Condition
from ...listing import listed
from . import scope
from .scope import MONTHS, SINCE

FETCHED = 20_000
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


def count_changes(env, spec, past):
    tracked = _tracked_fields(env, spec)
    needed = spec.moved & tracked.keys()
    if not _enough_is_known(env, spec, needed):
        past.is_known = False
        past.notes.append(_unknown_words(env, spec, spec.moved - needed))
        return
    rule_of, starts, hits = _rules(env, spec), {}, []
    for record, (amount, owner, since), changes in _changed(env, spec, tracked, starts):
        moments = engine.caught(changes, rule_of(owner), since, amount)
        hits += [(record, owner, at, sum_) for at, sum_ in moments]
    kept = _meeting_the_rest(env, {hit[0] for hit in hits}, spec)
    for record, owner, at, amount in hits:
        if record in kept:
            past.counts[at.strftime("%Y-%m")] += 1
            past.amounts[at.strftime("%Y-%m"), owner] += amount or 0.0
    past.notes += _start_words(env, spec, needed, starts)


def _meeting_the_rest(env, ids, spec):
    """Return those that meet what is no change; as they are today."""
    rest = tuple(line for line in spec.conditions if line.kind != "change")
    if not rest:
        return ids
    plain = replace(spec, target="value", conditions=rest, amount=0.0, domain="[]")
    records = env[spec.model].with_context(active_test=False)
    return set(scope.exactly(env, records.browse(sorted(ids)), plain))


def _enough_is_known(env, spec, needed):
    """Every change that a condition names needs a history; of people, one does."""
    named = {line.field for line in spec.conditions if line.kind == "change"}
    people = spec.goal.moved
    return named <= needed and (not people or bool(people & needed))


def _tracked_fields(env, spec):
    """Return ``{name: number}`` of the fields whose changes are recorded."""
    model = env[spec.model]
    names = {*spec.moved, spec.amount_field} & model._fields.keys()
    columns = env["ir.model.fields"].sudo()  # sudo: read access is checked
    found = {}
    for name in sorted(names):
        model._check_field_access(model._fields[name], "read")
        number = columns._get(spec.model, name).id
        if model._fields[name].type in COLUMN and _is_tracked(
            env, model._fields[name], number
        ):
            found[name] = number
    return found


def _is_tracked(env, field, number):
    """Tell whether changes are recorded, or were before that was switched off."""
    if getattr(field, "tracking", None):
        return True
    # sudo: only whether a history exists; nothing of it is shown here.
    history = env["mail.tracking.value"].sudo()
    return bool(history.search_count([("field_id", "=", number)], limit=1))


def _rules(env, spec):
    """Return a function from the owner (currency or company) to the rule."""
    conditions = tuple(line for line in spec.conditions if line.kind == "change")
    one_of = spec.goal.moved
    if spec.target == "convert":
        one_of, conditions = frozenset(), (BECAME_OPPORTUNITY, *conditions)
    gate, limits = env["crm.approval.gate"], {}

    @cache
    def rule_of(owner):
        company, currency = scope.owner_of(env, spec, owner)
        limit = (
            gate._threshold(spec, company, limits, currency)
            if spec.amount
            else float("-inf")
        )
        return engine.Rule(
            one_of, conditions, spec.amount_field, lambda amount: amount >= limit
        )

    return rule_of


def _changed(env, spec, tracked, starts):
    """Yield (number, (amount, owner, since), changes) of each changed record."""
    readers = {
        number: (name, _reader(env, spec.model, name))
        for name, number in tracked.items()
    }
    for facts, part in _by_record(env, _changes_query(env, spec, tracked)):
        changes = []
        for at, number, old, new in part:
            name, read = readers[number]
            starts[name] = min(starts.get(name, at), at)
            changes.append(engine.Change(at, name, read(old), read(new)))
        yield facts[0], facts[1:], changes


def _by_record(env, query):
    """Yield (facts, changes) of each record: its rows follow one another."""
    facts, part = None, []
    for row in _fetch(env, query):
        if row[:4] != facts:
            if part:
                yield facts, part
            facts, part = row[:4], []
        part.append(row[4:])
    if part:
        yield facts, part


def _fetch(env, query):
    """Read the rows in portions; they stay in the database until then."""
    env.flush_all()
    env.cr.execute(SQL("DECLARE crm_approval_past NO SCROLL CURSOR FOR %s", query))
    while True:
        env.cr.execute(SQL("FETCH %s FROM crm_approval_past", FETCHED))
        rows = env.cr.fetchall()
        yield from rows
        if len(rows) < FETCHED:
            break
    env.cr.execute("CLOSE crm_approval_past")


def _changes_query(env, spec, tracked):
    """Changes of the viewer's records; the amount is compared in the walk."""
    records = env[spec.model].with_context(active_test=False)
    domain = scope.domain_of(env, spec, spec.amount_field not in tracked)
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
        amount=_column(env, scope.money_field(env, spec)),
        owner=_column(env, scope.owner_field(env, spec)),
        since=_column(
            env, scope.since_field(env, spec) if spec.target in SINCE else ""
        ),
        old=_value_column(env, spec.model, tracked, "old"),
        new=_value_column(env, spec.model, tracked, "new"),
        table=SQL.identifier(records._table),
        fields=tuple(tracked.values()),
        model=spec.model,
        start=since,
        visible=records._search(domain).subselect(),
    )


def _column(env, name):
    return SQL.identifier("record", name) if name else SQL("NULL")


def _value_column(env, model, tracked, side):
    """Spell the value of any tracked field as text, from the column of its type."""
    known = env[model]._fields
    parts = [
        SQL(
            "WHEN %s THEN %s::text",
            number,
            SQL.identifier("change", f"{side}_value_{COLUMN[known[name].type]}"),
        )
        for name, number in tracked.items()
    ]
    return SQL("CASE change.field_id %s END", SQL(" ").join(parts))


def _reader(env, model, name):
    """Return a function from what is stored to the value as the gate spells it."""
    kind = env[model]._fields[name].type
    keys = _keys_by_label(env, model, name) if kind == "selection" else {}
    return {
        "float": _read_float,
        "monetary": _read_float,
        "integer": lambda raw: _plain(int(raw or 0)),
        "boolean": lambda raw: _plain(bool(int(raw or 0))),
        "many2one": lambda raw: _plain(int(raw or 0)),
        "selection": lambda raw: _plain(keys.get(raw, raw) or False),
        "date": lambda raw: _plain(raw[:10] if raw else False),
    }.get(kind, lambda raw: _plain(raw or False))


def _keys_by_label(env, model, name):
    """Tracked selections are stored by label, in the language of who wrote."""
    field, keys = env[model]._fields[name], {}
    for code, _label in env["res.lang"].get_installed():
        options = field._description_selection(env(context={"lang": code}))
        keys |= {label: key for key, label in options}
    return keys


def _unknown_words(env, spec, names):
    return env._(
        "Changes of %(fields)s were never recorded, so the past cannot tell. "
        "Switch on the tracking of the field; from then on they can be counted.",
        fields=_labels(env, spec, names),
    )


def _start_words(env, spec, names, starts):
    """Say from when on there is a history; what came before is not guessed."""
    said = [
        env._(
            "Changes of %(fields)s: the first one recorded is of %(date)s.",
            fields=_labels(env, spec, [name]),
            date=format_date(env, starts[name]),
        )
        for name in sorted(names & starts.keys())
    ]
    if silent := names - starts.keys():
        said.append(
            env._(
                "No change of %(fields)s is recorded.",
                fields=_labels(env, spec, silent),
            )
        )
    return [
        *said,
        env._(
            "Changes are measured from the value at the beginning, and after each "
            "request from the value asked for. Everything else is read as the "
            "records are today."
        ),
    ]


def _labels(env, spec, names):
    requests = env["crm.approval.request"]
    labels = (requests._field_label(spec.model, name) for name in sorted(names))
    return listed(env, labels)


def _read_float(raw):
    number = round(float(raw or 0), 2)
    return engine.Value(number, values.number(number))


def _plain(value):
    return engine.Value(value, str(value))
