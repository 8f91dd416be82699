import psycopg2

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..run.crm_migration_row import CREATED, KEPT, LINKED, UNDONE, UPDATED
from .references import used_elsewhere


class Undo:
    """Take back what a run did, newest row first, never over a person's work."""

    def __init__(self, env):
        self.env = env

    def protect(self, run):
        """Before anything is undone, keep what people changed and what that needs.

        Undoing one row can touch records of others (a membership its user), so this
        has to be seen as a whole first. One query per model of the run.
        """
        rows = run.row_ids.search(
            [("run_id", "=", run.id), ("state", "in", [CREATED, UPDATED])]
        )
        for model, loaded in rows.grouped("model").items():
            touched = self._touched(model, loaded)
            for row in loaded.filtered(lambda row, t=touched: row.id in t):
                self._keep_changed(row, touched[row.id])
        self._keep_needed(run, rows)

    def _keep_needed(self, run, rows):
        """Keep the records that kept ones refer to."""
        targets = run._parse_targets(run.targets)
        by_key = {(row.target, row.key): row for row in rows}
        waiting = list(rows.filtered(lambda row: row.state == KEPT))
        while waiting:
            user = waiting.pop()
            for name, relation in targets[user.target].fields.items():
                value = (user.payload or {}).get(name)
                if relation.kind != "key" or not value:
                    continue
                for key in value if relation.many else [value]:
                    row = by_key.get((relation.target, key))
                    if row and row.state == CREATED:
                        self._keep_used_by(row, user)
                        waiting.append(row)

    def take_back(self, run, rows):
        """Undo rows of one target; the caller says when the run is through."""
        model = rows[0].model
        self.env[model].check_access("unlink")
        touched = self._touched(model, rows)
        for row in rows.filtered(lambda row: row.id in touched):
            self._keep_changed(row, touched[row.id])
        clear = rows.filtered(lambda row: row.id not in touched)
        self._undo_updates(clear.filtered(lambda row: row.state == UPDATED))
        self._undo_creates(model, clear.filtered(lambda row: row.state == CREATED))
        linked = clear.filtered(lambda row: row.state == LINKED)
        linked.write({"state": UNDONE})
        self._restore_keys(run, rows)

    def _touched(self, model, rows):
        """Return ``{row id: who changed the record after the run}``.

        A record's last change is ours if it happened in a transaction of a migration:
        these carry the same time to the microsecond.
        """
        loaded = rows.filtered(lambda row: row.state in (CREATED, UPDATED))
        if not loaded:
            return {}
        self.env["crm.migration.row"].flush_model()
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
                      AND NOT EXISTS (
                        SELECT FROM crm_migration_row AS ours
                        WHERE ours.write_date = record.write_date
                          OR ours.stamp = record.write_date)
                    """,
                    SQL.identifier(self.env[model]._table),
                    loaded.ids,
                    self.env.ref("base.user_root").id,
                )
            )
        )

    def _keep_changed(self, row, user_name):
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

    def _keep_used_by(self, row, user):
        row.write(
            {
                "state": KEPT,
                "error": self.env._(
                    "%(record)s is kept: %(user)s, which somebody has changed since, "
                    "needs it.",
                    record=row.key,
                    user=user.key,
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
        """Delete what nobody uses; what a deletion would silently empty is kept."""
        if not rows:
            return
        used = used_elsewhere(self.env[model].browse(rows.mapped("res_id")))
        for row in rows.filtered(lambda row: row.res_id in used):
            self._keep_used(row, used[row.res_id])
        rows = rows.filtered(lambda row: row.state == CREATED)
        self._delete_rows(model, rows)

    def _delete_rows(self, model, rows):
        """Delete at once; where that is refused, halve until the row stands alone."""
        if not rows:
            return
        records = self.env[model].browse(rows.mapped("res_id")).exists()
        try:
            with self.env.cr.savepoint():
                self.env["crm.migration.loader"]._delete_records(records)
                self.env.flush_all()
        except (UserError, psycopg2.IntegrityError) as error:
            if len(rows) == 1:
                self._keep_refused(rows, error)
                return
            half = len(rows) // 2
            self._delete_rows(model, rows[:half])
            self._delete_rows(model, rows[half:])
            return
        rows.write({"state": UNDONE, "error": False})

    def _succeeds(self, row, action):
        try:
            with self.env.cr.savepoint():
                action()
        except (UserError, psycopg2.IntegrityError) as error:
            self._keep_refused(row, error)
            return False
        return True

    def _keep_used(self, row, model_name):
        row.write(
            {
                "state": KEPT,
                "error": self.env._(
                    "%(record)s is kept: a record of “%(model)s” that the run did not "
                    "create uses it.",
                    record=row.key,
                    model=model_name,
                ),
            }
        )

    def _keep_refused(self, row, error):
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

    def _restore_keys(self, run, rows):
        """Forget keys of deleted records, put back what updated ones were known by."""
        # sudo: nobody may write the ledger by hand
        keys = self.env["crm.migration.key"].sudo()
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
