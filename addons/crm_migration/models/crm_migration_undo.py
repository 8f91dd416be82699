import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_migration_row import CREATED, KEPT, LINKED, UNDONE, UPDATED


class CrmMigrationUndo(models.AbstractModel):
    """Take back what a run did, newest row first, never over a person's work."""

    _name = "crm.migration.undo"
    _description = "Migration Undo"

    def _undo_batch(self, run, rows):
        """Undo rows of one target; the caller stores nothing itself."""
        model = rows[0].model
        self.env[model].check_access("unlink")
        touched = self._touched(model, rows)
        for row in rows.filtered(lambda row: row.id in touched):
            self._keep(row, touched[row.id])
        clear = rows.filtered(lambda row: row.id not in touched)
        self._undo_updates(clear.filtered(lambda row: row.state == UPDATED))
        self._undo_creates(model, clear.filtered(lambda row: row.state == CREATED))
        linked = clear.filtered(lambda row: row.state == LINKED)
        linked.write({"state": UNDONE})
        self._restore_keys(run, rows)

    def _touched(self, model, rows):
        """Return ``{row id: who changed the record after the run}``."""
        loaded = rows.filtered(lambda row: row.state in (CREATED, UPDATED))
        if not loaded:
            return {}
        loaded.flush_recordset()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT row.id, partner.name FROM crm_migration_row AS row
                    JOIN %s AS record ON record.id = row.res_id
                    JOIN res_users AS users ON users.id = record.write_uid
                    JOIN res_partner AS partner ON partner.id = users.partner_id
                    WHERE row.id = ANY(%s) AND record.write_date > row.stamp
                      AND record.write_uid != %s
                    """,
                    SQL.identifier(self.env[model]._table),
                    loaded.ids,
                    self.env.ref("base.user_root").id,
                )
            )
        )

    def _keep(self, row, user_name):
        row.write(
            {
                "state": KEPT,
                "error": self.env._(
                    "%(record)s is kept: %(user)s has changed it since the run. Delete "
                    "it by hand if it is not needed.",
                    record=row.key,
                    user=user_name,
                ),
            }
        )

    def _undo_updates(self, rows):
        for row in rows:
            values = (row.previous or {}).get("values") or {}
            record = self.env[row.model].browse(row.res_id).exists()
            for name, value in values.items():
                if isinstance(value, list):
                    values[name] = [(6, 0, value)]
            if self._succeeds(row, lambda r=record, v=values: r.write(v)):
                row.write({"state": UNDONE, "error": False})

    def _undo_creates(self, model, rows):
        """Delete at once; where that is refused, halve until the row stands alone."""
        if not rows:
            return
        records = self.env[model].browse(rows.mapped("res_id")).exists()
        try:
            with self.env.cr.savepoint():
                self._delete_records(records)
                self.env.flush_all()
        except (UserError, psycopg2.IntegrityError) as error:
            if len(rows) == 1:
                self._keep_used(rows, error)
                return
            half = len(rows) // 2
            self._undo_creates(model, rows[:half])
            self._undo_creates(model, rows[half:])
            return
        rows.write({"state": UNDONE, "error": False})

    def _succeeds(self, row, action):
        try:
            with self.env.cr.savepoint():
                action()
        except (UserError, psycopg2.IntegrityError) as error:
            self._keep_used(row, error)
            return False
        return True

    def _keep_used(self, row, error):
        reason = (
            self.env[row.model]._sql_error_to_message(error)
            if isinstance(error, psycopg2.Error)
            else str(error)
        )
        row.write(
            {
                "state": KEPT,
                "error": self.env._(
                    "%(record)s is kept: %(reason)s", record=row.key, reason=reason
                ),
            }
        )

    def _delete_records(self, records):
        """Delete with the user's own rights, with what creating them brought along."""
        partners = self.env["res.partner"]
        if records._name == "res.users":
            partners = records.partner_id
        records.unlink()
        partners.unlink()

    def _restore_keys(self, run, rows):
        """Forget keys of deleted records, put back what updated ones were known by."""
        keys = self.env["crm.migration.key"].sudo()  # the ledger is nobody's to write
        undone = rows.filtered(lambda row: row.state == UNDONE)
        restored = {
            row.key: row.previous
            for row in undone
            if row.previous and row.previous.get("digest")
        }
        forgotten = [row.key for row in undone if row.key not in restored]
        keys._forget(run.source, rows[0].target, forgotten)
        known = keys.search(
            [
                ("source", "=", run.source),
                ("target", "=", rows[0].target),
                ("key", "in", list(restored)),
            ]
        )
        for key in known:
            before = restored[key.key]
            key.write({"digest": before["digest"], "payload": before["payload"]})
