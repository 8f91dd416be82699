from odoo import models


class PaymentTransaction(models.Model):
    """A paid order that waits is not told to be confirmed."""

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        orders = super()._check_amount_and_confirm_order()
        return orders.filtered(lambda order: order.state == "sale")

    def _approval_invoice_late(self):
        """Invoice and settle what was paid while its order waited, as stock does.

        The payment itself was booked when it came; only its invoice was missing.
        """
        for tx in self:
            tx._invoice_sale_orders()
            invoices = tx.invoice_ids
            invoices.filtered(lambda invoice: invoice.state == "draft").action_post()
            payment = tx.payment_id
            lines = (payment.move_id | invoices).line_ids
            lines.filtered(
                lambda line, payment=payment: (
                    payment
                    and line.account_id == payment.destination_account_id
                    and not line.reconciled
                )
            ).reconcile()
