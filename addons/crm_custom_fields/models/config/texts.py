from psycopg2.extras import Json

from odoo import api, models
from odoo.tools import SQL

from .sections import SOURCE, TEXTS


class CrmCustomFieldConfigTexts(models.AbstractModel):
    """Writes the texts of a file in every language that is installed."""

    _inherit = "crm.custom.field.config"

    @api.model
    def _translate(self, section, pairs):
        """Translate the records of ``pairs``: for each text one query for all.

        Written over the ORM, every text of every option would bring the column
        of its field up to date again.
        """
        records = [record for record, _entry in pairs]
        for name in TEXTS[section]:
            self._write_texts(name, [(r, e.get(name)) for r, e in pairs])
        if section == "fields" and records:
            self._write_texts("name", self._option_texts(pairs))
            definitions = records[0].browse([record.id for record in records])
            definitions._labels_changed()
            definitions._options_changed()

    @api.model
    def _option_texts(self, pairs):
        texts = []
        for record, entry in pairs:
            by_value = {option.value: option for option in record.option_ids}
            texts += [
                (by_value[option["value"]], option["name"])
                for option in entry.get("options", ())
            ]
        return texts

    @api.model
    def _write_texts(self, name, texts):
        """Merge ``[(record, {language: text})]`` into the translated column."""
        installed = {code for code, _label in self.env["res.lang"].get_installed()}
        rows = [
            (record.id, Json(spoken))
            for record, by_code in texts
            for spoken in [self._spoken(by_code or {}, installed - {SOURCE})]
            if spoken
        ]
        if not rows:
            return
        model = texts[0][0].browse()
        model.flush_model([name])
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s record_
                   SET %(column)s = record_.%(column)s || text_.value::jsonb
                  FROM (VALUES %(rows)s) text_ (id, value)
                 WHERE record_.id = text_.id AND record_.%(column)s IS NOT NULL
                """,
                table=SQL.identifier(model._table),
                column=SQL.identifier(name),
                rows=SQL(", ").join(SQL("(%s, %s)", *row) for row in rows),
            )
        )
        model.invalidate_model([name])
        self.env["crm.custom.field.cache"]._forget()

    @api.model
    def _spoken(self, by_code, installed):
        return {code: text for code, text in by_code.items() if code in installed}
