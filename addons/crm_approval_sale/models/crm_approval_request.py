from odoo import api, fields, models

from .crm_approval_chain import ORDER


class CrmApprovalRequest(models.Model):
    """Requests of sale orders: who sees them, and what they keep."""

    _inherit = "crm.approval.request"

    # A link beside the number: record rules need a relation.
    sale_order_id = fields.Many2one(
        "sale.order",
        compute="_compute_sale_order_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("res_model", "res_id")
    def _compute_sale_order_id(self):
        for request in self:
            of_order = request.res_model == ORDER
            request.sale_order_id = of_order and request.res_id

    def _asks_once(self, finding):
        """Confirming or cancelling an order twice asks once."""
        if finding.res_model != ORDER:
            return super()._asks_once(finding)
        return bool(finding.spec and not finding.request_id)

    def _prepare_request(self, finding, change, agreed):
        """Show whose order it is, and the amount it would have when lines change."""
        values = super()._prepare_request(finding, change, agreed)
        if finding.res_model != ORDER:
            return values
        # sudo: what the approver is shown; the asker has the order open.
        order = self.env[ORDER].sudo().browse(finding.res_id)  # sudo: see above
        values["name"] = f"{order.name}, {order.partner_id.display_name}"
        name = finding.spec.amount_field
        if name in finding.tested:
            values["amount"] = float(finding.tested[name] or 0)
        return values
