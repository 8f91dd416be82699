from odoo.addons.crm_approval.tests.common import ApprovalCase


class TestAmount(ApprovalCase):
    """The chain from 50 000 looks at what is sold, not at what somebody typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Panel", "list_price": 3393}
        )

    def _sold(self, revenue, quantity=100, **values):
        line = {"product_id": self.product.id, "quantity": quantity}
        return self._lead("Sold", revenue, erp_line_ids=[(0, 0, line)], **values)

    def _requests(self, lead):
        return self.env["crm.approval.request"].search([("lead_id", "=", lead.id)])

    def test_products_of_339_300_and_a_revenue_of_nothing_ask(self):
        lead = self._sold(0)

        lead.with_user(self.salesman).action_set_won_rainbowman()

        self.assertFalse(lead.stage_id.is_won)
        self.assertEqual(self._requests(lead).amount, 339300)

    def test_a_small_revenue_that_was_typed_opens_nothing(self):
        for lead in (self._sold(10), self._sold(10)):
            self.assertEqual(lead.expected_revenue, 10)
            with self.assertClosed("needs an approval"):
                lead.with_user(self.salesman).write({"stage_id": self.stage_won.id})
            with self.assertClosed("needs an approval"):
                lead.sudo().with_context(import_file=True).stage_id = self.stage_won
        with self.assertClosed("needs an approval"):
            self._sold(10, stage_id=self.stage_won.id)
        request = self._ask(lead)
        self.assertEqual(request.amount, 339300)
        self.assertIn("339,300", request.reason_text)
        request.with_user(self.approver).action_approve()
        self.assertTrue(lead.stage_id.is_won)

    def test_products_added_after_winning_ask(self):
        lead = self._sold(10, quantity=1, stage_id=self.stage_won.id)
        line = lead.erp_line_ids

        for change in ({"quantity": 100}, {"price_unit": 70000}):
            with self.assertClosed("needs an approval"):
                line.with_user(self.salesman).write(change)
                self.env.flush_all()
        with self.assertClosed("needs an approval"):
            self.env["crm.erp.line"].with_user(self.salesman).create(
                {"lead_id": lead.id, "product_id": self.product.id, "quantity": 100}
            )
            self.env.flush_all()

    def test_products_stand_still_while_it_waits(self):
        lead = self._sold(10)
        self._ask(lead)

        with self.assertClosed("is waiting for"):
            lead.erp_line_ids.quantity = 200
            self.env.flush_all()

    def test_products_of_a_won_deal_wait_in_the_form(self):
        lead = self._sold(0, quantity=1, stage_id=self.stage_won.id)
        line = lead.erp_line_ids
        change = {
            "expected_revenue": 339300,
            "erp_line_ids": [(1, line.id, {"quantity": 100})],
        }

        lead.with_user(self.salesman).web_save(change, {"expected_revenue": {}})

        self.assertEqual((line.quantity, lead.expected_revenue), (1, 3393))
        request = self._requests(lead)
        self.assertEqual(request.amount, 339300)
        request.with_user(self.approver).action_approve()
        self.assertEqual((line.quantity, lead.expected_revenue), (100, 339300))

    def test_a_formula_looks_at_what_is_sold(self):
        condition = {"kind": "expression", "expression": "expected_revenue > 300000"}
        chain = self._chain(
            "Formula",
            self.approver,
            min_amount=0,
            condition_ids=[(0, 0, condition)],
        )
        self.chain.active = False
        chain.with_user(self.manager).action_publish()

        with self.assertClosed("Formula"):
            self._sold(10).stage_id = self.stage_won
        self._sold(10, quantity=50).stage_id = self.stage_won

    def test_a_small_deal_is_won_at_once(self):
        lead = self._sold(0, quantity=2)
        lead.with_user(self.salesman).action_set_won_rainbowman()
        self.assertTrue(lead.stage_id.is_won)
        self.assertFalse(self._requests(lead))
