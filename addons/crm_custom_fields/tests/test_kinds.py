import base64

from lxml import etree

from odoo import Command
from odoo.exceptions import UserError, ValidationError

from .common import FieldsCommon

PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
        "awAAAABJRU5ErkJggg=="
    )
)


class TestKinds(FieldsCommon):
    """Each kind of field holds its values and shows them with its widget."""

    def node(self, name, model="crm.lead", view="crm.crm_lead_view_form"):
        records = self.env[model].with_user(self.salesman)
        arch = records.get_view(self.env.ref(view).id, "form")["arch"]
        [node] = etree.fromstring(arch).xpath(f"//field[@name='{name}']")
        return node

    def test_an_amount_is_in_the_currency_of_the_company(self):
        self.define({"name": "Field Test Budget", "kind": "monetary"})

        lead = self.lead(x_field_test_budget=1250.456)

        self.assertEqual(lead.x_field_test_budget, 1250.46)
        self.assertEqual(
            lead._fields["x_field_test_budget"].get_currency_field(lead),
            "company_currency",
        )

    def test_a_model_without_currency_gets_one_for_its_amounts(self):
        self.define(
            {
                "name": "Field Test Income",
                "kind": "monetary",
                "model_id": self.partner_model.id,
            },
            {
                "name": "Field Test Rent",
                "kind": "monetary",
                "model_id": self.partner_model.id,
            },
        )

        partner = self.env["res.partner"].create(
            {"name": "Clinic North", "x_field_test_income": 10.005}
        )

        field = partner._fields["x_field_test_income"]
        currency = partner[field.get_currency_field(partner)]
        self.assertEqual(currency, self.env.company.currency_id)
        self.assertEqual(
            self.node("x_field_test_rent", "res.partner", "base.view_partner_form").tag,
            "field",
        )

    def test_percentages_average_and_years_have_no_separator(self):
        self.define(
            {"name": "Field Test Share", "kind": "percent"},
            {"name": "Field Test Year", "kind": "year"},
        )
        self.lead(x_field_test_share=0.2, x_field_test_year=1998)
        self.lead(x_field_test_share=0.4)

        [(share,)] = self.env["crm.lead"]._read_group(
            [("user_id", "=", self.salesman.id)],
            aggregates=[
                "x_field_test_share:"
                + self.env["crm.lead"]._fields["x_field_test_share"].aggregator
            ],
        )

        self.assertAlmostEqual(share, 0.3)
        self.assertIn(
            "enable_formatting", self.node("x_field_test_year").get("options")
        )

    def test_several_options_can_be_chosen_but_only_its_own(self):
        mine, other = self.define(
            {
                "name": "Field Test Needs",
                "kind": "tags",
                "option_ids": [Command.create({"name": n}) for n in ("Care", "Study")],
            },
            {
                "name": "Field Test Goals",
                "kind": "tags",
                "option_ids": [Command.create({"name": "Growth"})],
            },
        )
        lead = self.lead(x_field_test_needs=[Command.set(mine.option_ids.ids)])

        self.assertEqual(lead.x_field_test_needs.mapped("name"), ["Care", "Study"])
        self.assertEqual(
            self.env["crm.lead"].search([("x_field_test_needs.name", "=", "Care")]),
            lead,
        )
        with self.assertRaisesRegex(UserError, "“Care” is chosen"):
            mine.option_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "holds a value on 1 records"):
            mine.unlink()
        with self.assertRaisesRegex(ValidationError, "“Growth” is not an option of"):
            lead.x_field_test_needs = other.option_ids

    def test_many_records_can_be_linked(self):
        self.define(
            {
                "name": "Field Test Experts",
                "kind": "many2many",
                "relation_model_id": self.partner_model.id,
            },
            {
                "name": "Field Test Rivals",
                "kind": "many2many",
                "relation_model_id": self.partner_model.id,
            },
        )
        experts = self.env["res.partner"].create([{"name": "Ada"}, {"name": "Bea"}])

        lead = self.lead(x_field_test_experts=[Command.set(experts.ids)])

        self.assertEqual(lead.x_field_test_experts, experts)
        self.assertFalse(lead.x_field_test_rivals)

    def test_a_file_keeps_its_name(self):
        self.define({"name": "Field Test Drawing", "kind": "file"})

        lead = self.lead(
            x_field_test_drawing=PIXEL, x_field_test_drawing_filename="plan.png"
        )

        self.assertEqual(lead.x_field_test_drawing, PIXEL)
        self.assertEqual(
            self.node("x_field_test_drawing").get("filename"),
            "x_field_test_drawing_filename",
        )

    def test_a_dropped_field_takes_its_companions_along(self):
        field = self.define({"name": "Field Test Drawing", "kind": "file"})

        field.unlink()

        self.assertFalse(self.column_of("crm_lead", "x_field_test_drawing_filename"))

    def test_contact_kinds_have_their_widgets(self):
        kinds = ("phone", "email", "url")
        self.define(*({"name": f"Field Test {k}", "kind": k} for k in kinds))

        for kind in kinds:
            self.assertEqual(self.node(f"x_field_test_{kind}").get("widget"), kind)

    def test_a_value_of_the_customer_is_shown_not_copied(self):
        self.define(
            {
                "name": "Field Test Country",
                "kind": "related",
                "related_path": "partner_id.country_id",
            }
        )
        china = self.env.ref("base.cn")
        partner = self.env["res.partner"].create(
            {"name": "Clinic North", "country_id": china.id}
        )

        lead = self.lead(partner_id=partner.id)

        self.assertEqual(lead.x_field_test_country, china)
        self.assertTrue(
            lead.fields_get(["x_field_test_country"])["x_field_test_country"][
                "readonly"
            ]
        )

    def test_a_path_that_leads_nowhere_is_refused(self):
        for path in ("partner_id.nowhere", "name.x", "", "partner_id..name"):
            with self.subTest(path=path):
                with self.assertRaisesRegex(
                    ValidationError, "does not lead to a value"
                ):
                    self.define(
                        {
                            "name": "Field Test Path",
                            "kind": "related",
                            "related_path": path,
                        }
                    )

    def test_a_path_to_what_the_designer_may_not_see_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "only fields that you can see"):
            self.define(
                {
                    "name": "Field Test Limited",
                    "kind": "related",
                    "related_path": "partner_id.signup_type",
                }
            )

    def test_a_new_record_starts_with_the_default(self):
        field = self.define(
            {"name": "Field Test Seats", "kind": "integer", "default_value": "12"},
            {"name": "Field Test Wanted", "kind": "boolean", "default_value": "yes"},
        )[0]

        lead = self.lead()
        self.assertEqual(
            (lead.x_field_test_seats, lead.x_field_test_wanted), (12, True)
        )

        field.default_value = False
        self.assertEqual(self.lead().x_field_test_seats, 0)

    def test_a_default_that_does_not_fit_is_refused(self):
        for kind, value in (("integer", "many"), ("date", "today"), ("file", "x")):
            with self.subTest(kind=kind):
                with self.assertRaisesRegex(ValidationError, "cannot be the default"):
                    self.define(
                        {
                            "name": "Field Test Default",
                            "kind": kind,
                            "default_value": value,
                        }
                    )
