import json

from odoo import fields, models
from odoo.tools import SQL


class CrmMigrationKey(models.Model):
    """The record that one key of an old system has become.

    Keys outlive their run: a second run of the same file finds what the first one
    made, whoever starts it.
    """

    _name = "crm.migration.key"
    _description = "Migration Key"
    _rec_name = "key"
    _order = "id"

    source = fields.Char(required=True)
    target = fields.Char(required=True)
    key = fields.Char(required=True)
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="model", required=True)
    digest = fields.Char(help="What was last loaded, as a fingerprint.")
    payload = fields.Json(help="What was last loaded, to see what the source changed.")

    _source_target_key_uniq = models.UniqueIndex(
        "(source, target, key)", "This key of the old system is already known."
    )
    _model_res_id_idx = models.Index("(model, res_id)")

    def _lookup(self, source, target, keys):
        """Return ``{key: (res_id, digest, payload)}`` in one query."""
        if not keys:
            return {}
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT key, res_id, digest, payload FROM crm_migration_key"
                " WHERE source = %s AND target = %s AND key = ANY(%s)",
                source,
                target,
                list(keys),
            )
        )
        return {key: (res_id, digest, payload) for key, res_id, digest, payload in rows}

    def _remember(self, source, target, items):
        """Bind the keys of loaded items to their records, in one query."""
        if not items:
            return
        bindings = [
            {
                "key": item.key,
                "res_id": item.res_id,
                "digest": item.digest,
                # a linked record is not ours: nothing to compare with, nothing to write
                "payload": None if item.state == "linked" else item.payload,
            }
            for item in items
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_migration_key (
                    source, target, model, key, res_id, digest, payload,
                    create_uid, create_date, write_uid, write_date)
                SELECT %(source)s, %(target)s, %(model)s, key, res_id, digest, payload,
                    %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                FROM jsonb_to_recordset(%(bindings)s)
                    AS b(key text, res_id int, digest text, payload jsonb)
                ON CONFLICT (source, target, key) DO UPDATE SET
                    res_id = excluded.res_id, digest = excluded.digest,
                    payload = excluded.payload, write_uid = excluded.write_uid,
                    write_date = excluded.write_date
                """,
                source=source,
                target=target.name,
                model=target.model,
                uid=self.env.uid,
                bindings=json.dumps(bindings),
            ),
            # two runs of one source at once: Odoo tries again and finds the keys
            log_exceptions=False,
        )
        self.invalidate_model()

    def _forget(self, source, target, keys):
        """Drop the bindings of undone rows, in one query."""
        if keys:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM crm_migration_key"
                    " WHERE source = %s AND target = %s AND key = ANY(%s)",
                    source,
                    target,
                    list(keys),
                )
            )
            self.invalidate_model()
