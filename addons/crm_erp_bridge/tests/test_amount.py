from odoo.tests import Form

from .common import ErpBridgeCase


class TestAmount(ErpBridgeCase):
    """The amount of a deal is the amount of its products."""

    def _line(self, **values):
        return (0, 0, {"product_id": self.product.id, "quantity": 1, **values})

    def test_the_revenue_follows_the_products(self):
        lead = self.lead()
        self.assertEqual((lead.erp_total, lead.expected_revenue), (9642, 9642))

        lead.erp_line_ids.price_unit = 100
        self.assertEqual(lead.expected_revenue, 200)
        lead.erp_line_ids = [self._line(price_unit=300)]
        self.assertEqual(lead.expected_revenue, 500)
        lead.erp_line_ids[:1].unlink()
        self.assertEqual(lead.expected_revenue, 300)
        self.assertFalse(lead.erp_amount_is_own)

    def test_a_revenue_of_nothing_is_no_choice(self):
        lead = self.lead(expected_revenue=0)
        self.assertEqual(lead.expected_revenue, 9642)

        lead.expected_revenue = 0
        self.assertEqual(lead.expected_revenue, 9642)
        self.assertFalse(lead.erp_amount_is_own)

    def test_what_somebody_enters_stays_until_the_total_is_taken_over(self):
        lead = self.lead(expected_revenue=5000)
        self.assertEqual((lead.expected_revenue, lead.erp_total), (5000, 9642))
        self.assertTrue(lead.erp_amount_is_own)

        lead.erp_line_ids.quantity = 3
        self.assertEqual((lead.expected_revenue, lead.erp_total), (5000, 14463))

        lead.action_erp_take_total()
        self.assertEqual(lead.expected_revenue, 14463)
        lead.erp_line_ids.quantity = 1
        self.assertEqual(lead.expected_revenue, 4821)

    def test_entering_what_they_come_to_follows_them_again(self):
        lead = self.lead(expected_revenue=5000)

        lead.expected_revenue = 9642
        lead.erp_line_ids.quantity = 1

        self.assertEqual(lead.expected_revenue, 4821)

    def test_without_products_the_revenue_is_as_in_stock(self):
        lead = self.lead(expected_revenue=700, erp_line_ids=[])
        self.assertEqual(lead.expected_revenue, 700)
        lead.expected_revenue = 0
        self.assertEqual(lead.expected_revenue, 0)
        self.assertFalse(lead.erp_amount_is_own)
        self.assertEqual(lead.copy({"expected_revenue": 9}).expected_revenue, 9)

    def test_products_that_come_later_replace_no_revenue_that_was_entered(self):
        lead = self.lead(expected_revenue=700, erp_line_ids=[])

        lead.erp_line_ids = [self._line()]

        self.assertEqual((lead.expected_revenue, lead.erp_total), (700, 4821))
        self.assertTrue(lead.erp_amount_is_own)

    def test_the_form_shows_the_new_revenue_at_once(self):
        lead = self.lead()
        with Form(lead) as form:
            with form.erp_line_ids.edit(0) as line:
                line.quantity = 5
            self.assertEqual(form.expected_revenue, 24105)
        self.assertEqual(lead.expected_revenue, 24105)
        self.assertFalse(lead.erp_amount_is_own)

    def test_what_is_typed_into_the_form_stays(self):
        lead = self.lead()
        with Form(lead) as form:
            form.expected_revenue = 7000
            with form.erp_line_ids.edit(0) as line:
                line.quantity = 5
            self.assertEqual(form.expected_revenue, 7000)
        self.assertEqual((lead.expected_revenue, lead.erp_total), (7000, 24105))

    def test_a_copy_keeps_what_was_entered(self):
        lead = self.lead(expected_revenue=5000).copy()
        self.assertEqual((lead.expected_revenue, lead.erp_total), (5000, 9642))
