from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import FieldsCommon

MODELS = (
    "crm.custom.field",
    "crm.custom.field.option",
    "crm.custom.field.profile",
    "crm.custom.field.rule",
)
# Shown on the deal: the options of a multi-select, and its profile.
READABLE = ("crm.custom.field.option", "crm.custom.field.profile")


class TestSecurity(FieldsCommon):
    """Designers define, everyone else only lives with the result."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field = cls.define(
            {"name": "Field Test Any", "technical_name": "x_cft_any"}
        )
        cls.require("x_cft_any", stage=cls.agreed)

    def test_who_may_do_what(self):
        operations = ("read", "write", "create", "unlink")
        for model in MODELS:
            for operation in operations:
                with self.subTest(model=model, operation=operation):
                    records = self.env[model]
                    self.assertTrue(
                        records.with_user(self.designer).has_access(operation)
                    )
                    reads = operation == "read" and model in READABLE
                    self.assertEqual(
                        records.with_user(self.salesman).has_access(operation), reads
                    )

    def test_a_salesman_cannot_define_change_or_drop(self):
        fields = self.env["crm.custom.field"].with_user(self.salesman)
        doors = {
            "create": lambda: fields.create({"name": "Mine"}),
            "write": lambda: self.field.with_user(self.salesman).write(
                {"name": "Mine"}
            ),
            "unlink": lambda: self.field.with_user(self.salesman).unlink(),
        }
        for name, door in doors.items():
            with self.subTest(door=name), self.assertRaises(AccessError):
                door()

        self.assertTrue(self.column_of("crm_lead", "x_cft_any"))

    def test_a_designer_gains_no_right_on_other_columns(self):
        columns = self.env["ir.model.fields"].with_user(self.designer)

        for operation in ("write", "create", "unlink"):
            self.assertFalse(columns.has_access(operation))

    def test_a_definition_cannot_be_pointed_at_a_foreign_column(self):
        self.env["ir.model.fields"].create(
            {
                "model_id": self.lead_model.id,
                "name": "x_foreign",
                "field_description": "Foreign",
                "ttype": "char",
            }
        )
        foreign = self.env["ir.model.fields"]._get("crm.lead", "x_foreign")

        self.field.write({"ir_field_id": foreign.id})
        self.env["crm.custom.field.rule"].search([]).unlink()
        self.field.unlink()

        self.assertTrue(self.column_of("crm_lead", "x_foreign"))
        self.assertFalse(self.column_of("crm_lead", "x_cft_any"))

    def test_a_designer_of_another_company_does_not_see_it(self):
        company = self.env["res.company"].create({"name": "Field Test Company"})
        stranger = new_test_user(
            self.env,
            "fields_stranger",
            groups="sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.field.company_id = self.designer.company_id

        with self.assertRaises(AccessError):
            self.field.with_user(stranger).read(["name"])

    def test_stored_rules_bind_people_who_cannot_read_them(self):
        lead = self.lead()

        with self.assertRaisesRegex(Exception, "Fill in first: Field Test Any"):
            lead.stage_id = self.agreed
