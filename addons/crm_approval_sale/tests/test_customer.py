import json

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import OrderCast

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestCustomer(OrderCast, HttpCase):
    """What a customer does from outside waits politely; nothing of it is lost."""

    def setUp(self):
        super().setUp()
        self._set_up_cast()

    def _accept(self, order):
        order = order.sudo()
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {
                "access_token": order._portal_ensure_token(),
                "name": "Ada Acme",
                "signature": SIGNATURE,
            },
        )

    def _sent(self, **values):
        order = self._order(
            require_signature=True, require_payment=False, **values
        ).sudo()
        order.action_quotation_sent()
        return order

    def test_a_signature_waits_and_confirms_with_the_last_approval(self):
        self._order_chain()
        order = self._sent()

        answer = self._accept(order)

        self.assertIn("message=sign_ok", answer["redirect_url"])
        self.assertEqual(order.state, "sent")
        self.assertEqual(order.signed_by, "Ada Acme")
        self.assertTrue(order.signature)
        page = self.url_open(answer["redirect_url"]).text
        self.assertIn("We are checking your order", page)
        request = self._requests(order)
        self.assertEqual(request.requester_id, self.salesman)
        self.assertIn("signed by Ada Acme", request.reason_text)
        told = order.message_ids
        request.with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sale")
        mailed = (order.message_ids - told).filtered(
            lambda message: self.customer in message.partner_ids
        )
        self.assertTrue(mailed, "the customer is told as after any signature")

    def test_a_portal_user_signs_in_the_name_of_the_team_leader(self):
        self._order_chain()
        self.team.user_id = self.colleague
        portal = new_test_user(
            self.env, "ap_customer", "base.group_portal", partner_id=self.customer.id
        )
        order = self._sent()
        order.user_id = False
        self.authenticate(portal.login, portal.login)

        self._accept(order)

        self.assertEqual(order.state, "sent")
        self.assertEqual(self._requests(order).requester_id, self.colleague)

    def test_without_anybody_the_system_asks_and_confirms(self):
        self._order_chain()
        order = self._sent()
        order.write({"user_id": False, "team_id": False})

        self._accept(order)

        request = self._requests(order)
        self.assertEqual(request.requester_id, self.env.ref("base.user_root"))
        request.with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sale")

    def test_signing_what_waits_already_is_kept(self):
        self._order_chain()
        order = self._sent()
        order.with_user(self.salesman).action_confirm()

        self._accept(order)

        self.assertEqual(order.signed_by, "Ada Acme")
        self.assertEqual(len(self._requests(order)), 1)

    def test_declining_closes_what_waits(self):
        self._order_chain()
        order = self._sent()
        order.with_user(self.salesman).action_confirm()

        self._decline(order)

        self.assertEqual(order.state, "cancel")
        self.assertEqual(self._requests(order).state, "closed")

    def test_declining_a_protected_order_waits_and_keeps_the_words(self):
        self._order_chain("cancel")
        order = self._sent()

        self._decline(order)

        self.assertEqual(order.state, "sent")
        self.assertEqual(self._requests(order).state, "pending")
        self.assertIn("Too dear", " ".join(order.message_ids.mapped("body")))

    def _decline(self, order):
        token = order._portal_ensure_token()
        page = f"/my/orders/{order.id}?access_token={token}"
        csrf = self.url_open(page).text.split('csrf_token: "')[1].split('"')[0]
        answer = self.url_open(
            f"/my/orders/{order.id}/decline",
            data={
                "access_token": token,
                "decline_message": "Too dear",
                "csrf_token": csrf,
            },
        )
        self.assertEqual(answer.status_code, 200)

    def test_a_payment_waits_too(self):
        self._order_chain()
        order = self._order(require_signature=False, require_payment=True).sudo()
        provider = self.env["payment.provider"].create({"name": "Ap bank"})
        methods = self.env["payment.method"].with_context(active_test=False)
        method = methods.search([], limit=1)
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": "ap-1",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.customer.id,
                "sale_order_ids": [(6, 0, order.ids)],
                "state": "done",
            }
        )
        public = self.env.ref("base.public_user")

        confirmed = payment.with_user(public).sudo()._check_amount_and_confirm_order()

        self.assertFalse(confirmed)
        self.assertEqual(order.state, "draft")
        request = self._requests(order)
        self.assertEqual(request.requester_id, self.salesman)
        request.with_user(self.approver).action_approve()
        self.assertEqual(order.state, "sale")

    def test_json2_with_a_hostile_context_changes_nothing(self):
        self._order_chain()
        order = self._order()
        self.env.flush_all()
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.salesman)
            .sudo()
            ._generate(None, "test", None)
        )
        for context in ({"skip_approval": True}, {"default_state": "sale"}):
            with mute_logger("odoo.http"):
                answer = self.url_open(
                    "/json/2/sale.order/write",
                    data=json.dumps(
                        {
                            "ids": order.ids,
                            "vals": {"state": "sale"},
                            "context": {"tracking_disable": True, **context},
                        }
                    ),
                    headers={
                        "Content-Type": "application/json",
                        "Authorization": f"bearer {key}",
                    },
                )
            self.assertEqual(answer.status_code, 422, answer.text)
        order.invalidate_recordset()
        self.assertEqual(order.state, "draft")
