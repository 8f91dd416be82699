from odoo import api, models
from odoo.tools import SQL

from ..engine import spec as engine


class CrmApprovalRequestTarget(models.AbstractModel):
    """The record that asks: an opportunity, or any record that has a chatter.

    ``res_model`` and ``res_id`` name it and stay when it is gone. ``lead_id`` is kept
    beside them: rules, views and merging (the request moves to the winner) need it.
    """

    _name = "crm.approval.request.target"
    _description = "Record of Approval Requests"

    def _has_model(self):
        """Tell whether the model is still installed."""
        return self.res_model in self.env

    def _target(self):
        """Return the record that asks; empty if it or its model is gone."""
        self.ensure_one()
        if self.res_model == engine.LEAD:
            return self.lead_id
        if not self._has_model():
            return self.lead_id.browse()
        return self.env[self.res_model].browse(self.res_id).exists()

    def _targets(self):
        """Yield the records of these requests, one set for each model."""
        for model, requests in self.grouped("res_model").items():
            if model == engine.LEAD:
                yield requests.lead_id
            elif model in self.env:
                yield self.env[model].browse(requests.mapped("res_id")).exists()

    @api.model
    def _pending_of(self, records):
        """Return what waits for these records, whoever may see it.

        Every move to another stage asks this: plain SQL, for a search would spend
        more on the question than the database on its answer.
        """
        self.flush_model(["res_model", "res_id", "state"])
        query = SQL(
            "SELECT id FROM %s WHERE res_model = %s AND res_id = ANY(%s)"
            " AND state = 'pending' ORDER BY id DESC",
            SQL.identifier(self._table),
            records._name,
            list(records.ids),
        )
        return self.browse([found for [found] in self.env.execute_query(query)])

    @api.model
    def _close_of_deleted(self, records):
        """Close what waits for records that are about to be deleted."""
        # sudo: the requests are closed by whoever may delete the record.
        pending = self.sudo()._pending_of(records)  # sudo: see above
        pending._close_for(self.env._("The record was deleted."))
