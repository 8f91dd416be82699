from odoo import api, fields, models


class CrmApprovalChain(models.Model):
    """A chain that keeps out who works in the department of the requester."""

    _inherit = "crm.approval.chain"

    exclude_department = fields.Boolean(
        string="Not From the Requester's Department",
        help="Employees of the department of the requester cannot approve; the "
        "manager of the department can.",
    )

    @api.depends("exclude_department")
    def _compute_state(self):
        return super()._compute_state()

    def _prepare_definition(self):
        definition = super()._prepare_definition()
        if self.exclude_department:  # published versions without it stay as they are
            definition["exclude_department"] = True
        return definition
