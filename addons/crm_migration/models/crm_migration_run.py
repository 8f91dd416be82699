from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ..engine.targets import TargetError, parse_targets
from .crm_migration_loader import QUIET
from .crm_migration_row import (
    CREATED,
    ERROR,
    KEPT,
    LINKED,
    REFUSED,
    STAGED,
    STATES,
    UNCHANGED,
    UNDONE,
    UPDATED,
)

STAGING = "staging"
LOADING = "loading"
DONE = "done"
UNDOING = "undoing"
PARTLY = "partly"
PROTOCOL = 1
BATCH = 1000
MAX_BATCH = 5000


class CrmMigrationRun(models.Model):
    """One file brought in once: who, what, how much, and whether it adds up.

    Runs are written only by the methods below, so that the ledger can be believed.
    """

    _name = "crm.migration.run"
    _description = "Migration Run"
    _inherit = ["crm.migration.reconcile"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True)
    source = fields.Char(
        required=True, help="The old system. Its keys are recognised in every run."
    )
    file_name = fields.Char("File")
    file_hash = fields.Char("File Fingerprint", index=True)
    mapping_name = fields.Char("Mapping")
    mapping_hash = fields.Char("Mapping Fingerprint")
    targets = fields.Json(required=True)
    state = fields.Selection(
        [
            (STAGING, "Uploading"),
            (LOADING, "Loading"),
            (DONE, "Done"),
            (UNDOING, "Undoing"),
            (UNDONE, "Undone"),
            (PARTLY, "Partly Undone"),
        ],
        required=True,
        default=STAGING,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", "Run by", required=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_end = fields.Datetime("Finished on")
    is_queued = fields.Boolean(help="The scheduled action goes on with this run.")
    is_protected = fields.Boolean(help="An undo has marked what it will keep.")
    obstacle = fields.Text(help="Why the scheduled action could not go on.")
    row_ids = fields.One2many("crm.migration.row", "run_id")
    check_ids = fields.One2many("crm.migration.check", "run_id")
    findings = fields.Json(help="What the client repaired, noted and proposes.")
    findings_html = fields.Html(compute="_compute_findings_html", sanitize=False)
    row_count = fields.Integer("Rows", compute="_compute_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    created_count = fields.Integer("Created", compute="_compute_counts")
    updated_count = fields.Integer("Updated", compute="_compute_counts")
    unchanged_count = fields.Integer("Unchanged", compute="_compute_counts")
    problem_count = fields.Integer("Problems", compute="_compute_counts")
    undone_count = fields.Integer("Undone Rows", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    is_reconciled = fields.Boolean("Reconciled", compute="_compute_is_reconciled")

    @api.depends("row_ids.state")
    def _compute_counts(self):
        counts = {run.id: dict.fromkeys(dict(STATES), 0) for run in self}
        for run, state, count in self.env["crm.migration.row"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        ):
            counts[run.id][state] = count
        for run in self:
            count = counts.get(run.id) or dict.fromkeys(dict(STATES), 0)
            run.row_count = sum(count.values())
            run.waiting_count = count[STAGED]
            run.created_count = count[CREATED]
            run.updated_count = count[UPDATED]
            run.unchanged_count = count[UNCHANGED] + count[LINKED]
            run.problem_count = count[REFUSED] + count[ERROR] + count[KEPT]
            run.undone_count = count[UNDONE]
            run.progress = (
                100.0 * (run.row_count - run.waiting_count) / run.row_count
                if run.row_count
                else 0.0
            )

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
        loader = self._loader()
        for target in targets.values():
            loader._check_target_access(target)
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
        # the ledger is nobody's to write
        run = self.sudo().create({name: values.get(name) for name in names})
        return run.sudo(False)._status(resumed=False)

    def stage_rows(self, rows):
        """Take a chunk of rows. Sending the same chunk again changes nothing.

        :param list rows: objects with target, sheet, row_number, key, payload, error
        """
        self._check_owner((STAGING,))
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
        self.env["crm.migration.row"].sudo()._stage(self, staged)  # ledger: see class
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
        failed = self.sudo().row_ids.filtered(  # ledger: see class
            lambda row: row.state == ERROR
        )
        failed.write({"state": STAGED, "error": False})
        if failed:
            self.sudo().state = LOADING  # ledger: see class
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

    def action_resume(self):
        """Let the scheduled action load what is still waiting."""
        self._check_owner((STAGING, LOADING, DONE))
        if self.state != STAGING:
            self.retry_rows()
        self.sudo().write({"is_queued": True, "obstacle": False})  # ledger: see class
        return self._trigger_cron()

    def action_undo(self):
        """Let the scheduled action take the run back."""
        self._check_owner((STAGING, LOADING, DONE, UNDOING))
        self.sudo().write(
            {"state": UNDOING, "is_queued": True, "obstacle": False}
        )  # ledger
        return self._trigger_cron()

    def _trigger_cron(self):
        # the user may not touch scheduled actions, only start this one
        self.env.ref("crm_migration.ir_cron_migration").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "%(run)s goes on in the background. Reload the page to see how "
                    "far it is.",
                    run=self.name,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_rows(self):
        """Show the rows of the run."""
        return self._rows_action([])

    def action_open_problems(self):
        """Show the rows that were refused, failed, or kept in an undo."""
        return self._rows_action([("state", "in", [REFUSED, ERROR, KEPT])])

    def _rows_action(self, domain):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rows of %(run)s", run=self.name),
            "res_model": "crm.migration.row",
            "view_mode": "list,form",
            "domain": [("run_id", "=", self.id), *domain],
        }

    def _load_next(self, limit):
        rows = self.env["crm.migration.row"].sudo()  # ledger: see class
        name, items = rows._take(self, limit)
        if items:
            target = self._parse_targets(self.targets)[name]
            self._loader()._load_batch(self, target, items)
            rows._settle(self, items)
        waiting = rows._take(self, 1)[1]
        ledger = self.sudo()  # ledger: see class
        if waiting:
            ledger.state = LOADING
        elif self.state != DONE or self.is_queued:
            ledger.write(
                {"state": DONE, "date_end": fields.Datetime.now(), "is_queued": False}
            )
        return len(items)

    def _undo_next(self, limit):
        ledger = self.sudo()  # ledger: see class
        if not self.is_protected:
            self._loader("crm.migration.undo")._protect(ledger)
            ledger.write({"is_protected": True, "state": UNDOING})
        loaded = [("run_id", "=", self.id), ("state", "in", [CREATED, UPDATED, LINKED])]
        rows = ledger.row_ids.search(
            loaded, order="sequence desc, id desc", limit=limit
        )
        same = rows.filtered(lambda row: row.sequence == rows[0].sequence)
        if same:
            self._loader("crm.migration.undo")._undo_batch(ledger, same)
        if not ledger.row_ids.search_count(loaded, limit=1):
            kept = ledger.row_ids.filtered(lambda row: row.state == KEPT)
            ledger.write({"state": PARTLY if kept else UNDONE, "is_queued": False})
        return len(same)

    def _loader(self, name="crm.migration.loader"):
        """Return the loader as the calling user, in a context of our own.

        The caller's context is dropped: a default_… key would fill every record.
        """
        company = self.company_id or self.env.company
        context = {
            **QUIET,
            "lang": self.env.lang,
            "tz": self.env.context.get("tz"),
            "allowed_company_ids": [company.id],
        }
        return self.env(su=False, context=context)[name]

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
            self.sudo().lock_for_update()  # ledger: see class
        except LockError as error:
            raise UserError(
                self.env._(
                    "%(run)s is being loaded at this moment. Wait a minute and try "
                    "again.",
                    run=self.name,
                )
            ) from error

    def _parse_targets(self, raw):
        try:
            return parse_targets(raw)
        except TargetError as error:
            raise UserError(
                self.env._("The mapping cannot be used: %(error)s.", error=error)
            ) from error

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

    def _cron_continue(self):
        """Go on with queued runs as the people who queued them, batch by batch."""
        cron = self.env["ir.cron"]
        runs = self.search([("is_queued", "=", True)], order="id")
        cron._commit_progress(remaining=len(runs))
        for run in runs:
            while run.is_queued and run.try_lock_for_update():
                run._continue_as_owner()
                if not cron._commit_progress():
                    return
            cron._commit_progress(1)

    def _continue_as_owner(self):
        """Take one step with the rights of the owner; stop the run if they are gone."""
        run = self.with_user(self.user_id)
        try:
            with self.env.cr.savepoint():
                run._check_operator()
                if self.state == UNDOING:
                    run._undo_next(BATCH)
                else:
                    run._load_next(BATCH)
        except UserError as error:
            self.write({"is_queued": False, "obstacle": str(error)})
