from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import split_every

from ...engine import values

# A run of a migration, or the publication of a chain over old records.
KINDS = [("migration", "Brought in"), ("older", "Older than the chain")]
RIGHT_BY_KIND = {
    "migration": "crm_approval.group_approval_history",
    "older": "sales_team.group_sale_manager",
}
ALWAYS_RECORDED = {"company_id", "expected_revenue", "stage_id", "is_won"}
BATCH = 1000


class CrmApprovalHistory(models.Model):
    """A record that stood in a protected state without ever being asked for.

    It was brought in by a migration or is older than the chain. The row says so,
    says who and which run, and covers exactly the values it carries.
    """

    _name = "crm.approval.history"
    _description = "Approval History"
    _inherit = ["crm.approval.append.only"]
    _log_access = False
    _order = "id desc"
    _rec_name = "record_name"

    kind = fields.Selection(KINDS, required=True)
    res_model = fields.Char(string="Model", required=True, default="crm.lead")
    res_id = fields.Integer(string="Record ID", required=True, index=True)
    record_name = fields.Char(string="Record", required=True)
    stage_name = fields.Char(string="Stage")
    company_id = fields.Many2one("res.company", index=True, ondelete="restrict")
    chain_id = fields.Many2one("crm.approval.chain", ondelete="restrict")
    tested = fields.Json(string="Values", required=True)
    fingerprint = fields.Char(required=True)
    source = fields.Char(required=True, help="The run or the publication.")
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Add rows if the acting user has the right; superuser mode is no right."""
        for kind in {vals["kind"] for vals in vals_list}:
            if not self.env.user.has_group(RIGHT_BY_KIND[kind]):
                raise AccessError(
                    self.env._(
                        "%(user)s may not record approval history. Ask an "
                        "administrator for the right “Approval: record history”.",
                        user=self.env.user.name,
                    )
                )
        stamp = {"user_id": self.env.uid, "date": fields.Datetime.now()}
        return super().create(
            [
                {**vals, **stamp, "fingerprint": values.fingerprint(vals["tested"])}
                for vals in vals_list
            ]
        )

    @api.model
    def _record_history(self, leads, stages, source):
        """Record that a migration brings ``leads`` in standing in ``stages``.

        Call it before the stage is written; the gate then lets exactly these values
        pass. The acting user (not superuser mode) needs the group
        ``crm_approval.group_approval_history``.

        :param stages: one stage for all (record or id), or ``{lead_id: stage_id}``
        :param source: what a reader should see, for example the name of the run
        :return: the rows, one for each lead
        """
        rows = self.browse()
        for batch in split_every(BATCH, leads.ids):
            # sudo: rows have no create right; create() checks the acting user.
            rows |= self.sudo().create(
                self._prepare_rows(leads.browse(batch), stages, source)
            )
        return rows

    def _prepare_rows(self, leads, stages, source):
        chains = self.env["crm.approval.chain"]
        names = set(ALWAYS_RECORDED).union(
            *(spec.tested for spec in chains._published_specs())
        )
        gate = self.env["crm.approval.gate"]
        leads = gate._neutral(leads)
        stage_model = leads.env["crm.stage"]
        rows = []
        for lead in leads:
            stage = stages[lead.id] if isinstance(stages, dict) else stages
            stage = stage_model.browse(int(stage))
            tested = gate._values(lead, names)
            tested.update(stage_id=stage.id, is_won=stage.is_won)
            rows.append(self._prepare_row(lead, stage, tested, source, "migration"))
        return rows

    def _prepare_row(self, lead, stage, tested, source, kind):
        return {
            "kind": kind,
            "res_model": lead._name,
            "res_id": lead.id,
            "record_name": lead.display_name,
            "stage_name": stage.name,
            "company_id": self.env["crm.approval.gate"]._company(lead).id,
            "tested": tested,
            "source": source,
        }

    @api.model
    def _state_domain(self, spec):
        """Return where records stand that the chain protects; None for a move."""
        active = self.env[spec.model]._active_name or "active"
        return {
            "stage": [("stage_id", "in", list(spec.stage_ids))],
            "won": [("stage_id.is_won", "=", True)],
            "lost": [("active", "=", False), ("probability", "=", 0)],
            "archive": [(active, "=", False)],
            "value": [],
        }.get(spec.target)

    @api.model
    def _record_older(self, spec, chain):
        """Record what already stands where a new version protects."""
        gate = self.env["crm.approval.gate"]
        # sudo: a chain concerns every record, also those its publisher may not read.
        records = self.env[spec.model].sudo()
        records = records.with_context(active_test=False)
        state = self._state_domain(spec)
        if state is None:
            return  # a move, not a state: nothing can stand there already
        if spec.event:
            return  # something done, not a state
        source = self.env._(
            "Publication of %(chain)s, version %(number)s",
            chain=chain.name,
            number=chain.version_id.number,
        )
        for batch in split_every(BATCH, records.search(state).ids):
            hits = gate._hits(gate._neutral(records.browse(batch)), [[spec]])
            rows = []
            for record, _spec in hits:
                tested = gate._values(record, spec.tested)
                stage = self.env["crm.stage"].browse(gate._stage_id(record))
                row = self._prepare_row(record, stage, tested, source, "older")
                rows.append({**row, "chain_id": chain.id})
            self.sudo().create(rows)  # sudo: create() checks who acts
