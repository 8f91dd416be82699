from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 1000


class CrmApprovalBaseline(models.Model):
    """What was last agreed for an opportunity; "changed" is measured from here.

    Measured from the last write instead, ten steps of nine percent would each pass
    a bound of ten. The baseline moves only with a grant.
    """

    _name = "crm.approval.baseline"
    _description = "Agreed Values"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    agreed = fields.Json(required=True)

    _lead_uniq = models.UniqueIndex("(lead_id)")

    @api.model
    def _moved_fields(self, specs=None):
        if specs is None:
            specs = self.env["crm.approval.chain"]._published_specs()
        return frozenset().union(*(spec.moved for spec in specs))

    @api.model
    def _values_by_record(self, leads, specs):
        """Return the agreed values; no query if no chain compares."""
        if not leads or not self._moved_fields(specs):
            return {}
        # sudo: nobody reads or writes baselines but the gate.
        rows = self.sudo().search_fetch(  # sudo: see above
            [("lead_id", "in", leads.ids)], ["lead_id", "agreed"]
        )
        return {row.lead_id.id: row.agreed for row in rows}

    @api.model
    def _start(self, leads):
        """Record where leads start. What was agreed before stays as it was."""
        names = self._moved_fields()
        if not names or not leads:
            return
        gate = self.env["crm.approval.gate"]
        leads = gate._neutral(leads)
        known = self.sudo().search([("lead_id", "in", leads.ids)])  # sudo: see above
        row_by_lead = {row.lead_id.id: row for row in known}
        missing = []
        for lead in leads:
            row = row_by_lead.get(lead.id)
            if not row:
                agreed = gate._values(lead, names)
                missing.append({"lead_id": lead.id, "agreed": agreed})
            elif new := names - row.agreed.keys():
                row.agreed = {**row.agreed, **gate._values(lead, new)}
        self.sudo().create(missing)  # sudo: see above

    @api.model
    def _start_all(self):
        """Record every lead when a chain begins to compare; in batches."""
        if not self._moved_fields():
            return
        self.env["crm.lead"].flush_model()
        rows = self.env.execute_query(SQL("SELECT id FROM crm_lead ORDER BY id"))
        ids = [lead_id for (lead_id,) in rows]
        for start in range(0, len(ids), BATCH):
            self._start(self.env["crm.lead"].browse(ids[start : start + BATCH]))
            self.env.flush_all()

    @api.model
    def _agree(self, lead, tested):
        """Move the baseline to what was granted."""
        names = self._moved_fields() & tested.keys()
        if not names:
            return
        self._start(lead)
        row = self.sudo().search([("lead_id", "=", lead.id)])  # sudo: see above
        row.agreed = {**row.agreed, **{name: tested[name] for name in names}}
