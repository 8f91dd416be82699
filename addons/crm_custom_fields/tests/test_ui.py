from odoo.tests import HttpCase, new_test_user, tagged

from .common import FieldsCommon


@tagged("post_install", "-at_install")
class TestUi(FieldsCommon, HttpCase):
    """The way of a designer through the web client."""

    def designer_with_password(self):
        return new_test_user(
            self.env,
            "fields_tour",
            groups="sales_team.group_sale_manager",
            password="fields_tour",
        )

    def test_a_designer_defines_a_field_and_sees_it_in_the_form(self):
        designer = self.designer_with_password()
        self.lead(designer, name="Tour deal")

        self.start_tour(
            "/odoo/crm-custom-fields", "crm_custom_fields_define", login="fields_tour"
        )

        lead = self.env["crm.lead"].search([("name", "=", "Tour deal")])
        self.assertEqual(lead.x_tour_sector, "health")

    def test_a_designer_retires_archives_and_restores_a_field(self):
        self.designer_with_password()
        field = self.define({"name": "Tour Spare", "technical_name": "x_tour_spare"})
        self.require("x_tour_spare", name="Tour rule")

        self.start_tour(
            "/odoo/crm-custom-fields",
            "crm_custom_fields_lifecycle",
            login="fields_tour",
        )

        self.assertEqual(field.lifecycle, "used")
