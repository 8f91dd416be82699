from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    """The block of this addon on the settings page."""

    def status(self):
        settings = self.env["res.config.settings"].with_user(
            self.env.ref("base.user_admin")
        )
        return Form(settings).crm_migration_status

    def test_the_settings_page_says_how_it_stands(self):
        # sudo: nobody may write the ledger by hand
        self.env["crm.migration.run"].sudo().create(
            {"name": "Old file", "source": "old", "targets": [{"name": "lead"}]}
        )

        status = self.status()

        self.assertEqual(
            status, "Last run: Old file (Uploading). Rows: 0, problems: 0."
        )

    def test_the_block_has_its_main_button(self):
        views = self.env["res.config.settings"].with_user(
            self.env.ref("base.user_admin")
        )
        arch = views.get_view(
            self.env.ref("crm.res_config_settings_view_form").id, "form"
        )["arch"]

        action = self.env.ref("crm_migration.crm_migration_run_action")
        self.assertIn(f'name="{action.id}"', arch)
