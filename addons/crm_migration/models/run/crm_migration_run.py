from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.targets import TargetError, parse_targets
from ..load.crm_migration_loader import QUIET
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
BATCH = 1000


class CrmMigrationRun(models.Model):
    """One file brought in once: who, what, how much, and whether it adds up.

    Runs are written only by the methods below, so that the ledger can be believed.
    """

    _name = "crm.migration.run"
    _description = "Migration Run"
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

    def action_resume(self):
        """Let the scheduled action load what is still waiting."""
        self._check_owner((STAGING, LOADING, DONE))
        if self.state != STAGING:
            self.retry_rows()
        # sudo: nobody may write the ledger by hand
        self.sudo().write({"is_queued": True, "obstacle": False})
        return self._trigger_cron()

    def action_undo(self):
        """Let the scheduled action take the run back."""
        self._check_owner((STAGING, LOADING, DONE, UNDOING))
        # sudo: nobody may write the ledger by hand
        self.sudo().write({"state": UNDOING, "is_queued": True, "obstacle": False})
        return self._trigger_cron()

    def _trigger_cron(self):
        # sudo: the user may not touch scheduled actions, only start this one
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

    def _loading_env(self):
        """Return the environment of the calling user, in a context of our own.

        The caller's context is dropped: a default_… key would fill every record.
        """
        company = self.company_id or self.env.company
        context = {
            **QUIET,
            "lang": self.env.lang,
            "tz": self.env.context.get("tz"),
            "allowed_company_ids": [company.id],
        }
        return self.env(su=False, context=context)

    def _parse_targets(self, raw):
        try:
            return parse_targets(raw)
        except TargetError as error:
            raise UserError(
                self.env._("The mapping cannot be used: %(error)s.", error=error)
            ) from error

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
