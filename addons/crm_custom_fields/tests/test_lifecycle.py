import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError

from ..models.lifecycle import reference
from .common import FieldsCommon


class TestLifecycle(FieldsCommon):
    """Retired, archived, deleted, and back; nothing used gets lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field, cls.spare = cls.define(
            {
                "name": "Cycle Field",
                "technical_name": "x_cycle",
                "default_value": "new",
            },
            {"name": "Cycle Spare", "technical_name": "x_cycle_spare"},
        )
        cls.old = cls.lead(x_cycle="kept")

    def drop_wizard(self, field=None, user=None):
        field = field or self.field
        action = field.with_user(user or self.designer).action_drop()
        wizards = self.env["crm.custom.field.drop"].with_user(user or self.designer)
        return wizards.browse(action["res_id"])

    def use_kinds(self):
        uses = self.env["crm.custom.field.use"].with_user(self.designer)
        return set(uses._collect(self.field).mapped("kind"))

    def test_a_covered_field_is_deleted_with_its_twin(self):
        managers = self.env.ref("sales_team.group_sale_manager")
        field = self.define(
            {
                "name": "Cycle Covered",
                "technical_name": "x_cycle_covered",
                "mask": "last",
                "read_group_ids": [Command.link(managers.id)],
            }
        )

        field.with_user(self.designer).unlink()

        self.assertFalse(self.column_of("crm_lead", "x_cycle_covered"))
        self.assertNotIn("x_cycle_covered_masked", self.env["crm.lead"]._fields)

    # Retired

    def test_a_retired_field_can_be_read_and_not_entered(self):
        self.field.action_retire()

        self.assertEqual(self.field.lifecycle, "retired")
        self.assertEqual(self.old.read(["x_cycle"])[0]["x_cycle"], "kept")
        with self.assertRaisesRegex(AccessError, "x_cycle"):
            self.old.x_cycle = "other"
        with self.assertRaisesRegex(AccessError, "x_cycle"):
            self.lead(x_cycle="other")

    def test_a_retired_field_gets_no_default_any_more(self):
        self.assertEqual(self.lead().x_cycle, "new")

        self.field.action_retire()
        self.assertFalse(self.lead().x_cycle)

        self.field.action_restore()
        self.assertEqual(self.lead().x_cycle, "new")

    def test_the_form_shows_a_retired_field_only_with_its_value(self):
        self.field.action_retire()

        arch = (
            self.env["crm.lead"]
            .with_user(self.salesman)
            .get_view(self.env.ref("crm.crm_lead_view_form").id, "form")["arch"]
        )
        self.assertRegex(arch, 'name="x_cycle"[^>]*invisible="not id or not x_cycle"')

    def test_a_copy_leaves_out_what_may_not_be_entered(self):
        self.field.action_retire()

        copy = self.old.copy()

        self.assertFalse(copy.x_cycle)

    def test_a_copy_leaves_out_what_only_others_may_enter(self):
        self.field.write_group_ids = self.env.ref("base.group_system")

        copy = self.old.copy()

        self.assertEqual(copy.x_cycle, "new")

    def test_nobody_has_to_fill_in_a_retired_field(self):
        self.require("x_cycle", "x_cycle_spare", stage=self.checked)
        (self.field + self.spare).action_retire()
        lead = self.lead()

        lead.stage_id = self.checked

        self.spare.action_restore()
        with self.assertRaisesRegex(UserError, "Cycle Spare"):
            self.lead().stage_id = self.checked

    # Archived

    def test_an_archived_field_is_offered_nowhere_and_kept(self):
        self.field.action_archive()

        said = self.env["crm.lead"].with_user(self.salesman).fields_get(["x_cycle"])
        said = said["x_cycle"]
        self.assertFalse(said["searchable"] or said["groupable"] or said["sortable"])
        self.assertFalse(said["exportable"])
        self.assertTrue(said["readonly"])
        self.env.flush_all()
        self.old.invalidate_recordset()
        self.assertEqual(self.old.x_cycle, "kept")

    def test_a_restored_field_is_as_before(self):
        self.field.action_retire()
        self.field.action_archive()
        self.assertEqual(self.field.lifecycle, "archived")

        self.field.action_restore()

        self.assertEqual(self.field.lifecycle, "used")
        self.old.x_cycle = "other"
        said = self.env["crm.lead"].fields_get(["x_cycle"])["x_cycle"]
        self.assertTrue(said["searchable"] and said["exportable"])

    def test_a_salesman_may_not_retire(self):
        with self.assertRaises(AccessError):
            self.field.with_user(self.salesman).action_retire()

    # Used

    def test_every_place_is_found(self):
        places = {
            "rule": lambda: self.require("x_cycle"),
            "filter": lambda: self.env["ir.filters"].create(
                {
                    "name": "Kept ones",
                    "model_id": "crm.lead",
                    "domain": "[('x_cycle', '=', 'kept')]",
                }
            ),
            "view": lambda: self.env["ir.ui.view"].create(
                {
                    "name": "own list",
                    "model": "crm.lead",
                    "arch": "<list><field name='x_cycle'/></list>",
                }
            ),
            "export": lambda: self.env["ir.exports"].create(
                {
                    "name": "For the office",
                    "resource": "crm.lead",
                    "export_fields": [Command.create({"name": "x_cycle"})],
                }
            ),
            "template": lambda: self.env["mail.template"].create(
                {
                    "name": "Offer",
                    "model_id": self.lead_model.id,
                    "body_html": "<p t-out='object.x_cycle'/>",
                }
            ),
            "automation": lambda: self.env["ir.actions.server"].create(
                {
                    "name": "Set it",
                    "model_id": self.lead_model.id,
                    "state": "code",
                    "code": "record.write({'x_cycle': 'auto'})",
                }
            ),
            "profile": lambda: self.env["crm.custom.field.profile"].create(
                {"name": "By value", "condition": "[('x_cycle', '=', 'kept')]"}
            ),
            "field": lambda: self.define(
                {
                    "name": "Cycle Formula",
                    "technical_name": "x_cycle_formula",
                    "kind": "formula",
                    "formula_kind": "char",
                    "formula": "upper(x_cycle)",
                }
            ),
        }
        for kind, make in places.items():
            with self.subTest(kind=kind):
                self.assertNotIn(kind, self.use_kinds())
                make()
                self.assertIn(kind, self.use_kinds())

    def test_a_longer_name_or_another_model_is_no_use(self):
        self.define(
            {
                "name": "Cycle of contacts",
                "technical_name": "x_cycle",
                "model_id": self.partner_model.id,
            }
        )
        filters = [("crm.lead", "x_cycle_spare"), ("res.partner", "x_cycle")]
        self.env["ir.filters"].create(
            [
                {"name": name, "model_id": model, "domain": f"[('{name}', '=', 1)]"}
                for model, name in filters
            ]
        )

        self.assertFalse(self.use_kinds())

    def test_a_path_from_another_model_is_a_use(self):
        self.env["ir.filters"].create(
            {
                "name": "By lead",
                "model_id": "res.partner",
                "domain": "[('opportunity_ids.x_cycle', '=', 'kept')]",
            }
        )

        self.assertEqual(self.use_kinds(), {"filter"})

    def test_finding_uses_takes_as_many_queries_for_many_as_for_one(self):
        fields = (self.field + self.spare).sudo()
        reference.uses(fields)
        self.env.invalidate_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        reference.uses(fields[0])
        one = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        reference.uses(fields)

        self.assertLessEqual(self.env.cr.sql_log_count - before, one)

    # Deleted

    def test_a_field_in_use_is_not_deleted(self):
        self.require("x_cycle_spare")
        self.spare.action_archive()

        with self.assertRaisesRegex(
            UserError, "Cycle Spare is still used.*Rule “Test rule”"
        ):
            self.drop_wizard(self.spare).action_drop()
        with self.assertRaisesRegex(UserError, "Rule “Test rule”"):
            self.spare.unlink()

    def test_only_an_archived_field_is_deleted(self):
        with self.assertRaisesRegex(UserError, "Archive it first"):
            self.drop_wizard().action_drop()

    def test_values_go_only_when_confirmed(self):
        self.field.action_archive()
        wizard = self.drop_wizard()
        self.assertEqual(wizard.value_count, 1)

        with self.assertRaisesRegex(UserError, "a value on 1 records.*confirm"):
            wizard.action_drop()

        wizard.is_confirmed = True
        wizard.action_drop()
        self.assertFalse(self.field.exists())
        self.assertFalse(self.column_of("crm_lead", "x_cycle"))

    def test_the_values_can_be_taken_out_first(self):
        self.designer.group_ids += self.env.ref("base.group_allow_export")
        self.field.action_archive()
        wizard = self.drop_wizard()

        wizard.action_write_file()

        text = base64.b64decode(wizard.values_file).decode("utf-8-sig")
        self.assertEqual(
            text.split(),
            ["id,display_name,x_cycle", f"{self.old.id},Ward", "extension,kept"],
        )
        self.assertEqual(wizard.written_count, 1)

    def test_nobody_takes_out_or_deletes_what_he_may_not_see(self):
        self.field.read_group_ids = self.env.ref("base.group_system")
        self.field.action_archive()
        wizard = self.drop_wizard()
        wizard.is_confirmed = True

        for action in (wizard.action_write_file, wizard.action_drop):
            with self.assertRaisesRegex(UserError, "may not see the values"):
                action()
