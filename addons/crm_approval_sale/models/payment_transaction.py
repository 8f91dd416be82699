from odoo import models


class PaymentTransaction(models.Model):
    """A paid order that waits is not told to be confirmed."""

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        orders = super()._check_amount_and_confirm_order()
        return orders.filtered(lambda order: order.state == "sale")
