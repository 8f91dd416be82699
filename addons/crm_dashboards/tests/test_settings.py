from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    """The block of this addon on the settings page."""

    def status(self):
        settings = self.env["res.config.settings"].with_user(
            self.env.ref("base.user_admin")
        )
        return Form(settings).crm_dashboards_status

    def test_the_settings_page_says_how_it_stands(self):
        self.env["crm.dashboard"].create({"name": "Another"})

        status = self.status()

        count = self.env["crm.dashboard"].search_count([])
        self.assertIn(f"Dashboards: {count},", status)

    def test_the_block_has_its_main_button(self):
        views = self.env["res.config.settings"].with_user(
            self.env.ref("base.user_admin")
        )
        arch = views.get_view(
            self.env.ref("crm.res_config_settings_view_form").id, "form"
        )["arch"]

        action = self.env.ref("crm_dashboards.crm_dashboard_action")
        self.assertIn(f'name="{action.id}"', arch)
