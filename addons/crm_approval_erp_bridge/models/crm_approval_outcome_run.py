from odoo import models
from odoo.exceptions import UserError


class CrmApprovalOutcomeRun(models.Model):
    """The order goes into the outbox of the bridge, which sends nothing twice."""

    _inherit = "crm.approval.outcome.run"

    def _acts(self):
        return {**super()._acts(), "erp": self._act_erp}

    def _act_erp(self, record, _definition):
        """Write the order into the outbox now, or say why there is none to send."""
        record.check_access("write")
        if record._name != "crm.lead":
            raise UserError(self._no_order_message(record))
        # sudo: the outbox is written by the bridge only; who may write was checked.
        lead = record.sudo()
        company = lead.company_id or lead.env.company
        connections = lead.env["crm.erp.connection"]._of_companies(company)
        sellable = lead._erp_is_sellable(connections.get(company))
        if not sellable or lead.erp_sync_state == "held":
            raise UserError(self._no_order_message(record))
        lead._erp_write_events()
        return lead.erp_message_ids.sorted("number")[-1:].title

    def _no_order_message(self, record):
        return self.env._(
            "%(record)s has no order for the ERP: it must be won, have a customer and "
            "products, and its company a connection.",
            record=record.display_name,
        )
