from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .common import OrderCast
from .test_customer import SIGNATURE


@tagged("post_install", "-at_install")
class TestHeld(OrderCast, TransactionCase):
    """A customer signs or pays while the opportunity is in the way: nothing is lost.

    ``sale_crm`` raises the expected revenue of the opportunity when an order is
    confirmed; the chain on opportunities from 50 000 looks at that.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()
        cls.public = cls.env.ref("base.public_user")

    def _order_of(self, lead, **values):
        lead.write({"company_id": self.env.company.id, "partner_id": self.customer.id})
        values = {"state": "sent", "opportunity_id": lead.id, **values}
        return self._order(700, **values).sudo()

    def _sign(self, order):
        order = order.with_user(self.public).sudo()
        order.write({"signed_by": "Ada Acme", "signature": SIGNATURE})
        order._validate_order()
        self.env.flush_all()

    def _pay(self, order, user=None):
        provider = self.env["payment.provider"].create({"name": "Ap bank"})
        methods = self.env["payment.method"].with_context(active_test=False)
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": methods.search([], limit=1).id,
                "reference": f"ap-{order.id}",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.customer.id,
                "sale_order_ids": [(6, 0, order.ids)],
                "state": "done",
            }
        )
        patched = patch.object(type(payment), "_create_payment", lambda tx: None)
        with patched:  # no journal is set up: booking money is not what is tried
            payment.with_user(user or self.public).sudo()._post_process()
        self.env.flush_all()
        return payment

    def _approve(self, lead):
        request = lead.approval_request_ids.filtered(lambda r: r.state == "pending")
        request.with_user(self.approver).action_approve()
        self.env.flush_all()

    def test_a_signature_waits_for_the_opportunity_and_confirms_with_it(self):
        self._ask()
        order = self._order_of(self.lead)

        self._sign(order)

        self.assertEqual((order.state, order.signed_by), ("sent", "Ada Acme"))
        self.assertTrue(order.signature)
        self.assertTrue(order._approval_customer_waits())
        told = order.message_ids[:1]
        self.assertIn(self.salesman.partner_id, told.notified_partner_ids)
        self.assertTrue(told.subtype_id.internal, "the customer does not read it")
        self._approve(self.lead)  # 60 000; the order of 70 000 asks for the rest
        self.assertEqual(self.lead.stage_id, self.stage_won)
        self.assertEqual(order.state, "sent")
        self._approve(self.lead)
        self.assertEqual((order.state, self.lead.expected_revenue), ("sale", 70000))

    def test_a_won_opportunity_below_the_order_asks_for_the_new_amount(self):
        lead = self._lead("Small", 10000, stage_id=self.stage_won.id)
        order = self._order_of(lead)

        self._sign(order)

        self.assertEqual((order.state, lead.expected_revenue), ("sent", 10000))
        request = lead.approval_request_ids
        self.assertEqual(request.requester_id, self.salesman)
        self.assertEqual(request.change, {"expected_revenue": 70000})
        self._approve(lead)
        self.assertEqual((order.state, lead.expected_revenue), ("sale", 70000))
        self.assertFalse(order.approval_held_request_id)

    def test_no_mail_says_confirmed_before_it_is(self):
        order = self._order_of(self._lead("Small", 10000, stage_id=self.stage_won.id))
        sent = []
        name = "_send_order_confirmation_mail"
        with patch.object(type(order), name, lambda orders: sent.append(orders.state)):
            self._sign(order)
            self.assertFalse(sent)
            self._approve(order.opportunity_id)
        self.assertEqual(sent, ["sale"])

    def test_a_payment_waits_and_is_invoiced_with_the_grant(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("sale.automatic_invoice", "True")
        lead = self._lead("Small", 10000, stage_id=self.stage_won.id)
        for user in (self.public, self.env.ref("base.user_root"), self.salesman):
            with self.subTest(user=user.login):
                order = self._order_of(lead.copy({"stage_id": self.stage_won.id}))
                order.require_signature = False
                payment = self._pay(order, user)
                self.assertEqual((order.state, payment.state), ("sent", "done"))
                self.assertFalse(payment.invoice_ids)
                self._approve(order.opportunity_id)
                self.assertEqual(order.state, "sale")
                self.assertEqual(payment.invoice_ids.state, "posted")
                self.assertEqual(payment.invoice_ids.amount_total, order.amount_total)

    def test_without_a_grant_the_salesperson_settles_it(self):
        lead = self._lead("Small", 10000, stage_id=self.stage_won.id)
        order = self._order_of(lead)
        self._sign(order)

        request = lead.approval_request_ids
        request.with_user(self.approver).action_reject("Too much")

        self.assertEqual((order.state, order.signed_by), ("sent", "Ada Acme"))
        self.assertFalse(order._approval_customer_waits())
        self.assertEqual(order.activity_ids.user_id, self.salesman)
        self.assertIn("was not given", order.activity_ids.note)

    def test_a_colleague_reads_what_is_in_the_way(self):
        self._ask()
        order = self._order_of(self.lead)

        with self.assertClosed("is waiting for Approver"):
            order.with_user(self.salesman).action_confirm()

        self.assertFalse(order.approval_held_request_id)
