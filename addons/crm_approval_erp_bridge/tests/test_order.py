from odoo.addons.crm_approval.tests.common import ApprovalCase


class TestOrder(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.erp.connection"].search([]).active = False
        cls.connection = cls.env["crm.erp.connection"].create(
            {
                "name": "Head office",
                "url": "https://erp.example.com",
                "database": "erp",
                "api_key": "key",
                "user_id": cls.manager.id,
                "date_start": "2020-01-01",
            }
        )
        cls.product = cls.env["product.product"].create({"name": "Panel"})
        cls.customer = cls.env["res.partner"].create({"name": "Acme"})
        cls.chain.step_ids.user_ids = cls.approver
        cls.chain.outcome_ids = [(0, 0, {"kind": "erp"})]
        cls.chain.with_user(cls.manager).action_publish()

    def _approve(self, lead):
        request = self._ask(lead)
        request.with_user(self.approver).action_approve()
        return request

    def _lead_with_products(self):
        lines = [(0, 0, {"product_id": self.product.id, "quantity": 2})]
        return self._lead(
            "Order", 70000, erp_line_ids=lines, partner_id=self.customer.id
        )

    def test_the_order_is_in_the_outbox_once(self):
        lead = self._lead_with_products()
        request = self._approve(lead)

        self.assertEqual(request.run_ids.state, "done")
        self.assertEqual(lead.erp_message_ids.operation, "order")

        lead._erp_write_events()  # as at the end of the transaction
        request.run_ids.with_user(self.manager).action_run_again()
        self.assertEqual(len(lead.erp_message_ids), 1)

    def test_nothing_to_send_is_told_and_can_be_run_again(self):
        lead = self._lead("No products", 70000)
        request = self._approve(lead)

        self.assertTrue(lead.stage_id.is_won)
        self.assertIn("has no order for the ERP", request.run_ids.error)

        lead.erp_line_ids = [(0, 0, {"product_id": self.product.id, "quantity": 1})]
        request.run_ids.with_user(self.manager).action_run_again()
        self.assertIn("have a customer", request.run_ids.error)

        lead.partner_id = self.customer
        request.run_ids.with_user(self.manager).action_run_again()
        self.assertEqual(request.run_ids.state, "done")
        self.assertEqual(len(lead.erp_message_ids), 1)
