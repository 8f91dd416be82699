"""Holds the rules: judges records, and refuses what breaks one.

Enter by :func:`enforce` after a save and by :func:`before_write` ahead of it. The rules
themselves are compiled by the model ``crm.custom.field.rule``.
"""

from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.field.naming import PARENT
from ...engine.rule.moments import Moment
from ...engine.rule.rules import ON_VALUES, fact_names
from . import explain, pairs

# What a save may not leave behind


def enforce(records, names):
    """Refuse ``records`` that break a rule touched by a change of ``names``."""
    refuse(broken_rules(records, _touched(records, names)))
    _enforce_below(records, names)


def _enforce_below(records, names):
    """Refuse rows that break a rule, for what their record has become."""
    definitions = records.env["crm.custom.field.rule"]
    for table, program in definitions._row_programs(records._name):
        if not program.head_watched.isdisjoint(names):
            touched = [
                rule
                for rule in definitions._in_force(program)
                if not rule.head_watched.isdisjoint(names)
            ]
            refuse(broken_rules(records[table], touched))


def _touched(records, names):
    """Return the rules on ``records`` that a change of ``names`` can break."""
    program = records.env["crm.custom.field.rule"]._program(records._name)
    if program is None:
        return []
    created = "create_date" in names
    if not created and program.watched.isdisjoint(names):
        return []
    today = fields.Date.context_today(records)
    return program.touched(names, today, acting_groups(records.env), created=created)


def acting_groups(env):
    """Return the groups of who acts; None when that is nobody in particular.

    It is the user of the environment, whom ``sudo()`` does not change: an
    automation that a salesman sets off binds him. Jobs that run as the
    system, and strangers who fill in a form, are bound by every rule.
    """
    user = env.user
    if user._is_superuser() or not user._is_internal():
        return None
    return frozenset(user._get_group_ids())


def broken_rules(records, rules, stages=None):
    """Return ``(record, rule, field names)`` for every broken rule.

    ``stages`` gives records another stage than the one they are in, to see
    what they would meet there. For rows of a table it is by what they belong to.
    """
    if not rules:
        return []
    names = fact_names(rules)
    _fetch(records, names)
    facts = [(r, {name: plain(r[name]) for name in names}) for r in records]
    _add_scope(rules, facts, stages)
    broken = []
    for rule in rules:
        rule = _with_moments(records, rule)
        scope = [(r, known) for r, known in facts if rule.in_scope(known)]
        if rule.condition and scope:
            found = records.browse([r.id for r, _known in scope])
            matching = set(found.filtered_domain(list(rule.condition))._ids)
            scope = [(r, known) for r, known in scope if r.id in matching]
        if scope:
            broken += _judge(rule, scope, records)
    return broken


def _add_scope(rules, facts, stages):
    """Tell rows the facts of what they belong to, and everybody the other stage."""
    below = any(rule.head for rule in rules)
    wanted = {name for rule in rules if rule.head for name in rule.scope_fields}
    for record, known in facts if wanted or stages else ():
        owner = record[PARENT] if below else record
        known.update({name: plain(owner[name]) for name in wanted})
        if stages:
            known["stage_id"] = stages[owner.id].id


def _with_moments(records, rule):
    """Return ``rule`` with dates in the place of *today* and *now*."""
    limits = {"low": rule.low, "high": rule.high}
    moments = {k: v for k, v in limits.items() if isinstance(v, Moment)}
    if not moments:
        return rule
    # The day of the user; moments are stored in universal time.
    now, today = fields.Datetime.now(), fields.Date.context_today(records)
    return replace(rule, **{k: v.at(now, today) for k, v in moments.items()})


def _judge(rule, scope, records):
    judge = JUDGES.get(rule.effect)
    if rule.effect == "allowed" and rule.allowed_domain:
        judge = _judge_links
    if judge:
        return judge(rule, records.browse([r.id for r, _known in scope]))
    if rule.effect not in ON_VALUES:
        return []
    judged = ((r, rule.broken(known)) for r, known in scope)
    return [(r, rule, names) for r, names in judged if names]


def _judge_links(rule, records):
    """Judge links by the filter of what they may lead to."""
    broken = []
    for name in rule.fields:
        allowed = records[name].filtered_domain(list(rule.allowed_domain))
        broken += [
            (record, rule, (name,)) for record in records if record[name] - allowed
        ]
    return broken


def _judge_limit(rule, records):
    """Count the records that share the values, in one query for the batch."""
    same = [Domain(name, "in", records.mapped(name)) for name in rule.fields]
    domain = Domain.AND([Domain(list(rule.condition)), *same])
    if "active" in records._fields and "active" not in rule.watched:
        domain &= Domain("active", "=", True)
    groups = records._read_group(domain, list(rule.fields), ["__count"])
    counts = {tuple(values): count for *values, count in groups}
    return [
        (record, rule, rule.fields)
        for record in records
        if all(record[name] for name in rule.fields)
        and counts.get(tuple(record[name] for name in rule.fields), 0) > rule.limit
    ]


def _judge_rows(rule, records):
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


# What one look at the values of a record does not decide, by the effect of the rule.
JUDGES = {"limit": _judge_limit, "rows": _judge_rows, "clash": pairs.judge}

# What a change may not do


def before_write(records, vals):
    """Refuse a change of what is locked, or a forbidden change of stage."""
    program = records.env["crm.custom.field.rule"]._program(records._name)
    if program is None:
        return
    if not program.locked.isdisjoint(vals):
        rules = [
            rule
            for rule in records.env["crm.custom.field.rule"]._in_force(program)
            if rule.effect == "readonly" and not vals.keys().isdisjoint(rule.fields)
        ]
        reason = vals.get("crm_rule_reason")
        refuse(_locked(records, rules, vals), reason)
    if program.has_moves and "stage_id" in vals:
        moves = [(r, r.stage_id.id, vals["stage_id"]) for r in records]
        _refuse_moves(records, moves, vals.get("crm_rule_reason"))


def _locked(records, rules, vals):
    forbidding = [replace(rule, effect="forbid") for rule in rules]
    broken = []
    for record, rule, names in broken_rules(records, forbidding):
        changed = tuple(n for n in names if n in vals and _differs(record, n, vals[n]))
        if changed:
            broken.append((record, replace(rule, effect="readonly"), changed))
    return broken


def before_recompute(records):
    """Return a function that judges the stages which a recompute brings."""
    program = records.env["crm.custom.field.rule"]._program(records._name)
    real = records.browse([id_ for id_ in records._ids if id_])
    if not real or not program or not program.has_moves:
        return lambda: None
    # The row still holds the stage before; the cache is about to change.
    rows = records.env.execute_query(
        SQL("SELECT id, stage_id FROM crm_lead WHERE id IN %s", real._ids)
    )
    return lambda: _refuse_moves(
        real,
        [(real.browse(id_), old, real.browse(id_).stage_id.id) for id_, old in rows],
    )


def _refuse_moves(records, moves, reason=None):
    rules = records.env["crm.custom.field.rule"]
    program = rules._program(records._name)
    for rule in rules._in_force(program):
        if rule.effect != "transition":
            continue
        moved = [
            record.id
            for record, old, new in moves
            if old and old != new and new in rule.to_stage_ids
            if not rule.from_stage_ids or old in rule.from_stage_ids
        ]
        always = replace(rule, effect="forbid", fields=("stage_id",))
        broken = broken_rules(records.browse(moved), [always])
        refuse([(record, rule, ()) for record, _rule, _n in broken], reason)


# Refusing


def refuse(broken, reason=None):
    """Raise if ``broken`` holds a rule that stops these records.

    ``reason`` is given where the record does not hold it yet.
    """
    if not broken:
        return
    env = broken[0][0].env
    exceptions = env["crm.custom.field.exception"]
    stopping, passing = exceptions._sort(broken, reason)
    if stopping:
        raise ValidationError(explain.explanation(env, stopping))
    exceptions._keep(passing)


def _fetch(records, names):
    """Read ``names`` at once: the ORM reads columns made by hand one by one."""
    if records._ids and all(records._ids):
        records.fetch([n for n in names if records._fields[n].store])


def plain(value):
    """Return a value of the ORM as the engine wants it."""
    if isinstance(value, models.BaseModel):
        return value.id if len(value) == 1 else value._ids
    return value


def _differs(record, name, value):
    """Tell whether writing ``value`` would change the field."""
    field = record._fields[name]
    if field.type in ("one2many", "many2many"):
        return bool(value)
    cached = field.convert_to_cache(value, record, validate=False)
    return field.convert_to_record(cached, record) != record[name]
