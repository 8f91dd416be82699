from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from ..models.rule import engine
from .common import CODE, SEATS, FieldsCommon


class TestExceptions(FieldsCommon):
    """A reason covers one rule with the values that it was given for, and stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(CODE, SEATS)
        cls.seats = cls.require(
            "x_cft_seats", stage=cls.checked, severity="warn", name="Seats are known"
        )

    def given(self, lead):
        exceptions = lead.crm_exception_ids.sorted("id")
        return [(e.rule_name, e.reason, e.user_id) for e in exceptions]

    def test_a_reason_is_asked_for_and_kept_with_who_and_when(self):
        lead = self.lead()
        with self.assertRaisesRegex(ValidationError, "open it and write the reason"):
            lead.stage_id = self.checked

        lead.write({"stage_id": self.checked.id, "crm_rule_reason": "Trade fair"})

        self.assertEqual(
            self.given(lead), [("Seats are known", "Trade fair", self.salesman)]
        )
        self.assertEqual(lead.crm_exception_ids.stage_name, "Checked")
        self.assertIn("Trade fair", lead.message_ids[0].body)

    def test_a_new_deal_may_come_with_its_reason(self):
        lead = self.lead(stage_id=self.checked.id, crm_rule_reason="From the old CRM")

        self.assertEqual(len(lead.crm_exception_ids), 1)
        self.assertFalse(lead.crm_rule_reason, "the reason counts once")

    def test_a_reason_holds_while_the_values_stay(self):
        lead = self.lead()
        lead.write({"stage_id": self.checked.id, "crm_rule_reason": "Trade fair"})

        lead.stage_id = self.agreed

        self.assertEqual(lead.stage_id, self.agreed)
        self.assertEqual(len(lead.crm_exception_ids), 1)

    def test_other_values_need_a_reason_of_their_own(self):
        limit = self.require(
            "x_cft_seats", effect="range", high="10", severity="warn", name="Few seats"
        )
        lead = self.lead(x_cft_seats=20, crm_rule_reason="Stadium")

        with self.assertRaisesRegex(ValidationError, "rule “Few seats”"):
            lead.x_cft_seats = 30

        lead.write({"x_cft_seats": 30, "crm_rule_reason": "A bigger stadium"})
        self.assertEqual(
            self.given(lead),
            [
                (limit.name, "Stadium", self.salesman),
                (limit.name, "A bigger stadium", self.salesman),
            ],
        )

    def test_a_reason_for_one_rule_does_not_cover_another(self):
        self.require("x_cft_code", stage=self.agreed, severity="warn", name="Coded")
        lead = self.lead()
        lead.write({"stage_id": self.checked.id, "crm_rule_reason": "Trade fair"})

        with self.assertRaisesRegex(ValidationError, "Fill in first: Field Test Code"):
            lead.stage_id = self.agreed

    def test_a_reason_without_exception_is_not_saved_up(self):
        lead = self.lead()
        lead.crm_rule_reason = "Just in case"

        self.assertFalse(lead.crm_rule_reason)
        with self.assertRaisesRegex(ValidationError, "write the reason"):
            lead.stage_id = self.checked

    def test_each_forbidden_move_needs_a_reason(self):
        self.require(
            effect="transition",
            severity="warn",
            to_stage_ids=[Command.link(self.agreed.id)],
            name="No short cut",
        )
        lead = self.lead(x_cft_seats=1)
        move = {"stage_id": self.agreed.id, "crm_rule_reason": "The board wants it"}
        lead.write(move)
        lead.stage_id = self.open

        with self.assertRaisesRegex(ValidationError, "rule “No short cut”"):
            lead.stage_id = self.agreed

        lead.write(move)
        self.assertEqual(len(lead.crm_exception_ids), 2)

    def test_nobody_rewrites_what_was_given(self):
        lead = self.lead()
        lead.write({"stage_id": self.checked.id, "crm_rule_reason": "Trade fair"})
        exception = lead.crm_exception_ids

        for user in (self.salesman, self.designer):
            with self.assertRaises(AccessError):
                self.env[exception._name].with_user(user).create(
                    {
                        "lead_id": lead.id,
                        "rule_name": "Invented",
                        "reason": "Invented",
                        "user_id": user.id,
                    }
                )
        with self.assertRaisesRegex(UserError, "is kept as it was given"):
            exception.sudo().reason = "Better"
        with self.assertRaisesRegex(UserError, "stays with its deal"):
            exception.sudo().unlink()

    def test_another_salesman_does_not_see_it(self):
        lead = self.lead()
        lead.write({"stage_id": self.checked.id, "crm_rule_reason": "Trade fair"})
        other = new_test_user(
            self.env, "fields_other", groups="sales_team.group_sale_salesman"
        )

        found = self.env["crm.custom.field.exception"].with_user(other).search([])

        self.assertFalse(found)

    def test_a_merge_keeps_the_reasons(self):
        first = self.lead(name="Ward", x_cft_seats=3)
        second = self.lead(name="Ward")
        second.write({"stage_id": self.checked.id, "crm_rule_reason": "Trade fair"})

        merged = (first + second).merge_opportunity()

        self.assertEqual(
            self.given(merged), [("Seats are known", "Trade fair", self.salesman)]
        )

    def test_a_batch_of_exceptions_costs_a_constant_number_of_queries(self):
        costs = []
        for size in (3, 30):
            leads = self.env["crm.lead"].concat(*(self.lead() for _ in range(size)))
            leads.write({"stage_id": self.checked.id, "crm_rule_reason": "Trade fair"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            engine.enforce(leads, {"stage_id"})
            costs.append(self.env.cr.sql_log_count - before)

        self.assertEqual(costs[0], costs[1], "covered exceptions query per record")
