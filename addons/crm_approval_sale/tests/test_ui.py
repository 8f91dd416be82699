from odoo.tests import HttpCase, tagged

from .common import OrderCast


@tagged("post_install", "-at_install")
class TestUi(OrderCast, HttpCase):
    def setUp(self):
        super().setUp()
        self._set_up_cast()

    def test_a_quotation_waits_and_is_confirmed_by_itself(self):
        self._order_chain()
        order = self._order()

        self.start_tour(
            f"/odoo/sale.order/{order.id}", "crm_approval_sale_ask", login="ap_salesman"
        )
        self.env.invalidate_all()
        request = self._requests(order)
        self.assertEqual(request.state, "pending")

        self.start_tour(
            "/odoo/action-crm_approval.crm_approval_request_action_mine",
            "crm_approval_sale_approve",
            login="ap_approver",
        )
        self.env.invalidate_all()
        self.assertEqual(order.state, "sale")

    def test_a_chain_for_orders_is_made_by_hand(self):
        self.start_tour(
            "/odoo/action-crm_approval.crm_approval_chain_action/new",
            "crm_approval_sale_chain",
            login="ap_manager",
        )

        chain = self.env["crm.approval.chain"].search([("name", "=", "Tour orders")])
        self.assertEqual((chain.target, chain.state), ("confirm", "published"))
