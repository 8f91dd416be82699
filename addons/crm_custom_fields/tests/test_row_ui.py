from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import FieldsCommon


@tagged("post_install", "-at_install")
class TestRowUi(FieldsCommon, HttpCase):
    """Tables of rows, and the panel, as people click them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "fields_tour",
            groups="sales_team.group_sale_manager",
            password="fields_tour",
        )
        cls.deal = cls.lead(cls.user, name="Tour deal")

    def table(self):
        columns = [
            {"name": "Country", "technical_name": "x_country"},
            {"name": "Number", "technical_name": "x_number"},
        ]
        return self.define(
            {
                "name": "Tour Certificates",
                "technical_name": "x_tour_certificates",
                "kind": "table",
                "column_ids": [Command.create(column) for column in columns],
            }
        )

    def rows(self):
        self.env.invalidate_all()
        return self.env["crm.lead"].browse(self.deal.id).x_tour_certificates

    def test_a_designer_defines_a_table_and_fills_a_row(self):
        self.start_tour(
            "/odoo/crm-custom-fields", "crm_custom_fields_table", login="fields_tour"
        )

        self.assertEqual(self.rows().mapped("x_country"), ["China"])

    def test_a_rule_on_rows_refuses_and_says_why(self):
        self.table()
        self.start_tour(
            "/odoo/crm-field-rules", "crm_custom_fields_row_rule", login="fields_tour"
        )

        self.assertEqual(self.rows().mapped("x_country"), ["China", "France"])

    def test_the_panel_says_why_a_deal_is_stopped_and_leads_there(self):
        table = self.table()
        self.define({"name": "Tour Code", "technical_name": "x_tour_code"})
        deal = self.env["crm.lead"].browse(self.deal.id)
        deal.x_tour_certificates = [Command.create({"x_country": "China"})]
        self.require("x_tour_code", message="Ask the desk.")
        number = self.env["ir.model.fields"]._get(table.row_model_id.model, "x_number")
        self.require(
            stage=self.checked,
            model_id=table.row_model_id.id,
            field_ids=[Command.set(number.ids)],
        )

        self.start_tour(
            f"/odoo/crm?menu_id={self.env.ref('crm.crm_menu_root').id}",
            "crm_custom_fields_why_stopped",
            login="fields_tour",
        )

        self.assertEqual(self.rows().x_number, "A-1")
        self.assertEqual(deal.stage_id, self.checked)
