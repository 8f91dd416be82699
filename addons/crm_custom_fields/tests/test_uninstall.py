from ..hooks import DROP, PARAMETER, uninstall_hook
from .common import FieldsCommon


class TestUninstall(FieldsCommon):
    """Columns stay or go as the administrator chose."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define({"name": "Field Test Stay", "technical_name": "x_cft_stay"})
        cls.deal = cls.lead(x_cft_stay="kept")

    def test_columns_stay_by_default(self):
        uninstall_hook(self.env)

        self.assertTrue(self.column_of("crm_lead", "x_cft_stay"))

    def test_columns_go_when_asked_for(self):
        self.env["res.config.settings"].create(
            {"crm_custom_fields_on_uninstall": DROP}
        ).execute()

        uninstall_hook(self.env)

        self.assertFalse(self.column_of("crm_lead", "x_cft_stay"))

    def test_no_parameter_is_left(self):
        self.env["ir.config_parameter"].set_param(PARAMETER, "keep")

        uninstall_hook(self.env)

        self.assertFalse(
            self.env["ir.config_parameter"].search(
                [("key", "like", "crm_custom_fields.")]
            )
        )

    def test_a_later_installation_takes_the_columns_over_again(self):
        self.env["crm.custom.field"].search([]).flush_recordset()
        self.env.cr.execute("DELETE FROM crm_custom_field")
        self.env.invalidate_all()

        self.define({"name": "Field Test Stay", "technical_name": "x_cft_stay"})

        self.assertEqual(self.deal.x_cft_stay, "kept")
