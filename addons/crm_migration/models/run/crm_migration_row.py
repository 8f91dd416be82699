import json

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.item import Item

STAGED = "staged"
CREATED = "created"
UPDATED = "updated"
UNCHANGED = "unchanged"
LINKED = "linked"
REFUSED = "refused"
ERROR = "error"
UNDONE = "undone"
KEPT = "kept"
STATES = [
    (STAGED, "Waiting"),
    (CREATED, "Created"),
    (UPDATED, "Updated"),
    (UNCHANGED, "Unchanged"),
    (LINKED, "Linked to Existing"),
    (REFUSED, "Refused"),
    (ERROR, "Error"),
    (UNDONE, "Undone"),
    (KEPT, "Kept"),
]


class CrmMigrationRow(models.Model):
    """One row of a workbook for one target: what came, what became of it.

    Rows are only written by the loader. Nobody has the right to write them, so a
    row can be believed.
    """

    _name = "crm.migration.row"
    _description = "Migration Row"
    _rec_name = "key"
    _order = "run_id desc, sequence, row_number, id"

    run_id = fields.Many2one(
        "crm.migration.run", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(required=True, help="Targets load in this order.")
    target = fields.Char(required=True)
    model = fields.Char(required=True)
    sheet = fields.Char()
    row_number = fields.Integer("Row", help="As the spreadsheet program counts it.")
    key = fields.Char()
    payload = fields.Json()
    payload_html = fields.Html(
        "Values", compute="_compute_payload_html", sanitize=False
    )
    digest = fields.Char()
    state = fields.Selection(STATES, required=True, default=STAGED)
    res_id = fields.Many2oneReference("Record", model_field="model")
    error = fields.Text("Why")
    previous = fields.Json(help="What the record held before, for undoing.")
    stamp = fields.Datetime(help="When the loader last touched the record.")

    _run_row_uniq = models.UniqueIndex(
        "(run_id, target, sheet, row_number)", "This row of the sheet is already there."
    )
    _waiting_idx = models.Index("(run_id, sequence, id) WHERE state = 'staged'")
    # a record was last changed by us if a row carries the same moment
    _write_date_idx = models.Index("(write_date)")
    _stamp_idx = models.Index("(stamp)")
    _run_state_idx = models.Index("(run_id, state)")

    @api.depends("sheet", "row_number", "key")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "%(sheet)s, row %(number)s: %(key)s",
                sheet=row.sheet or row.target,
                number=row.row_number,
                key=row.key or "?",
            )

    @api.depends("payload")
    def _compute_payload_html(self):
        for row in self:
            model = self.env.get(row.model)
            known = model._fields if model is not None else {}
            lines = [
                Markup("<tr><th>%s</th><td>%s</td></tr>")
                % (
                    escape(known[name].string if name in known else name),
                    escape("" if value is None else value),
                )
                for name, value in (row.payload or {}).items()
            ]
            row.payload_html = Markup("<table class='table table-sm'>%s</table>") % (
                Markup("").join(lines)
            )

    def action_open_record(self):
        """Open what the row has become."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def _stage(self, run, rows):
        """Insert rows in one query; rows that are already there are left alone.

        Doing it again after a lost answer must change nothing.
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_migration_row (
                    run_id, sequence, target, model, sheet, row_number, key, payload,
                    digest, state, error,
                    create_uid, create_date, write_uid, write_date)
                SELECT %(run)s, sequence, target, model, COALESCE(sheet, ''),
                    row_number, key, payload, md5(payload::text), state, error,
                    %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                FROM jsonb_to_recordset(%(rows)s) AS r(
                    sequence int, target text, model text, sheet text, row_number int,
                    key text, payload jsonb, state text, error text)
                ON CONFLICT DO NOTHING
                """,
                run=run.id,
                uid=self.env.uid,
                rows=json.dumps(rows),
            ),
            # two clients at once: Odoo tries again, and a megabyte of rows is no log
            log_exceptions=False,
        )
        self._forget_cached(run)

    def _take(self, run, limit):
        """Return the target and the items of the next batch, one query."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, target, key, payload, digest FROM crm_migration_row
                WHERE run_id = %(run)s AND state = 'staged' AND sequence = (
                    SELECT min(sequence) FROM crm_migration_row
                    WHERE run_id = %(run)s AND state = 'staged')
                ORDER BY id LIMIT %(limit)s
                """,
                run=run.id,
                limit=limit,
            )
        )
        items = [
            Item(row_id, key, payload, digest)
            for row_id, _t, key, payload, digest in rows
        ]
        return (rows[0][1] if rows else ""), items

    def _settle(self, run, items):
        """Write what became of the items, one query."""
        results = [
            {
                "id": item.row_id,
                "state": item.state,
                "res_id": item.res_id or None,
                "error": item.error or None,
                "previous": item.previous,
            }
            for item in items
        ]
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_migration_row AS row SET state = r.state, res_id = r.res_id,
                    error = r.error, previous = r.previous,
                    stamp = now() AT TIME ZONE 'UTC',
                    write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                FROM jsonb_to_recordset(%s) AS r(
                    id int, state text, res_id int, error text, previous jsonb)
                WHERE row.id = r.id
                """,
                self.env.uid,
                json.dumps(results, default=str),
            )
        )
        self._forget_cached(run)

    def _forget_cached(self, run):
        """Rows were written by SQL: what is known of them, and their counts, is old."""
        self.invalidate_model()
        run.modified(["row_ids"])
