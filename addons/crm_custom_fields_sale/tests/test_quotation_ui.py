from odoo.tests import HttpCase, new_test_user, tagged

from .common import QuotationCommon


@tagged("post_install", "-at_install")
class TestQuotationUi(QuotationCommon, HttpCase):
    """The way of a salesperson from the opportunity to the quotation."""

    def test_a_salesperson_finds_the_values_on_the_new_quotation(self):
        user = new_test_user(
            self.env,
            "quotes_tour",
            groups="sales_team.group_sale_salesman",
            password="quotes_tour",
        )
        lead = self.lead(
            user, name="Tour deal", partner_id=self.customer.id, x_cqt_sector="Care"
        )

        self.start_tour(
            f"/odoo/crm/{lead.id}",
            "crm_custom_fields_sale_quotation",
            login="quotes_tour",
        )

        self.assertEqual(lead.order_ids.x_cqt_sector, "Care, day and night")
        self.assertEqual(lead.x_cqt_sector, "Care")
