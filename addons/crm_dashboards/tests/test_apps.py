from odoo.tests import TransactionCase, tagged

CHOSEN = {
    "crm_approval",
    "crm_approval_oa",
    "crm_custom_fields",
    "crm_custom_fields_packs",
    "crm_dashboards",
    "crm_erp_bridge",
    "crm_migration",
}


@tagged("post_install", "-at_install")
class TestApps(TransactionCase):
    """What the Apps page shows: its default filter keeps apps only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        modules = cls.env["ir.module.module"]
        modules.update_list()
        cls.ours = modules.search([("author", "=", "CRM Fit")])

    def test_what_people_choose_is_an_app_and_glue_is_not(self):
        apps = self.ours.filtered("application")

        self.assertEqual(set(apps.mapped("name")), CHOSEN)
        self.assertEqual(set(apps.category_id.mapped("name")), {"CRM"})
        self.assertTrue(all((self.ours - apps).mapped("auto_install")))

    def test_one_installed_addon_makes_all_of_them_speak_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        apps = self.ours.filtered("application").with_context(lang="zh_CN")
        for app in apps:
            app.update_field_translations("shortdesc", {"zh_CN": False})
            app.update_field_translations("summary", {"zh_CN": False})
            self.assertEqual(app.shortdesc, app.with_context(lang="en_US").shortdesc)

        apps._load_module_terms(["crm_dashboards"], ["zh_CN"], overwrite=True)
        apps.invalidate_recordset()

        for app in apps:
            self.assertRegex(app.shortdesc, "[\u4e00-\u9fff]", app.name)
            self.assertRegex(app.summary, "[\u4e00-\u9fff]", app.name)
