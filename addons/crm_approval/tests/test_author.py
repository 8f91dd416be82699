from odoo.exceptions import ValidationError
from odoo.fields import Command

from .common import ApprovalCase

CLOSED = "cannot look at “{}”"


class TestAuthor(ApprovalCase):
    """Nobody guesses by a chain what they may not read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        field = cls.env["crm.lead"]._fields["referred"]
        cls.addClassCleanup(setattr, field, "groups", field.groups)
        field.groups = "base.group_system"
        cls.owner = cls._user(
            "ap_owner", "sales_team.group_sale_manager,base.group_system"
        )

    def _refused(self, label, **values):
        chain = self.chain.with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, CLOSED.format(label)):
            chain.write(values)

    def test_a_filter_over_a_closed_field_is_refused(self):
        self._refused("Referred By", domain="[('referred', '=like', 'A%')]")

    def test_a_filter_over_a_stock_secret_is_refused_for_everyone(self):
        domain = "[('message_ids.body', 'ilike', 'salary')]"
        for user in (self.manager, self.owner):
            with self.assertRaisesRegex(ValidationError, CLOSED.format("Messages")):
                self.chain.with_user(user).domain = domain

    def test_a_secret_within_an_inner_filter_is_refused(self):
        self._refused(
            "Banks",
            domain="[('partner_id', 'any', [('bank_ids.acc_number', '=like', '1%')])]",
        )

    def test_a_condition_over_a_closed_field_is_refused(self):
        for values in (
            {"kind": "change", "field_name": "referred"},
            {"kind": "expression", "expression": "referred == 'A'"},
        ):
            with self.subTest(kind=values["kind"]):
                self._refused("Referred By", condition_ids=[Command.create(values)])

    def test_an_approver_rule_over_a_closed_field_is_refused(self):
        rule = {"user_id": self.approver.id, "only_if": "referred == 'A'"}
        step = self.chain.step_ids
        self._refused(
            "Referred By",
            step_ids=[Command.update(step.id, {"rule_ids": [Command.create(rule)]})],
        )

    def test_who_may_read_it_saves_and_publishes_and_nobody_else(self):
        chain = self.chain.with_user(self.owner)
        chain.domain = "[('referred', '=', 'A')]"
        with self.assertRaisesRegex(ValidationError, CLOSED.format("Referred By")):
            chain.with_user(self.manager).action_publish()

        chain.action_publish()

        self.assertEqual(chain.version_id.definition["domain"], chain.domain)

    def test_what_everyone_reads_is_not_refused(self):
        chain = self.chain.with_user(self.manager)
        chain.domain = "[('partner_id.country_id.code', '=', 'DE')]"
        chain.condition_ids = [
            Command.create({"kind": "expression", "expression": "probability < 50"})
        ]
        chain.action_publish()

        self.assertEqual(chain.version_id.definition["domain"], chain.domain)
