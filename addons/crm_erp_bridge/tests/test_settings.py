from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    """The block of this addon on the settings page."""

    def status(self):
        settings = self.env["res.config.settings"].with_user(
            self.env.ref("base.user_admin")
        )
        return Form(settings).crm_erp_bridge_status

    def test_the_settings_page_says_how_it_stands(self):
        connections = self.env["crm.erp.connection"].search([])
        connections.active = False
        self.assertEqual(self.status(), "No ERP is connected yet.")
        self.env["crm.erp.connection"].create(
            {
                "name": "Test ERP",
                "url": "https://erp.example.com",
                "database": "erp",
                "api_key": "key",
            }
        )

        status = self.status()

        self.assertEqual(status, "Test ERP: Working. Waiting: 0, dead letters: 0.")

    def test_the_block_has_its_main_button(self):
        views = self.env["res.config.settings"].with_user(
            self.env.ref("base.user_admin")
        )
        arch = views.get_view(
            self.env.ref("crm.res_config_settings_view_form").id, "form"
        )["arch"]

        action = self.env.ref("crm_erp_bridge.crm_erp_connection_action")
        self.assertIn(f'name="{action.id}"', arch)
