from odoo import api, fields, models
from odoo.tools.misc import formatLang


class ResConfigSettings(models.TransientModel):
    """What the last run brought in, for the settings page."""

    _inherit = "res.config.settings"

    crm_migration_status = fields.Char(
        "Last Migration Run",
        compute="_compute_crm_migration_status",
        groups="crm_migration.group_migration",
    )

    @api.depends("company_id")
    def _compute_crm_migration_status(self):
        run = self.env["crm.migration.run"].search([], limit=1)
        labels = dict(run.fields_get(["state"], ["selection"])["state"]["selection"])
        status = self.env._("Nothing has been brought in yet.")
        if run:
            status = self.env._(
                "Last run: %(run)s (%(state)s). Rows: %(rows)s, "
                "problems: %(problems)s.",
                run=run.name,
                state=labels[run.state],
                rows=formatLang(self.env, run.row_count, digits=0),
                problems=formatLang(self.env, run.problem_count, digits=0),
            )
        self.crm_migration_status = status
