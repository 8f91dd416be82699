from odoo.exceptions import UserError, ValidationError

from .common import ApprovalCase


class TestPeople(ApprovalCase):
    """Approvers that depend on limits, on who approved before, on the requester."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._user("ap_boss", "base.group_user")
        cls.chief = cls._user("ap_chief", "base.group_user")
        cls.salesman.approval_manager_id = cls.approver
        cls.approver.approval_manager_id = cls.boss
        cls.boss.approval_manager_id = cls.chief
        cls.env["crm.team"].search([]).user_id = False

    def _step(self, *rules, **values):
        commands = [(0, 0, rule) for rule in rules]
        return (0, 0, {"name": "Line", "rule_ids": commands, **values})

    def _publish(self, *steps, **values):
        self.chain.write({"step_ids": [(5, 0, 0), *steps], **values})
        self.chain.action_publish()

    def test_the_first_manager_whose_limit_covers_the_amount_is_asked(self):
        self.approver.approval_limit = 50000
        self.boss.approval_limit = 60000
        self.chief.approval_limit = 900000
        self._publish(self._step({"kind": "limit"}))

        self.assertEqual(self._ask().task_ids.user_id, self.boss)

    def test_a_limit_counts_in_its_own_currency(self):
        other = self.env["res.currency"].create({"name": "XAP", "symbol": "x"})
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": other.id,
                "rate": 10,
                "company_id": self.env.company.id,
            }
        )
        self.approver.write(
            {"approval_limit": 599999, "approval_currency_id": other.id}
        )
        self.boss.write({"approval_limit": 600000, "approval_currency_id": other.id})
        self._publish(self._step({"kind": "limit"}))

        self.assertEqual(self._ask().task_ids.user_id, self.boss)

    def test_everyone_up_to_the_limit_can_be_asked(self):
        self.chief.approval_limit = 900000
        self._publish(self._step({"kind": "limit", "is_whole_path": True}, mode="all"))

        asked = self._ask().task_ids.user_id
        self.assertEqual(asked, self.approver | self.boss | self.chief)

    def test_no_limit_that_covers_is_no_silent_way_through(self):
        self.chief.approval_limit = 59999
        self._publish(self._step({"kind": "limit"}))

        with self.assertRaisesRegex(UserError, "nobody else who can approve"):
            self._ask()

    def test_the_manager_of_who_really_approved_is_asked_next(self):
        self.manager.approval_manager_id = self.chief
        people = (self.approver | self.manager).ids
        self._publish(
            self._step(user_ids=[(6, 0, people)]),
            self._step({"kind": "above"}, name="Above", sequence=20),
        )
        request = self._ask()
        foreseen = request.step_ids[1].task_ids.user_id
        self.assertEqual(foreseen, self.boss | self.chief)

        request.with_user(self.approver).action_approve()

        self.assertEqual(request.waiting_for, "Boss")
        request.with_user(self.boss).action_approve()
        self.assertTrue(self.lead.stage_id.is_won)

    def test_the_manager_of_a_substitute_counts(self):
        self.outsider.approval_manager_id = self.manager
        self._publish(
            self._step(user_ids=[(6, 0, self.approver.ids)]),
            self._step({"kind": "above"}, name="Above", sequence=20),
        )
        request = self._ask()
        request.with_user(self.approver).action_forward(self.outsider.id, "Please")
        request.with_user(self.outsider).action_approve()

        self.assertEqual(request.waiting_for, "Manager")

    def test_a_formula_decides_who_is_asked(self):
        rules = [
            {"user_id": self.boss.id},
            {"user_id": self.chief.id, "only_if": "expected_revenue > 100000"},
        ]
        self._publish(self._step(*rules, mode="all"), target="value")
        small = self._ask(self._lead("Small", 1000), expected_revenue=60000)
        large = self._ask(self._lead("Large", 1000), expected_revenue=200000)

        self.assertEqual(small.task_ids.user_id, self.boss)
        self.assertEqual(large.task_ids.user_id, self.boss | self.chief)

    def test_a_formula_that_cannot_be_read_is_refused(self):
        rule = {"user_id": self.boss.id, "only_if": "nothing > 3"}

        with self.assertRaisesRegex(ValidationError, "cannot be read"):
            self._publish(self._step(rule))

    def test_colleagues_of_the_requester_are_kept_out(self):
        self.team.member_ids = self.salesman | self.approver
        self._publish(
            self._step(user_ids=[(6, 0, (self.approver | self.boss).ids)]),
            exclude_team=True,
        )
        request = self._ask()

        self.assertEqual(request.task_ids.user_id, self.boss)
        with self.assertRaisesRegex(UserError, "Choose somebody else"):
            request.with_user(self.boss).action_forward(self.approver.id, "You")

    def test_people_listed_on_the_customer_are_kept_out(self):
        customer = self.env["res.partner"].create(
            {
                "name": "Customer",
                "is_company": True,
                "approval_conflict_user_ids": self.approver.ids,
            }
        )
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": customer.id}
        )
        self.chief.partner_id.parent_id = customer
        self.lead.partner_id = contact
        people = self.approver | self.boss | self.chief
        self._publish(self._step(user_ids=[(6, 0, people.ids)]), exclude_customer=True)

        self.assertEqual(self._ask().task_ids.user_id, self.boss)

    def test_the_simulator_knows_the_same_people(self):
        self.boss.approval_limit = 80000
        self.chief.approval_limit = 900000
        self._publish(self._step({"kind": "limit"}))
        trial = self.env["crm.approval.what.if"].with_user(self.manager)
        values = {"chain_id": self.chain.id, "res_id": self.lead.id}

        self.assertIn("Boss", trial.create(values).path_html)
        self.assertIn("Chief", trial.create({**values, "amount": 90000}).path_html)


class TestChoice(ApprovalCase):
    """The requester picks from the candidates of a step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._user("ap_boss", "base.group_user")
        people = cls.approver | cls.boss | cls.manager
        cls.chain.step_ids.write(
            {"user_ids": [(6, 0, people.ids)], "requester_chooses": True}
        )
        cls.chain.action_publish()
        cls.request = cls._ask(cls)
        cls.mine = cls.request.with_user(cls.salesman)
        cls.step = cls.request.step_ids

    def test_nobody_is_asked_before_the_requester_chose(self):
        self.assertIn("Salesman (chooses the approver)", self.request.waiting_for)
        self.assertTrue(self.mine.can_choose)
        self.assertTrue(self.mine.activity_ids)
        with self.assertRaisesRegex(UserError, "not for you"):
            self.request.with_user(self.boss).action_approve()

        wizard = self.env["crm.approval.choose"].with_user(self.salesman)
        wizard = wizard.create({"request_id": self.request.id})
        self.assertEqual(wizard.candidate_ids, self.step.task_ids.user_id)
        wizard.user_ids = self.boss
        wizard.action_confirm()

        self.assertEqual(self.request.waiting_for, "Boss")
        self.assertIn("choose", self.request.decision_ids.mapped("verdict"))
        self.assertFalse(self.mine.can_choose)
        self.request.with_user(self.boss).action_approve()
        self.assertTrue(self.lead.stage_id.is_won)

    def test_only_candidates_can_be_chosen(self):
        for people in (self.outsider, self.salesman, self.env["res.users"]):
            with self.assertRaisesRegex(UserError, "Choose among them"):
                self.mine.action_choose(self.step.id, people.ids)

    def test_only_the_requester_chooses_and_once(self):
        for user in (self.boss, self.manager):
            with self.assertRaisesRegex(UserError, "nobody to choose"):
                self.request.with_user(user).action_choose(self.step.id, self.boss.ids)
        self.mine.action_choose(self.step.id, self.boss.ids)
        with self.assertRaisesRegex(UserError, "nobody to choose"):
            self.mine.action_choose(self.step.id, self.manager.ids)

    def test_one_candidate_needs_no_choice(self):
        self.chain.step_ids.user_ids = self.boss
        self.chain.action_publish()
        request = self._ask(self._lead("Other", 70000))

        self.assertEqual(request.waiting_for, "Boss")
