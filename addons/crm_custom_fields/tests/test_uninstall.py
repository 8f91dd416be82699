from unittest.mock import patch

from odoo import Command

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

    def test_what_depends_on_other_columns_goes_too(self):
        managers = self.env.ref("sales_team.group_sale_manager")
        self.define(
            {
                "name": "Field Test Covered",
                "technical_name": "x_cft_covered",
                "mask": "last",
                "read_group_ids": [Command.link(managers.id)],
            },
            {
                "name": "Field Test Double",
                "technical_name": "x_cft_double",
                "kind": "formula",
                "formula": "length(x_cft_stay)",
            },
            {
                "name": "Field Test Rows",
                "technical_name": "x_cft_rows",
                "kind": "table",
                "column_ids": [
                    Command.create({"name": "Item", "technical_name": "x_item"})
                ],
            },
        )
        self.env["ir.config_parameter"].set_param(PARAMETER, DROP)

        uninstall_hook(self.env)

        left = self.env["ir.model.fields"].search(
            ["|", ("name", "=like", "x\\_cft\\_%"), ("model", "=like", "x\\_crm%")]
        )
        self.assertFalse(left.mapped("name"))

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

    def test_the_dialog_of_the_module_asks_and_remembers(self):
        module = self.env.ref("base.module_crm_custom_fields")
        dialog = self.env["base.module.uninstall"].create({"module_ids": module.ids})
        self.assertGreater(dialog.crm_custom_fields_count, 0)
        self.assertEqual(dialog.crm_custom_fields_on_uninstall, "keep")

        dialog.crm_custom_fields_on_uninstall = DROP
        modules = self.env.registry["ir.module.module"]
        with patch.object(modules, "button_immediate_uninstall") as uninstall:
            dialog.action_uninstall()

        uninstall.assert_called_once()
        self.assertEqual(self.env["ir.config_parameter"].get_param(PARAMETER), DROP)

    def test_the_dialog_of_another_module_does_not_ask(self):
        module = self.env["ir.module.module"].search(
            [("state", "=", "uninstalled")], limit=1
        )
        dialog = self.env["base.module.uninstall"].create({"module_ids": module.ids})

        self.assertEqual(dialog.crm_custom_fields_count, 0)

    def test_the_options_of_a_multi_select_come_back_with_the_values(self):
        definition = {
            "name": "Field Test Tags",
            "technical_name": "x_cft_tags",
            "kind": "tags",
            "option_ids": [
                Command.create({"name": "Kept first", "value": "one"}),
                Command.create({"name": "Kept second", "value": "two"}),
            ],
        }
        field = self.define(definition)
        self.deal.x_cft_tags = field.option_ids[1]
        self.env.flush_all()

        uninstall_hook(self.env)

        self.registry._setup_models__(self.cr, ["crm.lead"])
        self.env.invalidate_all()
        self.assertEqual(self.deal.x_cft_tags.mapped("display_name"), ["Kept second"])

        # A later installation: no definition is there, the columns are.
        self.env.cr.execute("DELETE FROM crm_custom_field")
        self.env.invalidate_all()
        again = self.define(
            {
                **definition,
                "option_ids": [Command.create({"name": "Brand new", "value": "new"})],
            }
        )

        self.env.invalidate_all()
        self.assertEqual(
            sorted(again.option_ids.mapped("name")),
            ["Brand new", "Kept first", "Kept second"],
        )
        self.assertEqual(self.deal.x_cft_tags.mapped("name"), ["Kept second"])
