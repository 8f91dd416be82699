from odoo import models

from odoo.addons.crm_approval.engine.spec import LEAD

from .crm_approval_gate import REVENUE


class CrmApprovalRequest(models.Model):
    """What the approver reads as the amount is what is sold."""

    _inherit = "crm.approval.request"

    def _prepare_request(self, finding, change, agreed):
        values = super()._prepare_request(finding, change, agreed)
        spec = finding.spec
        if finding.res_model == LEAD and spec.amount_field == REVENUE:
            # The record is as it was; what was found is what it would have become.
            found = finding.tested.get(REVENUE)
            if found is not None:
                values["amount"] = float(found)
        return values
