from odoo import fields, models


class CrmApprovalOutcome(models.Model):
    """One more thing that can happen after an answer."""

    _inherit = "crm.approval.outcome"

    kind = fields.Selection(
        selection_add=[("erp", "Send the order to the ERP")],
        ondelete={"erp": "cascade"},
    )
