from odoo import models

KEPT_DATES = ("date_closed", "date_last_stage_update", "date_open")


class CrmMigrationLoader(models.AbstractModel):
    """Bring deals that the old system has closed in as history, not past the gate."""

    _inherit = "crm.migration.loader"

    def _create_leads(self, run, vals_list):
        """Create guarded deals in an open stage, record them as history, move them."""
        guarded = self._guarded_stages()
        held = [vals.get("stage_id") in guarded.ids for vals in vals_list]
        if not any(held):
            return super()._create_leads(run, vals_list)
        waiting_room = self._open_stage(guarded)
        leads = super()._create_leads(
            run,
            [
                {**vals, "stage_id": waiting_room.id} if is_held else vals
                for vals, is_held in zip(vals_list, held, strict=True)
            ],
        )
        history, dates = leads.browse(), []
        stages = {}
        for lead, vals, is_held in zip(leads, vals_list, held, strict=True):
            if is_held:
                history += lead
                stages[lead.id] = vals["stage_id"]
                dates.append({name: vals.get(name) for name in KEPT_DATES})
        self._move_as_history(run, history, stages)
        self._write_dates(history, dates)
        return leads

    def _write_record(self, run, record, values):
        """Record a deal that the old system has closed since, then move it."""
        stage_id = values.get("stage_id")
        if record._name != "crm.lead" or stage_id not in self._guarded_stages().ids:
            return super()._write_record(run, record, values)
        rest = {name: value for name, value in values.items() if name != "stage_id"}
        if rest:
            super()._write_record(run, record, rest)
        self._move_as_history(run, record, {record.id: stage_id})
        self._write_dates(record, [{name: values.get(name) for name in KEPT_DATES}])
        return True

    def _move_as_history(self, run, leads, stages):
        self.env["crm.approval.history"]._record_history(leads, stages, run.name)
        by_stage = leads.grouped(lambda lead: stages[lead.id])
        for stage_id, moved in by_stage.items():
            moved.write({"stage_id": stage_id})

    def _guarded_stages(self):
        """Return won stages and those that a published chain protects."""
        stages = self.env["crm.stage"].search([("is_won", "=", True)])
        for spec in self.env["crm.approval.chain"]._published_specs():
            stages |= stages.browse(spec.stage_ids)
        return stages

    def _open_stage(self, guarded):
        return self.env["crm.stage"].search(
            [("id", "not in", guarded.ids), ("team_ids", "=", False)], limit=1
        )
