from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ..load.resolver import check_target_access
from ..undo.undo import Undo
from .crm_migration_row import CREATED, ERROR, KEPT, LINKED, REFUSED, STAGED, UPDATED
from .crm_migration_run import BATCH, DONE, LOADING, PARTLY, STAGING, UNDOING, UNDONE

PROTOCOL = 1
MAX_BATCH = 5000


class CrmMigrationRunClientApi(models.Model):
    """The methods a client calls; each call is one transaction."""

    _inherit = "crm.migration.run"

    @api.model
    def describe(self, models):
        """Tell which of the models, and which of their fields, the user may fill."""
        self._check_operator()
        found = {}
        for name in models:
            model = self.env.get(name)
            if model is None or model._abstract or not model.has_access("create"):
                found[name] = None
                continue
            found[name] = {
                "fields": sorted(
                    field.name
                    for field in model._fields.values()
                    if model._has_field_access(field, "write")
                )
            }
        return {"protocol": PROTOCOL, "models": found}

    @api.model
    def open_run(self, values):
        """Start a run, or return the user's unfinished run of the same file.

        :param dict values: name, source, file_name, file_hash, mapping_name,
            mapping_hash, targets
        """
        self._check_operator()
        targets = self._parse_targets(values.get("targets"))
        env = self._loading_env()
        for target in targets.values():
            check_target_access(env, target)
        same = self.search(
            [
                ("state", "in", [STAGING, LOADING]),
                ("user_id", "=", self.env.uid),
                ("source", "=", values.get("source")),
                ("file_hash", "=", values.get("file_hash")),
                ("mapping_hash", "=", values.get("mapping_hash")),
            ],
            limit=1,
        ).filtered(lambda run: run.targets == values.get("targets"))
        if same:
            return same._status(resumed=True)
        names = ("name", "source", "file_name", "file_hash", "mapping_name",
                 "mapping_hash", "targets")  # fmt: skip
        # sudo: nobody may write the ledger by hand
        run = self.sudo().create({name: values.get(name) for name in names})
        return run.sudo(False)._status(resumed=False)

    def stage_rows(self, rows):
        """Take a chunk of rows. Sending the same chunk again changes nothing.

        :param list rows: objects with target, sheet, row_number, key, payload, error
        """
        self._check_owner((STAGING,))
        self._lock()
        targets = self._parse_targets(self.targets)
        staged = []
        for row in rows:
            target = targets.get(row.get("target"))
            if target is None:
                raise UserError(
                    self.env._(
                        "Run %(run)s has no target “%(target)s”. Check the mapping.",
                        run=self.name,
                        target=row.get("target"),
                    )
                )
            staged.append(
                {
                    **row,
                    "model": target.model,
                    "sequence": target.sequence,
                    "state": REFUSED if row.get("error") else STAGED,
                }
            )
        # sudo: nobody may write the ledger by hand
        self.env["crm.migration.row"].sudo()._stage(self, staged)
        return self._status()

    def load_rows(self, limit=BATCH):
        """Load the next rows in one transaction and tell how far the run is."""
        self._check_owner((STAGING, LOADING, DONE))
        self._lock()
        loaded = self._load_next(min(limit, MAX_BATCH))
        return {**self._status(), "batch": loaded}

    def retry_rows(self):
        """Put rows with an error back in the queue, after their cause was mended."""
        self._check_owner((LOADING, DONE))
        ledger = self.sudo()  # sudo: nobody may write the ledger by hand
        failed = ledger.row_ids.filtered(lambda row: row.state == ERROR)
        failed.write({"state": STAGED, "error": False})
        if failed:
            ledger.state = LOADING
        return self._status()

    def undo_rows(self, limit=BATCH):
        """Take back the newest rows in one transaction and tell how far it is."""
        self._check_operator()
        self.ensure_one()
        self._check_state((STAGING, LOADING, DONE, UNDOING))
        self._lock()
        undone = self._undo_next(min(limit, MAX_BATCH))
        return {**self._status(), "batch": undone}

    def status(self):
        """Tell how far the run is."""
        self._check_operator()
        self.ensure_one()
        return self._status()

    def _load_next(self, limit):
        # sudo: nobody may write the ledger by hand
        rows = self.env["crm.migration.row"].sudo()
        name, items = rows._take(self, limit)
        if items:
            target = self._parse_targets(self.targets)[name]
            loader = self._loading_env()["crm.migration.loader"]
            loader._load_batch(self, target, items)
            rows._settle(self, items)
        waiting = rows._take(self, 1)[1]
        ledger = self.sudo()  # sudo: nobody may write the ledger by hand
        if waiting:
            ledger.state = LOADING
        elif self.state != DONE or self.is_queued:
            ledger.write(
                {"state": DONE, "date_end": fields.Datetime.now(), "is_queued": False}
            )
        return len(items)

    def _undo_next(self, limit):
        ledger = self.sudo()  # sudo: nobody may write the ledger by hand
        undo = Undo(self._loading_env())
        if not self.is_protected:
            undo.protect(ledger)
            ledger.write({"is_protected": True, "state": UNDOING})
        loaded = [("run_id", "=", self.id), ("state", "in", [CREATED, UPDATED, LINKED])]
        rows = ledger.row_ids.search(
            loaded, order="sequence desc, id desc", limit=limit
        )
        same = rows.filtered(lambda row: row.sequence == rows[0].sequence)
        if same:
            undo.take_back(ledger, same)
        if not ledger.row_ids.search_count(loaded, limit=1):
            kept = ledger.row_ids.filtered(lambda row: row.state == KEPT)
            ledger.write({"state": PARTLY if kept else UNDONE, "is_queued": False})
        return len(same)

    def _status(self, resumed=False):
        return {
            "id": self.id,
            "protocol": PROTOCOL,
            "resumed": resumed,
            "state": self.state,
            "rows": self.row_count,
            "waiting": self.waiting_count,
            "created": self.created_count,
            "updated": self.updated_count,
            "unchanged": self.unchanged_count,
            "problems": self.problem_count,
            "undone": self.undone_count,
        }

    def _check_operator(self):
        if not self.env.user.has_group("crm_migration.group_migration"):
            raise AccessError(
                self.env._(
                    "%(user)s may not migrate data. Ask an administrator for the right "
                    "“Data Migration”.",
                    user=self.env.user.name,
                )
            )

    def _check_owner(self, states):
        """Let only its starter go on with a run: it acts with that person's rights."""
        self._check_operator()
        self.ensure_one()
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "%(run)s was started by %(user)s, who alone may go on with it. "
                    "Start your own run of the same file: nothing is loaded twice.",
                    run=self.name,
                    user=self.user_id.name,
                )
            )
        self._check_state(states)

    def _check_state(self, states):
        if self.state not in states:
            raise UserError(
                self.env._(
                    "%(run)s is “%(state)s”, so this is not possible any more. Start a "
                    "new run of the file.",
                    run=self.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ],
                )
            )

    def _lock(self):
        try:
            # sudo: locking counts as writing, which nobody may do by hand
            self.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "%(run)s is being loaded at this moment. Wait a minute and try "
                    "again.",
                    run=self.name,
                )
            ) from error
