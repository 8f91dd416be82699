from odoo import models

LINES = "erp_line_ids"


class CrmLead(models.Model):
    """Products that change what a deal is worth meet the gate like the revenue."""

    _inherit = "crm.lead"

    def _validate_fields(self, field_names, excluded_names=()):
        field_names = list(field_names)
        if "erp_total" in field_names:
            field_names.append("expected_revenue")
        return super()._validate_fields(field_names, excluded_names)

    def _approval_may_stop(self, vals):
        watch = self._approval_watch()
        lines = bool(watch and watch.fields and LINES in vals)
        return lines or super()._approval_may_stop(vals)

    def _approval_waiting_names(self, findings):
        """Products wait with the revenue that follows them, unless they may be saved.

        Below a deal that only moves to another stage they are saved at once.
        """
        names = super()._approval_waiting_names(findings)
        return names | {LINES}
