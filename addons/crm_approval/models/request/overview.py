from odoo import api, models

SHOWN = 10


class CrmApprovalRequestOverview(models.Model):
    """What a record of any model shows of its requests, and where a request stands."""

    _inherit = "crm.approval.request"

    @api.model
    @api.readonly
    def record_overview(self, res_model, res_id):
        """Return how many requests a record has, and what to say about them.

        Whoever may read the record is told that it waits, and for whom, as the gate
        tells whoever tries to change it. Why, and the request itself, are for those
        who may read the request.
        """
        nothing = {"count": 0, "lines": [], "closed": [], "hidden": [], "notes": []}
        if res_model not in self.env or not res_id:
            return nothing
        record = self.env[res_model].browse(res_id)
        record.check_access("read")
        # sudo: who may read the record may know that it waits.
        pending = self.sudo()._pending_of(record)
        domain = [("res_model", "=", res_model), ("res_id", "=", res_id)]
        mine = self.search(domain)
        requests = pending or mine.sorted("id", reverse=True)[:1].sudo()  # sudo: mine
        lines = [
            request._overview_line(request.sudo(False) if request in mine else self)
            for request in requests[:SHOWN]
        ]
        return {
            "count": len(mine),
            "lines": [line for line in lines if line],
            **pending.step_ids._overview(),
        }

    @api.model
    @api.readonly
    def record_marks(self, res_model, res_ids):
        """Return ``{record id: for whom it waits}`` of a page of a list or a board.

        Records that the user may not read, and those that do not wait, are left out.
        """
        if res_model not in self.env:
            return {}
        records = self.env[res_model].browse(res_ids).exists()
        records = records._filtered_access("read")
        requests = self.sudo()  # sudo: who may read the record may know that it waits
        pending = requests._pending_of(records)
        return {request.res_id: request._waiting_words() for request in pending}

    def _overview_line(self, readable):
        """Spell one request; ``readable`` is empty for who may not read it."""
        state = self._state_on_lead()
        if not state:
            return None
        if not readable:
            return {"id": False, "state": state, "message": self._waiting_words()}
        return {
            "id": readable.id,
            "state": state,
            "message": readable._message_on_lead(),
            "can_withdraw": readable.can_withdraw,
            "can_choose": readable.can_choose,
        }

    @api.depends("state", "step_ids.state", "task_ids.state", "decision_ids")
    @api.depends_context("lang")
    def _compute_path(self):
        for request in self:
            carried, skipped = request._path_marks()
            waves = {}
            for step in request.step_ids.sorted("wave"):
                row = step._path_row(carried.get(step.id, ()), step.id in skipped)
                waves.setdefault(step.wave, []).append(row)
            request.path = list(waves.values())

    def _path_marks(self):
        """Return by step who needed not decide again, and the steps left out."""
        self.ensure_one()
        # sudo: a carried row points to a request that others may have opened.
        rows = self.sudo().decision_ids
        carried = {}
        for row in rows.filtered(lambda row: row.verdict == "carry"):
            users = carried.setdefault(row.step_id.id, set())
            users.add((row.carried_id or row).user_id.id)
        skipped = rows.filtered(lambda row: row.verdict == "skip").step_id
        return carried, set(skipped.ids)
