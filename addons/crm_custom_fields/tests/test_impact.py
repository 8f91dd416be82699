from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import CODE, FieldsCommon


class TestImpact(FieldsCommon):
    """Before a rule binds anybody, one sees whom it would catch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(CODE)
        cls.good = cls.lead(stage_id=cls.checked.id, x_cft_code="A")
        cls.bad = cls.lead(stage_id=cls.agreed.id)
        cls.early = cls.lead()
        cls.rule = cls.require(
            "x_cft_code", stage=cls.checked, team_ids=[Command.set(cls.team.ids)]
        )

    def test_the_failing_records_are_listed_and_counted(self):
        action = self.rule.with_user(self.designer).action_impact()

        self.assertEqual(action["name"], "1 of 2 would be refused")
        self.assertEqual(self.env["crm.lead"].search(action["domain"]), self.bad)

    def test_no_list_opens_where_nothing_fails(self):
        self.bad.x_cft_code = "B"

        action = self.rule.with_user(self.designer).action_impact()

        self.assertEqual(action["tag"], "display_notification")
        self.assertRegex(
            action["params"]["message"], "^No record would be refused.* looks at 2 of"
        )

    def test_a_rule_of_the_future_tells_as_well(self):
        self.rule.write({"starts": "2099-01-01", "active": False})

        self.assertEqual(self.rule._impact(), (self.bad.ids, 2))

    def test_a_condition_may_ask_what_is_computed_when_read(self):
        self.define({"name": "Field Test Born", "kind": "date"})
        self.define(
            {
                "name": "Field Test Age",
                "kind": "formula",
                "formula": "age(x_field_test_born)",
                "formula_kind": "integer",
            }
        )
        self.rule.condition = "[('x_field_test_age', '>', 17)]"
        self.bad.x_field_test_born = "1990-05-01"

        self.assertEqual(self.rule._impact(), (self.bad.ids, 1))

    def test_a_rule_about_changes_says_so(self):
        self.rule.effect = "readonly"

        with self.assertRaisesRegex(UserError, "looks at changes"):
            self.rule.action_impact()

    def test_a_salesman_cannot_ask(self):
        with self.assertRaises(AccessError):
            self.rule.with_user(self.salesman).action_impact()
