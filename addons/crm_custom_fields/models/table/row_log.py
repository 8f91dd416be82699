from collections import defaultdict

from odoo import api, models, tools
from odoo.tools import format_date, format_datetime, html2plaintext
from odoo.tools.misc import clean_context

from ...engine.field.masking import masked
from ...engine.field.naming import PARENT
from ...engine.table.row_log import Cell, Told, changes
from ..field.carry import UNSTORED

# Where a transaction keeps what the rows were before: {model: {id: Told or None}}.
NOTES = "crm_custom_row_log"
FILES = ("file", "image")
LONGEST = 100
CLEAR, SECRET = "clear", "secret"


class CrmCustomFieldRowLog(models.AbstractModel):
    """Tells changes of rows in the chatter of the record that they belong to.

    One note for each record and transaction, as with tracked fields. It hangs on the
    table, so who may not see the table does not read it, and says of each value only
    what everybody may read who sees the table.
    """

    _name = "crm.custom.field.row.log"
    _description = "Custom Table Row Log"

    # What is told

    @api.model
    @tools.ormcache("model_name")
    def _tables(self, model_name):
        """Return the names of the tables whose changes are logged."""
        if not hasattr(self.env[model_name], "_message_log_batch"):
            return frozenset()
        definitions = self.env["crm.custom.field"].sudo()  # sudo: as for the layout
        tables = definitions.search(
            [
                ("model_name", "=", model_name),
                ("kind", "=", "table"),
                ("tracking", "=", True),
            ]
        )
        return frozenset(tables.mapped("technical_name"))

    @api.model
    @tools.ormcache("model_name")
    def _columns(self, model_name):
        """Return ``{column: how far it is told}``: clear, secret, or a mask."""
        definitions = self.env["crm.custom.field"].sudo()  # sudo: as for the layout
        columns = definitions.search(
            [("model_name", "=", model_name), ("kind", "not in", UNSTORED)]
        )
        told = {}
        for column in columns:
            closed = column.read_group_ids or column.pii_class or column.kind in FILES
            told[column.technical_name] = column.mask or (SECRET if closed else CLEAR)
        return told

    @api.model
    def _is_logged(self, rows):
        context = self.env.context
        if context.get("tracking_disable") or context.get("mail_notrack"):
            return False
        model_name, table = rows._crm_table
        return table in self._tables(model_name)

    # What happens

    @api.model
    def _before_save(self, records, names):
        """Note all rows of ``records`` at once: they are saved one by one."""
        for name in self._tables(records._name).intersection(names):
            rows = records.sudo()[name]  # sudo: the log decides what it tells
            self._before(rows)

    @api.model
    def _before(self, rows):
        """Note what ``rows`` are before they change or go."""
        if rows and self._is_logged(rows):
            notes = self._notes(rows._name)
            new = rows.filtered(lambda row: row.id not in notes)
            notes.update(self._told(new.sudo()))  # sudo: see _before_save

    @api.model
    def _created(self, rows):
        """Note that ``rows`` are new."""
        if self._is_logged(rows):
            self._notes(rows._name).update(dict.fromkeys(rows.ids))

    @api.model
    def _notes(self, model_name):
        precommit = self.env.cr.precommit
        if NOTES not in precommit.data:
            precommit.data[NOTES] = defaultdict(dict)
            precommit.add(self._tell_all)
        return precommit.data[NOTES][model_name]

    # Telling it

    @api.model
    def _tell_all(self):
        for model_name, notes in self.env.cr.precommit.data.pop(NOTES, {}).items():
            if model_name in self.env:
                self._tell(self.env[model_name].sudo(), notes)  # sudo: see _before_save

    @api.model
    def _tell(self, rows, notes):
        """Write one note for each record; the number of queries is always the same."""
        after = self._told(rows.browse(notes).exists())
        hidden = self.env._("changed in columns that not everybody sees")
        texts = defaultdict(list)
        for row_id, before in notes.items():
            for owner, *pair in changes(before, after.get(row_id), hidden):
                texts[owner].append(pair)
        model_name, table = rows._crm_table
        records = rows.env[model_name].browse(texts).exists()
        if not records:
            return
        env = records.env(context=clean_context(self.env.context))
        bodies = dict.fromkeys(records.ids, "")
        messages = records.with_env(env)._message_log_batch(bodies)
        field = self.env["ir.model.fields"]._get(model_name, table)
        values = self.env["mail.tracking.value"].sudo()  # sudo: as mail itself does
        values.create(
            [
                {
                    "field_id": field.id,
                    "mail_message_id": message.id,
                    "old_value_char": old,
                    "new_value_char": new,
                }
                for message in messages
                for old, new in reversed(texts[message.res_id])
            ]
        )

    @api.model
    def _told(self, rows):
        """Return ``{id: what a row is now}``."""
        manners = self._columns(rows._name)
        columns = {name: m for name, m in manners.items() if name in rows._fields}
        names = [n for n in rows._naming_fields() if columns.get(n) == CLEAR]
        return {row.id: self._told_row(row, columns, names) for row in rows}

    @api.model
    def _told_row(self, row, columns, names):
        cells = {}
        for name, manner in columns.items():
            text = self._text(row, name)
            if manner == SECRET:
                shown = None
            else:
                shown = text if manner == CLEAR else masked(text, manner)
            label = row._fields[name]._description_string(row.env)
            cells[name] = Cell(label, shown, row[name])
        known = [cells[name].shown for name in names if cells[name].shown]
        return Told(row[PARENT].id, " · ".join(known[:2]) or f"#{row.id}", cells)

    @api.model
    def _text(self, row, name):
        """Return a value as people of this language write it."""
        field, value = row._fields[name], row[name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value and field.type not in ("integer", "float", "monetary"):
            return ""
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "datetime":
            return format_datetime(self.env, value)
        if field.type == "html":
            return html2plaintext(value)[:LONGEST]
        return str(field.convert_to_export(value, row))[:LONGEST]
