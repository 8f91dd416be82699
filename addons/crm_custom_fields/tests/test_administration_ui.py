from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from ..hooks import DROP, PARAMETER
from .common import FieldsCommon


@tagged("post_install", "-at_install")
class TestAdministrationUi(FieldsCommon, HttpCase):
    """What administrators and designers do now and then, in the web client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env,
            "fields_admin",
            groups="base.group_system,sales_team.group_sale_manager",
            password="fields_admin",
        )

    def test_a_designer_takes_over_a_field_and_a_property(self):
        new_test_user(
            self.env,
            "fields_taker",
            groups="sales_team.group_sale_manager",
            password="fields_taker",
        )
        self.env["ir.model.fields"].create(
            {
                "model_id": self.lead_model.id,
                "name": "x_studio_tour_beds",
                "field_description": "Tour Beds",
                "ttype": "integer",
            }
        )
        self.team.lead_properties_definition = [
            {"name": "aa", "string": "Tour Tender", "type": "char"}
        ]
        lead = self.lead(x_studio_tour_beds=12)
        lead.sudo().lead_properties = {"aa": "T-1"}

        self.start_tour(
            "/odoo/crm-custom-fields",
            "crm_custom_fields_takeover",
            login="fields_taker",
        )

        self.assertEqual(self.field_named("Tour Beds").kind, "integer")
        self.assertEqual(lead.x_studio_tour_beds, 12)
        self.assertEqual(lead[self.field_named("Tour Tender").technical_name], "T-1")

    def test_a_designer_downloads_the_present_set_up(self):
        new_test_user(
            self.env,
            "fields_file",
            groups="crm_custom_fields.group_designer",
            password="fields_file",
        )
        self.define({"name": "Tour Kept", "technical_name": "x_tour_kept"})
        user = self.env["res.users"].search([("login", "=", "fields_file")])
        transfer = self.env["crm.custom.field.transfer"].with_user(user).create({})
        self.authenticate("fields_file", "fields_file")

        answer = self.url_open(transfer.action_take_out()["url"])

        self.assertIn("crm_custom_fields.json", answer.headers["Content-Disposition"])
        self.assertIn("x_tour_kept", answer.text)

    def field_named(self, label):
        return self.env["crm.custom.field"].search([("name", "=", label)])

    def test_an_administrator_has_a_lost_field_healed(self):
        self.define({"name": "Tour Lost", "technical_name": "x_tour_lost"})
        lead = self.lead(x_tour_lost="kept")
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM ir_model_fields WHERE name = 'x_tour_lost'")
        self.registry.clear_cache("stable")
        self.registry._setup_models__(self.cr, ["crm.lead"])
        self.assertNotIn("x_tour_lost", self.env["crm.lead"]._fields)

        self.start_tour(
            "/odoo/settings", "crm_custom_fields_heal", login="fields_admin"
        )

        self.assertEqual(lead.x_tour_lost, "kept")

    def test_the_uninstall_dialog_asks_about_the_columns(self):
        self.define({"name": "Tour Column", "technical_name": "x_tour_column"})
        module = self.env.ref("base.module_crm_custom_fields")
        modules = self.env.registry["ir.module.module"]
        action = self.env.ref("base.open_module_tree")

        with patch.object(
            modules, "button_immediate_uninstall", return_value=False
        ) as uninstall:
            self.start_tour(
                f"/odoo/action-{action.id}/{module.id}",
                "crm_custom_fields_uninstall",
                login="fields_admin",
            )

        uninstall.assert_called_once()
        self.assertEqual(self.env["ir.config_parameter"].get_param(PARAMETER), DROP)
