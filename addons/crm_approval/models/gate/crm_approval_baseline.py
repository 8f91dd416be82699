from odoo import api, fields, models
from odoo.tools import split_every

BATCH = 1000


class CrmApprovalBaseline(models.Model):
    """What was last agreed for a record; "changed" is measured from here.

    Measured from the last write instead, ten steps of nine percent would each pass
    a bound of ten. The baseline moves only with a grant.
    """

    _name = "crm.approval.baseline"
    _description = "Agreed Values"
    _rec_name = "res_id"

    res_model = fields.Char(string="Model", required=True, default="crm.lead")
    res_id = fields.Integer(string="Record ID", required=True)
    agreed = fields.Json(required=True)

    _record_uniq = models.UniqueIndex("(res_model, res_id)")

    @api.model
    def _moved_fields(self, model):
        watch = self.env["crm.approval.chain"]._watch_map().get(model)
        return watch.moved if watch else frozenset()

    @api.model
    def _rows_of(self, records):
        # sudo: nobody reads or writes baselines but the gate.
        return self.sudo().search_fetch(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)],
            ["res_id", "agreed"],
        )

    @api.model
    def _start(self, records):
        """Record where records start. What was agreed before stays as it was."""
        names = self._moved_fields(records._name)
        if not names or not records:
            return
        gate = self.env["crm.approval.gate"]
        records = gate._neutral(records)
        row_by_record = {row.res_id: row for row in self._rows_of(records)}
        missing = []
        for record in records:
            row = row_by_record.get(record.id)
            if not row:
                agreed = gate._values(record, names)
                missing.append(
                    {
                        "res_model": record._name,
                        "res_id": record.id,
                        "agreed": agreed,
                    }
                )
            elif new := names - row.agreed.keys():
                row.agreed = {**row.agreed, **gate._values(record, new)}
        self.sudo().create(missing)  # sudo: nobody writes baselines

    @api.model
    def _start_all(self, model):
        """Record every record when a chain begins to compare; in batches."""
        if not self._moved_fields(model):
            return
        records = self.env["crm.approval.gate"]._neutral(self.env[model])
        everything = records.with_context(active_test=False)
        known = everything.search([("id", "!=", False)], order="id")
        for batch in split_every(BATCH, known.ids):
            self._start(records.browse(batch))
            self.env.flush_all()

    @api.model
    def _agree(self, record, tested):
        """Move the baseline to what was granted."""
        names = self._moved_fields(record._name) & tested.keys()
        if not names or not record:
            return
        self._start(record)
        row = self._rows_of(record)
        row.agreed = {**row.agreed, **{name: tested[name] for name in names}}
