from odoo.exceptions import ValidationError
from odoo.tests import freeze_time

from .common import FieldsCommon


class TestFormula(FieldsCommon):
    """A formula field follows the fields it is made of."""

    def formula(self, text, kind="float", name="Field Test Result"):
        return self.define(
            {"name": name, "kind": "formula", "formula": text, "formula_kind": kind}
        )

    def test_the_result_is_stored_and_follows(self):
        before = self.lead(expected_revenue=100)
        self.formula("expected_revenue * 0.2")
        lead = self.lead(expected_revenue=1000)

        self.assertEqual(before.x_field_test_result, 20)
        self.assertEqual(lead.x_field_test_result, 200)

        lead.expected_revenue = 500
        self.assertEqual(lead.x_field_test_result, 100)
        self.assertEqual(
            self.env["crm.lead"].search([("x_field_test_result", "=", 100)]), lead
        )

    def test_values_of_linked_records_count(self):
        self.formula("partner_id.name + ' / ' + stage_id.name", "char")
        partner = self.env["res.partner"].create({"name": "Clinic North"})

        lead = self.lead(partner_id=partner.id)
        self.assertEqual(lead.x_field_test_result, "Clinic North / Open")

        partner.name = "Clinic South"
        self.assertEqual(lead.x_field_test_result, "Clinic South / Open")

    def test_several_records_are_summed_up(self):
        self.formula("count(tag_ids.name)", "integer")
        tags = self.env["crm.tag"].create([{"name": "FT one"}, {"name": "FT two"}])

        self.assertEqual(self.lead(tag_ids=tags.ids).x_field_test_result, 2)

    def test_dates_count_in_days(self):
        self.define({"name": "Field Test Receipt", "kind": "date"})
        self.formula("x_field_test_receipt + 15", "date")

        lead = self.lead(x_field_test_receipt="2026-01-31")

        self.assertEqual(str(lead.x_field_test_result), "2026-02-15")
        self.assertFalse(self.lead().x_field_test_result)

    def test_what_depends_on_today_is_computed_when_read(self):
        self.define({"name": "Field Test Born", "kind": "date"})
        self.formula("age(x_field_test_born)", "integer")
        lead = self.lead(x_field_test_born="2000-05-01")

        for day, age in (("2026-04-30", 25), ("2026-05-01", 26)):
            with freeze_time(day):
                lead.invalidate_recordset()
                self.assertEqual(lead.x_field_test_result, age)

    def test_a_result_cannot_be_written(self):
        self.formula("expected_revenue")

        description = self.env["crm.lead"].fields_get(["x_field_test_result"])
        self.assertTrue(description["x_field_test_result"]["readonly"])

    def test_another_formula_computes_everything_anew(self):
        field = self.formula("expected_revenue * 2")
        lead = self.lead(expected_revenue=10)

        field.formula = "expected_revenue * 3"

        self.assertEqual(lead.x_field_test_result, 30)

    def test_a_formula_may_use_another_one_but_not_itself(self):
        first = self.formula("expected_revenue * 2", name="Field Test First")
        self.formula("x_field_test_first + 1", name="Field Test Second")

        self.assertEqual(self.lead(expected_revenue=2).x_field_test_second, 5)
        with self.assertRaisesRegex(
            ValidationError, "x_field_test_first → x_field_test_second → x_field"
        ):
            first.formula = "x_field_test_second"

    def test_a_fault_is_told_with_its_position(self):
        faults = (
            ("expected_revenue + ", "position"),
            ("expected_revenue + open('x')", "position 20, “open”: there is no such"),
            ("expected_revenue.__class__", "formulas cannot contain this"),
            ("round(1, 2, 3)", "another number of values"),
            ("x_nowhere * 2", "uses “x_nowhere”, which is no field"),
            ("partner_id.signup_type", "no field that you can see"),
            ("1" * 3000, "too long"),
        )
        for text, message in faults:
            with self.subTest(text=text[:20]):
                with self.assertRaisesRegex(ValidationError, message):
                    self.formula(text)
