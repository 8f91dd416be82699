from odoo import api, fields, models
from odoo.tools import split_every

BATCH = 1000
KINDS = [
    ("state", "Stands where nobody granted it"),
    ("evidence", "Evidence does not follow from the row before"),
]


class CrmApprovalViolation(models.Model):
    """What the nightly check found: raw SQL passes by every model, not by this.

    A finding that is mended (granted, moved back) is closed by the next check and
    stays in the list.
    """

    _name = "crm.approval.violation"
    _description = "Approval Integrity Finding"
    _order = "closed_on desc, id desc"
    _rec_name = "record_name"

    kind = fields.Selection(KINDS, required=True)
    res_model = fields.Char(string="Model", required=True, default="crm.lead")
    res_id = fields.Integer(string="Record ID", required=True, index=True)
    record_name = fields.Char(string="Record", required=True)
    chain_id = fields.Many2one("crm.approval.chain", ondelete="restrict")
    request_id = fields.Many2one("crm.approval.request", ondelete="restrict")
    company_id = fields.Many2one("res.company", index=True)
    found_on = fields.Datetime(required=True, default=fields.Datetime.now)
    closed_on = fields.Datetime()

    @api.model
    def _cron_check(self):
        """Look at every record in a protected state and at every row of evidence."""
        found = {**self._find_states(), **self._find_evidence()}
        known = self.search([("closed_on", "=", False)])
        open_keys = {row._key(): row for row in known}
        gone = [row.id for key, row in open_keys.items() if key not in found]
        self.browse(gone).closed_on = fields.Datetime.now()
        return self.create(
            [values for key, values in found.items() if key not in open_keys]
        )

    def _key(self):
        self.ensure_one()
        return (
            *(self.kind, self.res_model, self.res_id),
            *(self.chain_id.id, self.request_id.id),
        )

    def _find_states(self):
        gate = self.env["crm.approval.gate"]
        found = {}
        by_model = self.env["crm.approval.chain"]._specs_by_model()
        for spec in [spec for specs in by_model.values() for spec in specs]:
            leads = self.env[spec.model].with_context(active_test=False)
            domain = self.env["crm.approval.history"]._state_domain(spec)
            if domain is None:
                continue
            for batch in split_every(BATCH, leads.search(domain).ids):
                neutral = gate._neutral(leads.browse(batch))
                for finding in gate._find_uncovered(neutral, [[spec]]):
                    lead = neutral.browse(finding.res_id)
                    key = ("state", spec.model, lead.id, spec.chain_id, False)
                    found[key] = {
                        "kind": "state",
                        "res_model": spec.model,
                        "res_id": lead.id,
                        "record_name": lead.display_name,
                        "chain_id": spec.chain_id,
                        "company_id": gate._company(lead).id,
                    }
                self.env.invalidate_all()
        return found

    def _find_evidence(self):
        requests = self.env["crm.approval.request"]
        found = {}
        everything = requests.search([("decision_ids", "!=", False)])
        for batch in split_every(BATCH, everything.ids):
            broken = requests.browse(batch).decision_ids._broken_seals()
            for request in broken.request_id:
                key = (
                    *("evidence", request.res_model, request.res_id),
                    *(request.chain_id.id, request.id),
                )
                found[key] = {
                    "kind": "evidence",
                    "res_model": request.res_model,
                    "res_id": request.res_id,
                    "record_name": request.name,
                    "chain_id": request.chain_id.id,
                    "request_id": request.id,
                    "company_id": request.company_id.id,
                }
            self.env.invalidate_all()
        return found
