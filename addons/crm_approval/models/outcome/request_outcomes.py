from odoo import api, fields, models


class CrmApprovalRequestOutcomes(models.AbstractModel):
    """After the answer: what the published version says happens by itself."""

    _name = "crm.approval.request.outcomes"
    _description = "Outcome Actions of Approval Requests"

    run_ids = fields.One2many("crm.approval.outcome.run", "request_id")

    has_failed_run = fields.Boolean(compute="_compute_has_failed_run")

    @api.depends("run_ids.state")
    def _compute_has_failed_run(self):
        for request in self:
            states = request.run_ids.mapped("state")
            request.has_failed_run = "failed" in states

    def _run_outcomes(self, event):
        """Note and run the outcome actions of each request, once."""
        requests = self.sudo()  # sudo: runs are written by nobody
        words = dict(
            self.env["crm.approval.outcome"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        known = {(run.request_id.id, run.outcome) for run in requests.run_ids}
        rows = [
            {
                "request_id": request.id,
                "outcome": definition["id"],
                "definition": definition,
                "words": words.get(definition["kind"]),
            }
            for request in requests
            for definition in request.version_id.definition.get("outcomes", ())
            if definition["event"] == event
            and (request.id, definition["id"]) not in known
        ]
        requests.run_ids.create(rows)._run()
