"""Turns the values behind a query into values of another field.

Each distinct value is judged once; the records follow in one statement.
"""

from collections import Counter
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from odoo.tools import SQL

from ...engine.field.kinds import FILES, KINDS, UNSTORED
from ...engine.lifecycle import conversion

MAX_OPTIONS = 100
MISSING = object()


class Origin(NamedTuple):
    """Where values come from: a query of (id, key), and what the keys mean."""

    query: SQL
    kind: str
    model: str = ""
    labels: dict[str, str] = {}


class Distinct(NamedTuple):
    """One distinct value: on how many records, and what becomes of it."""

    key: str
    count: int
    text: str
    result: Any = MISSING

    @property
    def fits(self):
        return self.result is not MISSING


def convertible_kinds():
    """Return the kinds of field between which values can be converted."""
    return [kind for kind in KINDS if kind not in FILES + UNSTORED]


# Where values come from


def origin_of(definition, column=None, table=None):
    """Return where the values of ``definition`` are.

    ``column`` or ``table`` say where they were moved to.
    """
    model = definition.env[definition.model_name]
    field = model._fields[definition.technical_name]
    if field.type == "many2many":
        query = SQL(
            "SELECT %(record)s AS id, string_agg(%(value)s::text, ',' "
            "ORDER BY %(value)s) AS key FROM %(table)s GROUP BY %(record)s",
            record=SQL.identifier(field.column1),
            value=SQL.identifier(field.column2),
            table=SQL.identifier(table or field.relation),
        )
    else:
        query = SQL(
            "SELECT id, %(name)s::text AS key FROM %(table)s"
            " WHERE %(name)s::text <> ''",
            name=SQL.identifier(column or field.name),
            table=SQL.identifier(model._table),
        )
    labels = {option.value: option.name for option in definition.option_ids}
    return Origin(query, definition.kind, field.comodel_name or "", labels)


def values_of(env, origin, keys):
    """Return ``{key: value}``; links as the names of what they lead to."""
    ttype = KINDS[origin.kind].ttype
    readers = {
        "integer": int,
        "float": float,
        "monetary": float,
        "boolean": lambda key: key == "true",
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "selection": lambda key: origin.labels.get(key, key),
    }
    if origin.model:
        ids = {key: [int(part) for part in key.split(",")] for key in keys}
        names = _names_of(env, origin.model, set().union(*ids.values()))
        return {
            key: tuple(names[i] for i in some if i in names)
            for key, some in ids.items()
        }
    if ttype == "many2many":  # the options are written by name
        return {
            key: tuple(origin.labels.get(part, part) for part in key.split("\n"))
            for key in keys
        }
    read = readers.get(ttype, str)
    return {key: read(key) for key in keys}


def _names_of(env, model_name, ids):
    records = env[model_name].sudo()  # sudo: as the person who sees the deal
    present = records.with_context(active_test=False).browse(ids).exists()
    return {record.id: record.display_name for record in present}


# What becomes of them


def cells_of(env, origin, kind, relation="", choices=None, can_add=False):
    """Return a :class:`Distinct` for each distinct value, the most frequent first."""
    rows = env.execute_query(
        SQL(
            "SELECT key, count(*) FROM (%s) origin GROUP BY key ORDER BY 2 DESC, 1",
            origin.query,
        )
    )
    values = values_of(env, origin, [key for key, _count in rows])
    if relation:
        choices = _choices_of_records(env, relation, values.values(), kind)
    choices = dict(choices or {})
    if can_add:
        for name in new_options(env, values.values(), choices, kind):
            choices[conversion.choice_key(name)] = conversion.choice_key(name)
    same = bool(relation) and relation == origin.model
    zone = ZoneInfo(str(env.tz))
    return [
        Distinct(
            key,
            count,
            conversion.as_text(values[key]),
            _same_links(key, kind, values[key])
            if same
            else _result(env, values[key], kind, choices, zone),
        )
        for key, count in rows
    ]


def _result(env, value, kind, choices, zone):
    if KINDS[kind].ttype in ("char", "text", "html", "selection", "many2many"):
        value = _spoken(env, value)
    try:
        return conversion.convert(value, kind, choices, zone)
    except conversion.MisfitError:
        return MISSING


def _same_links(key, kind, names):
    """Return links to the same model as they are: names may repeat."""
    ids = tuple(int(part) for part in key.split(","))
    if len(names) != len(ids):
        return MISSING
    if KINDS[kind].ttype == "many2many":
        return ids
    return ids[0] if len(ids) == 1 else MISSING


def new_options(env, values, choices, kind):
    """Return the names that are no option yet, in the order of their number."""
    several = kind == "tags"
    names = Counter()
    for value in values:
        shown = _spoken(env, value)
        names.update(conversion.names_of(shown, several=several))
    new = {}
    for name, _count in names.most_common():
        key = conversion.choice_key(name)
        if key and key not in choices:
            new.setdefault(key, name)
    return list(new.values())[:MAX_OPTIONS]


def _spoken(env, value):
    """Return a check mark as a word."""
    if isinstance(value, bool):
        return env._("Yes") if value else env._("No")
    return value


def choices_of_options(options):
    """Return ``{compared name: what is stored}`` for the options of a field."""
    choices = {}
    for option in options:
        stored = option.id if option.field_id.kind == "tags" else option.value
        for name in (option.value, option.name):
            choices[conversion.choice_key(name)] = stored
    return choices


def _choices_of_records(env, model_name, values, kind):
    """Return ``{compared name: id}``; a name that two records share is none."""
    model = env[model_name].with_context(active_test=False)
    name_field = model._fields.get(model._rec_name or "")
    if name_field is None or not name_field.store:
        return {}
    several = KINDS[kind].ttype == "many2many"
    names = {
        name for value in values for name in conversion.names_of(value, several=several)
    }
    found = model.search([(name_field.name, "in", list(names))])
    keys = [conversion.choice_key(record[name_field.name]) for record in found]
    times = Counter(keys)
    return {
        key: record.id
        for key, record in zip(keys, found, strict=True)
        if times[key] == 1
    }


# Carrying it out


def fill(definition, origin, cells):
    """Give the records the results of ``cells``, in one statement."""
    model = definition.env[definition.model_name]
    field = model._fields[definition.technical_name]
    rows = [(cell.key, _written(cell.result)) for cell in cells if cell.fits]
    _remember(definition.env, rows)
    if field.type == "many2many":
        statement = SQL(
            "INSERT INTO %s (%s, %s)"
            " SELECT origin.id, unnest(map.value::int[])"
            " FROM (%s) origin JOIN x_crm_conversion map USING (key)"
            " ON CONFLICT DO NOTHING",
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
            SQL.identifier(field.column2),
            origin.query,
        )
    else:
        statement = SQL(
            "UPDATE %s record SET %s = map.value::%s"
            " FROM (%s) origin JOIN x_crm_conversion map USING (key)"
            " WHERE record.id = origin.id",
            SQL.identifier(model._table),
            SQL.identifier(field.name),
            SQL(field.column_type[0]),
            origin.query,
        )
    definition.env.cr.execute(statement)
    definition.env.invalidate_all()


def keep_aside(definition, origin, cells):
    """Keep what does not convert, one row for each record."""
    rows = [(cell.key, cell.text) for cell in cells if not cell.fits]
    if not rows:
        return
    _remember(definition.env, rows)
    definition.env.cr.execute(
        SQL(
            "INSERT INTO crm_custom_field_leftover (field_id, res_model, res_id,"
            " value, old_kind, create_uid, create_date, write_uid, write_date)"
            " SELECT %s, %s, origin.id, map.value, %s,"
            " %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC'"
            " FROM (%s) origin JOIN x_crm_conversion map USING (key)",
            definition.id,
            definition.model_name,
            origin.kind,
            definition.env.uid,
            definition.env.uid,
            origin.query,
        )
    )
    definition.env["crm.custom.field.leftover"].invalidate_model()


def _remember(env, rows):
    """Put ``(key, value)`` where statements can join them."""
    cr = env.cr
    cr.execute("DROP TABLE IF EXISTS x_crm_conversion")
    cr.execute(
        "CREATE TEMPORARY TABLE x_crm_conversion (key text PRIMARY KEY, value text)"
        " ON COMMIT DROP"
    )
    if rows:
        cr.execute_values(
            "INSERT INTO x_crm_conversion VALUES %s", rows, page_size=1000
        )


def _written(value):
    """Return ``value`` as PostgreSQL reads it."""
    if isinstance(value, tuple):
        return "{%s}" % ",".join(map(str, value))
    return str(value)
