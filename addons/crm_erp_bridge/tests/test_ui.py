from odoo.tests import HttpCase, tagged

from .common import ErpBridgeCase


@tagged("post_install", "-at_install")
class TestUi(ErpBridgeCase, HttpCase):
    def test_a_salesperson_adds_a_product_wins_and_sees_it_on_its_way(self):
        self.anna.password = "anna.erp-password"
        self.erp.add_product("T-TOUR", 7)
        self.env["product.product"].create(
            {"name": "Tour Product", "default_code": "T-TOUR", "list_price": 100}
        )
        lead = self.lead(name="Tour Deal", erp_line_ids=[])
        self.commit()

        self.start_tour(
            f"/odoo/crm.lead/{lead.id}", "crm_erp_bridge_tour", login=self.anna.login
        )

        self.assertEqual(lead.erp_line_ids.product_id.default_code, "T-TOUR")
        self.assertEqual(self.messages(lead).mapped("operation"), ["order"])
