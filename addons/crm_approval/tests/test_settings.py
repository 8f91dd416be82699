from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    """The block of this addon on the settings page."""

    def status(self):
        settings = self.env["res.config.settings"].with_user(
            self.env.ref("base.user_admin")
        )
        return Form(settings).crm_approval_status

    def test_the_settings_page_says_how_it_stands(self):
        self.env["crm.approval.chain"].create({"name": "Another"})

        status = self.status()

        chains = self.env["crm.approval.chain"].search([])
        drafts = chains.filtered(lambda chain: chain.state == "draft")
        self.assertIn(f"not published: {len(drafts)}.", status)
        self.assertIn(f"Chains published: {len(chains - drafts)},", status)

    def test_the_block_has_its_main_button(self):
        views = self.env["res.config.settings"].with_user(
            self.env.ref("base.user_admin")
        )
        arch = views.get_view(
            self.env.ref("crm.res_config_settings_view_form").id, "form"
        )["arch"]

        action = self.env.ref("crm_approval.crm_approval_chain_action")
        self.assertIn(f'name="{action.id}"', arch)
