"""Tells changes of rows in the chatter of the record that they belong to.

One note for each record and transaction, as with tracked fields. It hangs on the
table, so who may not see the table does not read it, and says of each value only
what everybody may read who sees the table.
"""

from collections import defaultdict
from functools import partial

from odoo.tools import format_date, format_datetime, html2plaintext
from odoo.tools.misc import clean_context

from ...engine.field.masking import masked
from ...engine.field.naming import PARENT
from ...engine.table.row_log import CLEAR, SECRET, Cell, Told, changes

# Where a transaction keeps what the rows were before: {model: {id: Told or None}}.
NOTES = "crm_custom_row_log"
LONGEST = 100


def _logged_tables(env, model_name):
    return env["crm.custom.field.cache"]._logged_tables(model_name)


def _is_logged(rows):
    context = rows.env.context
    if context.get("tracking_disable") or context.get("mail_notrack"):
        return False
    model_name, table = rows._crm_table
    return table in _logged_tables(rows.env, model_name)


# What happens


def before_save(records, names):
    """Note all rows of ``records`` at once: they are saved one by one."""
    for name in _logged_tables(records.env, records._name).intersection(names):
        rows = records.sudo()[name]  # sudo: the log decides what it tells
        before(rows)


def before(rows):
    """Note what ``rows`` are before they change or go."""
    if rows and _is_logged(rows):
        notes = _notes(rows.env, rows._name)
        new = rows.filtered(lambda row: row.id not in notes)
        notes.update(_told(new.sudo()))  # sudo: the log decides what it tells


def created(rows):
    """Note that ``rows`` are new."""
    if _is_logged(rows):
        _notes(rows.env, rows._name).update(dict.fromkeys(rows.ids))


def _notes(env, model_name):
    precommit = env.cr.precommit
    if NOTES not in precommit.data:
        precommit.data[NOTES] = defaultdict(dict)
        precommit.add(partial(_tell_all, env))
    return precommit.data[NOTES][model_name]


# Telling it


def _tell_all(env):
    for model_name, notes in env.cr.precommit.data.pop(NOTES, {}).items():
        if model_name in env:
            _tell(env[model_name].sudo(), notes)  # sudo: as they were noted


def _tell(rows, notes):
    """Write one note for each record; the number of queries is always the same."""
    new = _told(rows.browse(notes).exists())
    hidden = rows.env._("changed in columns that not everybody sees")
    texts = defaultdict(list)
    for row_id, old in notes.items():
        for owner, *pair in changes(old, new.get(row_id), hidden):
            texts[owner].append(pair)
    model_name, table = rows._crm_table
    records = rows.env[model_name].browse(texts).exists()
    if not records:
        return
    env = records.env(context=clean_context(rows.env.context))
    bodies = dict.fromkeys(records.ids, "")
    messages = records.with_env(env)._message_log_batch(bodies)
    field = rows.env["ir.model.fields"]._get(model_name, table)
    values = rows.env["mail.tracking.value"].sudo()  # sudo: as mail itself does
    values.create(
        [
            {
                "field_id": field.id,
                "mail_message_id": message.id,
                "old_value_char": before_,
                "new_value_char": after,
            }
            for message in messages
            for before_, after in reversed(texts[message.res_id])
        ]
    )


def _told(rows):
    """Return ``{id: what a row is now}``."""
    manners = rows.env["crm.custom.field.cache"]._told_columns(rows._name)
    columns = {name: m for name, m in manners.items() if name in rows._fields}
    names = [n for n in rows._naming_fields() if columns.get(n) == CLEAR]
    return {row.id: _told_row(row, columns, names) for row in rows}


def _told_row(row, columns, names):
    cells = {}
    for name, manner in columns.items():
        text = _text(row, name)
        if manner == SECRET:
            shown = None
        else:
            shown = text if manner == CLEAR else masked(text, manner)
        label = row._fields[name]._description_string(row.env)
        cells[name] = Cell(label, shown, row[name])
    known = [cells[name].shown for name in names if cells[name].shown]
    return Told(row[PARENT].id, " · ".join(known[:2]) or f"#{row.id}", cells)


def _text(row, name):
    """Return a value as people of this language write it."""
    field, value = row._fields[name], row[name]
    if field.type == "boolean":
        return row.env._("Yes") if value else row.env._("No")
    if not value and field.type not in ("integer", "float", "monetary"):
        return ""
    if field.type == "date":
        return format_date(row.env, value)
    if field.type == "datetime":
        return format_datetime(row.env, value)
    if field.type == "html":
        return html2plaintext(value)[:LONGEST]
    return str(field.convert_to_export(value, row))[:LONGEST]
