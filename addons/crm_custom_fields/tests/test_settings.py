from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    """The block of this addon on the settings page."""

    def status(self):
        settings = self.env["res.config.settings"].with_user(
            self.env.ref("base.user_admin")
        )
        return Form(settings).crm_custom_fields_status

    def test_the_settings_page_says_how_it_stands(self):
        status = self.status()

        fields = self.env["crm.custom.field"].search_count([])
        rules = self.env["crm.custom.field.rule"].search_count([])
        self.assertEqual(status, f"Fields: {fields}, rules: {rules}.")

    def test_the_block_has_its_main_button(self):
        views = self.env["res.config.settings"].with_user(
            self.env.ref("base.user_admin")
        )
        arch = views.get_view(
            self.env.ref("crm.res_config_settings_view_form").id, "form"
        )["arch"]

        action = self.env.ref("crm_custom_fields.crm_custom_field_action")
        self.assertIn(f'name="{action.id}"', arch)
