from odoo.tests import TransactionCase, tagged

from .common import OrderCast


@tagged("post_install", "-at_install")
class TestSecurity(OrderCast, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()
        cls._order_chain()
        cls.order = cls._order()
        cls.order.action_confirm()
        cls.seller_all = cls._user("ap_all", "sales_team.group_sale_salesman_all_leads")
        cls.accountant = cls._user("ap_accountant", "account.group_account_invoice")

    def test_who_sees_the_order_sees_what_waits_on_it(self):
        request = self._requests(self.order)
        records = (
            request,
            request.step_ids,
            request.task_ids,
            request.decision_ids,
        )
        sees = {
            self.salesman: True,
            self.colleague: False,
            self.seller_all: True,
            self.manager: True,
            self.approver: True,
            self.outsider: False,
            self.accountant: False,
        }
        for user, expected in sees.items():
            for record in records:
                with self.subTest(user=user.login, model=record._name):
                    found = record.with_user(user)
                    self.assertEqual(found.has_access("read"), expected)
                    self.assertFalse(found.has_access("write"))

    def test_the_owner_of_an_order_sees_a_request_of_somebody_else(self):
        order = self._order().with_user(self.manager)
        order.action_confirm()

        self.assertTrue(
            self._requests(order).with_user(self.salesman).has_access("read")
        )
