from odoo import models


class HeldRequest(models.Model):
    """A request that signed or paid orders wait for lets them go once it is decided."""

    _inherit = "crm.approval.request"

    def _finish_approved(self):
        result = super()._finish_approved()
        self._let_go()._approval_release()
        return result

    def _close(self, state):
        orders = self._let_go()
        result = super()._close(state)
        for order in orders.filtered(lambda found: found.state in ("draft", "sent")):
            order._approval_left_to_seller(
                self.env._(
                    "The customer signed or paid %(order)s, but the approval it waited "
                    "for was not given: %(request)s. Talk to the customer, then "
                    "confirm or cancel the order.",
                    order=order.name,
                    request=self.name,
                )
            )
        return result

    def _let_go(self):
        """Return the orders that waited; they wait for this request no more."""
        # sudo: whoever decides need not see orders.
        orders = self.env["sale.order"].sudo()
        orders = orders.search([("approval_held_request_id", "in", self.ids)])
        orders.approval_held_request_id = False
        return orders
