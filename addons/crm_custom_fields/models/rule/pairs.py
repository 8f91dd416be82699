"""Judges the rows of two tables against each other, and says which ones met."""

from dataclasses import replace

from ...engine.rule import pairs
from ...listing import listed
from ..field import visibility

MAX_TOLD = 3


def judge(rule, records):
    """Judge the rows of all ``records``; as many queries for one as for all."""
    pairing = rule.pairing
    if pairing is None:
        return []
    [name] = rule.fields
    owners = _owners(rule, records)
    values = _values(records[name], rule.allowed_domain, pairing.column)
    others = _values(owners[pairing.table], pairing.domain, pairing.other)
    broken = []
    for record in records:
        met = pairs.meetings(
            _rows(record[name], values),
            _rows(_owners(rule, record)[pairing.table], others),
            wanted=pairing.wanted,
            is_same=not pairing.link and pairing.table == name,
        )
        if met:
            broken.append((record, replace(rule, met=met), (name,)))
    return _marked(broken)


def _owners(rule, records):
    """Return the records that have the other table."""
    return records[rule.pairing.link] if rule.pairing.link else records


def _values(rows, domain, column):
    """Return ``{row id: values compared}`` of the rows that count."""
    if rows._ids and all(rows._ids) and rows._fields[column].store:
        rows.fetch([column])  # the ORM reads columns made by hand one by one
    counting = rows.filtered_domain(list(domain)) if domain else rows
    return {row.id: _compared(row, column) for row in counting}


def _rows(rows, values):
    return [(id_, values[id_]) for id_ in rows._ids if id_ in values]


def _marked(broken):
    """Note where the other rows belong to a record that the user may not read.

    Asked here, for all of them at once, and not when each is put into words.
    Where there is no such record, there is nothing to hide.
    """
    linked = [b for b in broken if b[1].pairing.link]
    if not linked:
        return broken
    [name] = {rule.pairing.link for _record, rule, _names in linked}
    owners = linked[0][0].browse([record.id for record, *_rest in linked])[name]
    seen = set(owners.sudo(False)._filtered_access("read")._ids)
    return [
        (record, replace(rule, is_seen=set(record[name]._ids) <= seen), names)
        for record, rule, names in linked
    ]


# In words


def words(record, rule):
    """Say which rows met, to somebody who may not see all of them."""
    told = [_sentence(record, rule, met) for met in rule.met[:MAX_TOLD]]
    if len(rule.met) > MAX_TOLD:
        rest = len(rule.met) - MAX_TOLD
        told.append(record.env._("… and %(count)s more.", count=rest))
    return " ".join(told)


def _sentence(record, rule, met):
    owner, other_table = _owners(rule, record), rule.pairing.table
    row = _row_words(record, rule.fields[0], met.row)
    values = _shared_words(record, rule, met)
    if met.other is None:
        other = _table_words(owner, other_table) if rule.is_seen else ""
        other = other or record.env._("a table that is not shown to you")
        if not values:
            return record.env._(
                "%(row)s needs a counterpart in %(table)s.", row=row, table=other
            )
        return record.env._(
            "%(row)s needs a counterpart in %(table)s: %(values)s.",
            row=row,
            table=other,
            values=values,
        )
    hidden = record.env._("an entry that is not shown to you")
    other = _row_words(owner, other_table, met.other) if rule.is_seen else hidden
    if not values:
        return record.env._("%(row)s conflicts with %(other)s.", row=row, other=other)
    return record.env._(
        "%(row)s conflicts with %(other)s: %(values)s.",
        row=row,
        other=other,
        values=values,
    )


def _row_words(owner, table, row_id):
    """Name a row and its table; a row's name holds what everybody may see."""
    label = _table_words(owner, table)
    if not label:
        return owner.env._("an entry that is not shown to you")
    row = _row(owner[table], row_id)
    return owner.env._("“%(row)s” (%(table)s)", row=row.display_name, table=label)


def _table_words(owner, table):
    """Return the label of a table, or nothing if the user does not see it."""
    if not _is_open(owner, table):
        return ""
    return owner._fields[table]._description_string(owner.env)


def _shared_words(record, rule, met):
    """Say what the rows share, if the user may see it in both tables."""
    owner, pairing = _owners(rule, record), rule.pairing
    [name] = rule.fields
    rows, others = record[name], owner[pairing.table]
    is_open = rule.is_seen and all(
        _is_open(holder, field)
        for holder, field in (
            (record, name),
            (rows, pairing.column),
            (owner, pairing.table),
            (others, pairing.other),
        )
    )
    if not is_open:
        return ""
    return _named(_row(rows, met.row), pairing.column, set(met.shared), record.env)


def _is_open(records, name):
    """Tell whether the user sees a field: the rule judges with all rights."""
    return visibility.is_open_to_user(records.env, records._name, name, "read")


def _row(rows, row_id):
    """Return one of ``rows``, which goes on reading together with the others."""
    # Not by ==: a row that a form has just added is equal to nothing.
    return next(row for row in rows if row_id in row._ids)


def _compared(row, column):
    """Return the values of a row that can be equal to those of another."""
    field, value = row._fields[column], row[column]
    if field.type == "char":
        return {pairs.folded(value)} if value and value.strip() else set()
    if field.type == "selection":
        return {value} if value else set()
    if field.comodel_name == pairs.OPTION:
        return set(value.mapped("value"))
    return set(value._origin._ids)


def _named(row, column, shared, env):
    """Name those values of a row that it shares."""
    field, value = row._fields[column], row[column]
    if field.type == "char":
        return value
    if field.type == "selection":
        return dict(field._description_selection(env)).get(value, value)
    if field.comodel_name == pairs.OPTION:
        common = value.filtered(lambda option: option.value in shared)
        return listed(env, common.mapped("name"))
    same = value.filtered(lambda linked: linked._origin.id in shared)
    return listed(env, same.mapped("display_name"))
