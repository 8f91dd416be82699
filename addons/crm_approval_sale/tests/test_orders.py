from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .common import OrderCast


@tagged("post_install", "-at_install")
class TestOrders(OrderCast, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    # confirming

    def test_the_button_asks_and_the_last_approval_confirms(self):
        self._order_chain()
        order = self._order()

        action = order.action_confirm()

        self.assertEqual(order.state, "draft")
        self.assertIn("Waiting for Approver", action["params"]["message"])
        request = self._requests(order)
        self.assertEqual(request.requester_id, self.salesman)
        self.assertIn("to be confirmed", request.reason_text)
        before = fields.Datetime.now()
        request.with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sale")
        self.assertGreaterEqual(order.date_order, before.replace(microsecond=0))
        self.assertTrue(request.applied_on)

    def test_a_small_order_is_confirmed_at_once(self):
        self._order_chain()
        order = self._order(10)

        self.assertIs(order.action_confirm(), True)

        self.assertEqual(order.state, "sale")
        self.assertFalse(self._requests(order))

    def test_a_batch_confirms_what_it_may_and_asks_for_the_rest(self):
        self._order_chain()
        large, small = self._order(), self._order(10)

        (large | small).action_confirm()

        self.assertEqual((large.state, small.state), ("draft", "sale"))
        self.assertEqual(len(self._requests(large | small)), 1)

    def test_confirming_twice_asks_once(self):
        self._order_chain()
        order = self._order()

        order.action_confirm()
        order.action_confirm()

        self.assertEqual(len(self._requests(order)), 1)

    def test_every_other_way_into_the_state_is_refused(self):
        self._order_chain()
        order = self._order()
        values = {"partner_id": self.customer.id, "state": "sale"}
        line = {"product_id": self.product.id, "product_uom_qty": 600}

        with self.assertClosed(f"{order.name} needs an approval"):
            order.write({"state": "sale"})
        with self.assertClosed("needs an approval"):
            order.sudo().with_context(tracking_disable=True).state = "sale"
        with self.assertClosed("needs an approval"):
            self.env["sale.order"].create({**values, "order_line": [(0, 0, line)]})
        with self.assertClosed("needs an approval"):
            self.env["sale.order"].with_context(default_state="sale").create(
                {"partner_id": self.customer.id, "order_line": [(0, 0, line)]}
            )

    def test_the_form_creates_a_quotation_that_asks(self):
        self._order_chain()
        line = {"product_id": self.product.id, "product_uom_qty": 600}
        orders = self.env["sale.order"].with_user(self.salesman)

        [saved] = orders.web_save(
            {
                "partner_id": self.customer.id,
                "state": "sale",
                "order_line": [(0, 0, line)],
            },
            {"state": {}},
        )

        self.assertEqual(saved["state"], "draft")
        order = orders.browse(saved["id"])
        self._requests(order).with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sale")

    def test_what_is_missing_is_said_before_anybody_is_asked(self):
        self._order_chain()
        order = self._order()
        order.order_line.product_id = False

        with self.assertRaisesRegex(UserError, "missing a product"):
            order.action_confirm()

    def test_what_stands_behind_confirming_happens_once(self):
        """Overrides of other addons run when the order is confirmed, not before."""
        self._order_chain()
        order = self._order()
        seen = []
        model = next(
            cls for cls in type(order).__mro__[1:] if "action_confirm" in vars(cls)
        )
        inner = model.action_confirm

        def outer(records):
            result = inner(records)
            seen.append(records.state)
            return result

        self.patch(model, "action_confirm", outer)

        order.action_confirm()
        self.assertEqual(seen, [])
        self._requests(order).with_user(self.approver).action_approve()
        self.assertEqual(seen, ["sale"])

    def test_rejected_stays_a_quotation(self):
        self._order_chain()
        order = self._order()
        order.action_confirm()

        self._requests(order).with_user(self.approver).action_reject("Too cheap")

        self.assertEqual(order.state, "draft")
        self.assertIn("Too cheap", " ".join(order.message_ids.mapped("body")))

    # while it waits

    def test_what_is_decided_on_stands_still(self):
        self._order_chain()
        order = self._order()
        order.action_confirm()

        with self.assertClosed(f"{order.name} is waiting for Approver"):
            order.order_line.price_unit = 1
        with self.assertClosed("is waiting for Approver"):
            order.partner_id = self.env["res.partner"].create({"name": "Other"})
        with self.assertClosed("is waiting for Approver"):
            order.order_line.unlink()
        self.assertFalse(order._can_be_edited_on_portal())
        order.client_order_ref = "PO 7"

    def test_a_waiting_quotation_can_be_sent(self):
        self._order_chain()
        order = self._order()
        order.action_confirm()

        order.action_quotation_sent()

        self._requests(order).with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sale")

    def test_cancelling_closes_what_waits(self):
        self._order_chain()
        order = self._order()
        order.action_confirm()
        request = self._requests(order)

        order.action_cancel()

        self.assertEqual((order.state, request.state), ("cancel", "closed"))
        self.assertIn("was cancelled", request.decision_ids[0].reason)

    def test_the_approval_applies_with_the_rights_of_the_requester(self):
        self._order_chain()
        order = self._order()
        order.action_confirm()
        self.salesman.group_ids -= self.env.ref("sales_team.group_sale_salesman")
        request = self._requests(order)

        request.with_user(self.approver).action_approve()

        self.assertEqual(order.sudo().state, "draft")
        self.assertEqual(request.state, "approved")
        self.assertTrue(request.apply_error)

    # afterwards

    def test_a_confirmed_order_that_grows_asks_again(self):
        self._order_chain()
        order = self._order()
        order.action_confirm()
        self._requests(order).with_user(self.approver).action_approve()

        with self.assertClosed("needs an approval"):
            order.order_line.product_uom_qty = 900
        order.web_save(
            {"order_line": [(1, order.order_line.id, {"product_uom_qty": 900})]}, {}
        )

        self.assertEqual(order.amount_total, 60000)
        request = self._requests(order)[0]
        self.assertEqual((request.state, request.amount), ("pending", 90000))
        self.assertIn("Panel: Quantity 900.00", request.change_html)
        request.with_user(self.approver).action_approve()
        self.assertEqual(order.amount_total, 90000)

    def test_orders_confirmed_before_the_chain_are_history(self):
        order = self._order()
        order.action_confirm()

        chain = self._order_chain()

        rows = self.env["crm.approval.history"].search([("chain_id", "=", chain.id)])
        self.assertIn(order.id, rows.mapped("res_id"))
        order.client_order_ref = "PO 8"

    # cancelling

    def test_cancelling_can_be_what_is_protected(self):
        self._order_chain("cancel")
        order = self._order()
        order.action_confirm()

        order.action_cancel()

        self.assertEqual(order.state, "sale")
        self._requests(order).with_user(self.approver).action_approve()
        self.assertEqual(order.state, "cancel")

    def test_cancelling_many_asks_too(self):
        self._order_chain("cancel")
        orders = self._order() | self._order(10)
        wizard = self.env["sale.mass.cancel.orders"].with_user(self.salesman)

        wizard.create({"sale_order_ids": orders.ids}).action_mass_cancel()

        self.assertEqual(orders.mapped("state"), ["draft", "cancel"])

    # amounts and discounts

    def test_the_bound_is_converted_at_the_day_of_the_order(self):
        currency = self.env["res.currency"].create({"name": "XAP", "symbol": "x"})
        today = fields.Date.today()
        self.env["res.currency.rate"].create(
            [
                {"currency_id": currency.id, "name": today, "rate": 2},
                {
                    "currency_id": currency.id,
                    "name": today + timedelta(days=30),
                    "rate": 1,
                },
                {"currency_id": currency.id, "name": "2001-01-01", "rate": 100},
            ]
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "XAP", "currency_id": currency.id}
        )
        self._order_chain()
        # the bound of 50 000 is 100 000 XAP today, 50 000 XAP in a month
        order = self._order(350, pricelist_id=pricelist.id)
        self.assertEqual(order.amount_total, 70000)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

        with self.assertClosed("needs an approval"):
            order.date_order = fields.Datetime.now() + timedelta(days=40)
        # no rate of a day before there was an order
        large = self._order(600, pricelist_id=pricelist.id)
        with self.assertClosed("needs an approval"):
            large.write({"state": "sale", "date_order": "2001-06-01"})

    def test_the_largest_discount_of_a_line(self):
        self._order_chain(**self._lines("max", "order_line.discount", ">", 15))
        order = self._order(10)
        order.action_confirm()

        with self.assertClosed("needs an approval"):
            order.order_line.discount = 22
        order.order_line.discount = 15

    def test_headings_do_not_thin_an_average_out(self):
        self._order_chain(**self._lines("avg", "order_line.discount", ">", 15))
        order = self._order(10)
        order.order_line.discount = 20
        order.order_line = [
            (0, 0, {"display_type": "line_note", "name": f"Note {number}"})
            for number in range(5)
        ]

        order.action_confirm()

        self.assertEqual(order.state, "draft")

    def test_a_discount_on_the_whole_is_seen(self):
        self._order_chain(
            **self._lines("rebate", "order_line.price_subtotal", ">=", 15)
        )
        order = self._order(10)
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.2,
            }
        ).action_apply_discount()

        order.action_confirm()

        self.assertEqual(order.state, "draft")
        request = self._requests(order)
        self.assertIn("discount on the whole: 20.00 % >= 15.00 %", request.reason_text)

    def test_the_discount_on_the_whole_is_that_of_orders(self):
        with self.assertRaisesRegex(ValidationError, "cannot look at"):
            self._order_chain(**self._lines("rebate", "order_line.discount", ">", 1))

    def test_targets_of_orders_fit_no_other_model(self):
        with self.assertRaisesRegex(ValidationError, "cannot protect"):
            self._chain("X", self.approver, target="confirm")

    def test_a_chain_that_does_not_apply_costs_the_same_for_three_and_for_twelve(self):
        chain = self._order_chain(min_amount=1000000)

        def queries(count, active):
            chain.active = active
            orders = self.env["sale.order"].with_user(self.salesman)
            for _number in range(count):
                orders |= self._order()
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.action_confirm()
            self.env.cr.flush()  # with the messages of the chatter, as at a commit
            return self.env.cr.sql_log_count - before

        for active in (True, False):
            queries(2, active)  # fills the caches
        few = queries(3, True) - queries(3, False)
        many = queries(12, True) - queries(12, False)
        self.assertLess(many - few, 9, "not one for each order")
