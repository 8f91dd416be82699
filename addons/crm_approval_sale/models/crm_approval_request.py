from dataclasses import replace

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

    @api.model
    def _ask(self, findings, change, operation="write", moved_from=None):
        """Confirming twice asks once."""
        findings = self._with_pending_orders(findings)
        return super()._ask(findings, change, operation, moved_from)

    def _with_pending_orders(self, findings):
        """Name the requests that already wait; one query for all orders."""
        orders = [item.res_id for item in findings if item.res_model == ORDER]
        if not orders:
            return findings
        # sudo: somebody else may have asked already.
        pending = self.sudo().search_fetch(  # sudo: see above
            [
                ("res_model", "=", ORDER),
                ("res_id", "in", orders),
                ("state", "=", "pending"),
            ],
            ["res_id", "chain_id"],
        )
        known = {(row.res_id, row.chain_id.id): row.id for row in pending}
        return [
            replace(item, request_id=known.get((item.res_id, item.spec.chain_id), 0))
            if item.spec and not item.request_id
            else item
            for item in findings
        ]

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
