from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_approval.engine.call import Door

from .common import OrderCast


@tagged("post_install", "-at_install")
class TestMethods(OrderCast, TransactionCase):
    """A chain for a button and a chain for being confirmed, on the same order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def _method_chain(self, method="action_quotation_sent", approver=None):
        chain = self._chain(
            "Sent offers",
            approver or self.manager,
            res_model="sale.order",
            target="method",
            method_name=method,
            method_label="Mark as Sent",
            min_amount=0,
        )
        chain.with_user(self.manager).action_publish()
        self.addCleanup(self._remove_doors, chain)
        return chain

    def _remove_doors(self, chain):
        chain.active = False
        chain._take_doors_down()

    def _press(self, order, name, user=None):
        """As a button does: the method is taken from the class."""
        orders = order.with_user(user or self.salesman)
        return getattr(type(orders), name)(orders)

    def _both(self):
        self._order_chain()
        method = self._method_chain()
        order = self._order()
        self._press(order, "action_confirm")
        self._press(order, "action_quotation_sent")
        requests = self._requests(order)
        called = requests.filtered(lambda request: request.chain_id == method)
        return order, called, requests - called

    def test_the_button_first_then_the_confirmation(self):
        order, called, confirming = self._both()
        self.assertEqual((len(called), len(confirming)), (1, 1))

        called.with_user(self.manager).action_approve()

        self.assertEqual((order.state, confirming.state), ("sent", "pending"))
        self.assertTrue(called.applied_on)
        confirming.with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sale")
        self.assertTrue(confirming.applied_on)

    def test_the_confirmation_first_then_the_button_says_why_not(self):
        order, called, confirming = self._both()

        confirming.with_user(self.approver).action_approve()

        self.assertEqual((order.state, called.state), ("sale", "pending"))
        called.with_user(self.manager).action_approve()
        self.assertEqual((order.state, called.state), ("sale", "approved"))
        self.assertIn("Only draft orders", called.apply_error)

    def test_a_rejected_button_leaves_the_confirmation_alone(self):
        order, called, confirming = self._both()

        called.with_user(self.manager).action_reject("Not yet")
        confirming.with_user(self.approver).action_approve()

        self.assertEqual((order.state, called.state), ("sale", "rejected"))

    def test_cancelling_through_a_button_that_asks_meets_the_other_chain(self):
        self._order_chain("cancel")
        self._method_chain("action_cancel")
        order = self._order()

        self._press(order, "action_cancel")
        called = self._requests(order)
        called.with_user(self.manager).action_approve()

        self.assertEqual(order.state, "draft")
        cancelling = self._requests(order) - called
        cancelling.with_user(self.approver).action_approve()
        self.assertEqual(order.state, "cancel")

    def test_the_button_that_confirms_is_for_the_other_kind_of_chain(self):
        with self.assertRaisesRegex(
            ValidationError, "action_confirm.*signatures and payments.*Being confirmed"
        ):
            self._method_chain("action_confirm")

    def test_doors_stand_before_one_another_and_fall_one_by_one(self):
        self._order_chain()
        chains, orders = self.env["crm.approval.chain"], self.env["sale.order"]
        model_class = self.env.registry["sale.order"]
        own = vars(model_class)["action_confirm"]
        protected = {("sale.order", "action_confirm")}
        self.addCleanup(orders._register_hook)
        with patch.object(type(chains), "_protected_methods", lambda _: protected):
            chains._put_doors_up()
            self.assertIs(vars(model_class)["action_confirm"].before, own)

            orders._register_hook()  # a registry that loads in this order

            self.assertIs(type(vars(model_class)["action_confirm"]), Door)

        chains._take_doors_down()

        order = self._order()
        order.action_confirm()
        self.assertEqual(len(self._requests(order)), 1)
