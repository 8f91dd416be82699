from unittest.mock import patch

from lxml import etree

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time

from ..models.rule import engine
from .common import CODE, SEATS, FieldsCommon


class TestRules(FieldsCommon):
    """Every effect of a rule refuses what it should, and only that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(
            CODE,
            SEATS,
            {
                "name": "Field Test Start",
                "technical_name": "x_cft_start",
                "kind": "date",
            },
            {"name": "Field Test End", "technical_name": "x_cft_end", "kind": "date"},
            {
                "name": "Field Test Line",
                "technical_name": "x_cft_line",
                "kind": "selection",
                "option_ids": [
                    Command.create({"name": n, "value": n.lower()})
                    for n in ("Life", "Motor")
                ],
            },
            {
                "name": "Field Test Plan",
                "technical_name": "x_cft_plan",
                "kind": "selection",
                "option_ids": [
                    Command.create({"name": n, "value": n.lower()})
                    for n in ("Whole", "Term", "Comprehensive")
                ],
            },
            {
                "name": "Field Test City",
                "technical_name": "x_cft_city",
                "kind": "many2one",
                "relation_model_id": cls.env["ir.model"]._get_id("res.country"),
            },
        )
        cls.plans = {
            option.value: option
            for option in cls.env["crm.custom.field"]
            .search([("technical_name", "=", "x_cft_plan")])
            .option_ids
        }

    def rule(self, effect, *names, **values):
        return self.require(*names, effect=effect, name=f"Test {effect}", **values)

    def test_a_condition_limits_a_rule(self):
        self.rule("required", "x_cft_seats", condition="[('x_cft_line', '=', 'life')]")

        lead = self.lead(x_cft_line="motor")

        with self.assertRaisesRegex(ValidationError, "Fill in first: Field Test Seats"):
            lead.x_cft_line = "life"

    def test_conditions_nest_and_reach_linked_records(self):
        self.rule(
            "required",
            "x_cft_seats",
            condition="['|', ('x_cft_line', '=', 'life'), '&',"
            " ('partner_id.country_id.code', '=', 'CN'), ('x_cft_code', '!=', False)]",
        )
        partner = self.env["res.partner"].create(
            {"name": "Clinic North", "country_id": self.env.ref("base.cn").id}
        )
        lead = self.lead(partner_id=partner.id)

        with self.assertRaisesRegex(ValidationError, "Field Test Seats"):
            lead.x_cft_code = "A"

    def test_a_known_format_is_checked(self):
        self.rule("format", "x_cft_code", format="cn_uscc")

        lead = self.lead(x_cft_code="91310115MADEM00117")

        with self.assertRaisesRegex(
            ValidationError, "check Field Test Code.*Expected: Unified social credit"
        ):
            lead.x_cft_code = "91310115MADEM00118"
        lead.x_cft_code = False

    def test_an_own_pattern_is_checked_on_any_length(self):
        self.rule("format", "x_cft_code", format="pattern", pattern="[A-Z]{2}-[0-9]+")

        self.assertTrue(self.lead(x_cft_code="DE-12"))
        for value in ("de-12", "DE-12\n", "x" * 1_000_000):
            with self.subTest(value=value[:10]):
                with self.assertRaisesRegex(ValidationError, "check Field Test Code"):
                    self.lead(x_cft_code=value)

    def test_a_number_stays_within_its_limits(self):
        self.rule("range", "x_cft_seats", low="1", high="500")

        self.assertTrue(self.lead(x_cft_seats=500))
        for seats in (0, 501):
            with self.assertRaisesRegex(ValidationError, "within 1 and 500"):
                self.lead(x_cft_seats=seats)

    @freeze_time("2026-03-10 08:00:00")
    def test_a_date_may_have_to_lie_in_the_future(self):
        self.rule("range", "x_cft_end", low="today")

        self.assertTrue(self.lead(x_cft_end="2026-03-10"))
        with self.assertRaisesRegex(ValidationError, "check Field Test End"):
            self.lead(x_cft_end="2026-03-09")

    def test_two_fields_have_to_fit_each_other(self):
        end = self.env["ir.model.fields"]._get("crm.lead", "x_cft_end")
        self.rule("compare", "x_cft_start", operator="<", other_field_id=end.id)

        lead = self.lead(x_cft_start="2026-01-01", x_cft_end="2026-12-31")

        self.assertTrue(self.lead(x_cft_start="2026-01-01"), "an open end is no fault")
        with self.assertRaisesRegex(ValidationError, "It has to be < Field Test End"):
            lead.x_cft_end = "2025-12-31"

    def test_options_cascade(self):
        self.rule(
            "allowed",
            "x_cft_plan",
            condition="[('x_cft_line', '=', 'life')]",
            allowed_option_ids=[
                Command.set([self.plans["whole"].id, self.plans["term"].id])
            ],
        )

        self.assertTrue(self.lead(x_cft_line="motor", x_cft_plan="comprehensive"))
        with self.assertRaisesRegex(ValidationError, "Allowed here: Whole, Term"):
            self.lead(x_cft_line="life", x_cft_plan="comprehensive")

    def test_links_cascade(self):
        self.rule(
            "allowed",
            "x_cft_city",
            condition="[('x_cft_line', '=', 'life')]",
            allowed_domain="[('code', 'in', ['CN', 'DE'])]",
        )
        france = self.env.ref("base.fr")

        lead = self.lead(x_cft_line="motor", x_cft_city=france.id)

        with self.assertRaisesRegex(ValidationError, "check Field Test City"):
            lead.x_cft_line = "life"

    def test_a_locked_field_keeps_its_value_for_everybody(self):
        self.rule("readonly", "x_cft_seats", stage=self.checked)
        lead = self.lead(x_cft_seats=5)
        lead.stage_id = self.checked

        for door in (lead, lead.sudo(), lead.with_context(install_mode=True)):
            with self.assertRaisesRegex(ValidationError, "may not be changed any more"):
                door.write({"x_cft_seats": 6})

        lead.write({"x_cft_seats": 5, "name": "Same seats"})
        lead.stage_id = self.open
        lead.x_cft_seats = 7
        self.assertEqual(lead.x_cft_seats, 7)

    def test_a_combination_can_be_forbidden(self):
        self.rule(
            "forbid",
            "x_cft_line",
            condition="[('x_cft_line', '=', 'motor'), ('x_cft_seats', '>', 9)]",
            message="Buses are insured by the fleet desk.",
        )

        with self.assertRaisesRegex(ValidationError, "insured by the fleet desk"):
            self.lead(x_cft_line="motor", x_cft_seats=10)

    def test_records_with_the_same_values_are_limited(self):
        self.rule("limit", "x_cft_code", limit=2)
        self.lead(x_cft_code="A")
        self.lead(x_cft_code="A")
        self.lead()
        self.lead()
        self.lead()

        with self.assertRaisesRegex(ValidationError, "There may be 2 at most"):
            self.lead(x_cft_code="A")

    def test_an_information_stops_nobody(self):
        self.rule("required", "x_cft_seats", severity="info")

        self.assertTrue(self.lead())

    @freeze_time("2026-03-10 08:00:00")
    def test_before_its_day_a_rule_does_not_bind(self):
        rule = self.rule("required", "x_cft_seats", starts="2026-03-11")
        self.assertTrue(self.lead())

        rule.starts = "2026-03-10"
        with self.assertRaisesRegex(ValidationError, "Field Test Seats"):
            self.lead()

    def test_the_form_follows_readonly_and_hidden_rules_live(self):
        self.rule("readonly", "x_cft_seats", stage=self.agreed)
        self.rule("hidden", "x_cft_plan", condition="[('x_cft_line', '=', False)]")

        arch = etree.fromstring(
            self.env["crm.lead"].get_view(
                self.env.ref("crm.crm_lead_view_form").id, "form"
            )["arch"]
        )

        [seats] = arch.xpath("//field[@name='x_cft_seats']")
        [plan] = arch.xpath("//field[@name='x_cft_plan']")
        self.assertIn(f"stage_id in [{self.agreed.id}]", seats.get("readonly"))
        self.assertIn("not x_cft_line", plan.get("invisible"))

    def test_a_write_that_touches_no_rule_is_not_judged(self):
        self.rule("required", "x_cft_seats", stage=self.checked)
        self.rule("readonly", "x_cft_code", stage=self.agreed)
        lead = self.lead()

        with patch.object(engine, "broken_rules", autospec=True) as judge:
            lead.city = "Suzhou"
            self.env.flush_all()

        judge.assert_not_called()

    def test_a_batch_under_many_rules_costs_a_constant_number_of_queries(self):
        self.rule("required", "x_cft_seats", stage=self.checked)
        self.rule("limit", "x_cft_code", limit=1000)
        self.rule("allowed", "x_cft_city", allowed_domain="[('code', '!=', 'XX')]")
        self.rule("required", "x_cft_code", condition="[('partner_id.name', '=', 'X')]")
        country = self.env.ref("base.cn")
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}"} for n in range(40)]
        )

        costs = []
        for size in (4, 40):
            leads = self.env["crm.lead"].create(
                [
                    {
                        "name": f"Deal {n}",
                        "partner_id": partners[n].id,
                        "stage_id": self.open.id,
                        "x_cft_code": "A",
                        "x_cft_city": country.id,
                    }
                    for n in range(size)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            self.env["crm.custom.field.rule"]._program("crm.lead")
            before = self.env.cr.sql_log_count
            engine.enforce(leads, {"create_date"})
            costs.append(self.env.cr.sql_log_count - before)

        self.assertEqual(costs[0], costs[1], "the rules query per record")
