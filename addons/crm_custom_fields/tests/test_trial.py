from odoo import Command
from odoo.exceptions import AccessError

from .common import CODE, SEATS, FieldsCommon


class TestTrial(FieldsCommon):
    """A designer sees what the rules say to a real record, which stays as it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(CODE, SEATS)
        cls.rule = cls.require("x_cft_code", stage=cls.checked, message="Ask the desk.")
        cls.deal = cls.lead(x_cft_seats=12)

    def verdict(self, rule=None, **values):
        rule = rule or self.rule
        trial = (
            self.env["crm.custom.field.trial"]
            .with_user(self.designer)
            .create({"record_ref": self.deal.id, **values})
        )
        line = trial.line_ids.filtered(lambda line: line.rule_id == rule)
        return line.verdict, line.words

    def test_where_it_is_and_as_if_elsewhere(self):
        self.assertEqual(
            self.verdict(),
            ("apart", "Is for another stage, team, type, company or profile."),
        )
        self.assertEqual(
            self.verdict(stage_id=self.checked.id),
            ("refused", "Field Test Code. Ask the desk."),
        )
        self.deal.x_cft_code = "A"
        self.assertEqual(self.verdict(stage_id=self.checked.id)[0], "kept")
        self.assertEqual(self.deal.stage_id, self.open)

    def test_it_says_why_a_rule_does_not_apply(self):
        self.rule.stage_id = False
        self.rule.condition = "[('name', '=', 'Nobody')]"
        self.assertEqual(self.verdict()[1], "Its filter does not match the record.")

        self.rule.group_ids = self.env["res.groups"].create({"name": "FT Nobody"})
        self.assertEqual(self.verdict()[1], "Does not bind this user: see its groups.")

        self.rule.starts = "2999-01-01"
        self.assertEqual(self.verdict()[1], "In force only from 2999-01-01 on.")

    def test_as_if_somebody_else_acted(self):
        manager = self.env.ref("sales_team.group_sale_manager")
        self.rule.except_group_ids = [Command.link(manager.id)]

        self.assertEqual(self.verdict(stage_id=self.checked.id)[0], "apart")
        self.assertEqual(
            self.verdict(stage_id=self.checked.id, user_id=self.salesman.id)[0],
            "refused",
        )

    def test_each_weight_has_its_word(self):
        limit = self.require("x_cft_seats", effect="range", high="9", severity="warn")
        lock = self.require("x_cft_seats", effect="readonly")

        self.assertEqual(
            self.verdict(limit),
            ("asked", "Field Test Seats. It has to be at most 9."),
        )
        self.assertEqual(self.verdict(lock)[0], "watches")
        limit.severity = "info"
        self.assertEqual(self.verdict(limit)[0], "shown")

    def test_a_salesman_tries_nothing(self):
        with self.assertRaises(AccessError):
            self.env["crm.custom.field.trial"].with_user(self.salesman).create(
                {"record_ref": self.deal.id}
            )
