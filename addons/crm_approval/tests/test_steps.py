from odoo.exceptions import UserError, ValidationError

from .common import ApprovalCase


class TestSteps(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._user("ap_second", "base.group_user")
        cls.third = cls._user("ap_third", "base.group_user")
        cls.three = cls.approver | cls.second | cls.third

    def _step(self, **values):
        step = {"name": "Board", "user_ids": [(6, 0, self.three.ids)], **values}
        return (0, 0, step)

    def _publish(self, *steps, **values):
        self.chain.write({"step_ids": [(5, 0, 0), *steps], **values})
        self.chain.action_publish()

    def test_a_number_of_them_is_enough(self):
        self._publish(self._step(mode="count", quorum=2))
        request = self._ask()

        request.with_user(self.approver).action_approve()
        self.assertEqual(request.state, "pending")
        request.with_user(self.third).action_approve()

        self.assertTrue(self.lead.stage_id.is_won)

    def test_without_veto_a_rejection_is_outvoted(self):
        self._publish(self._step(mode="count", quorum=2, veto=False))
        request = self._ask()

        request.with_user(self.second).action_reject("I doubt it")
        self.assertEqual(request.state, "pending")
        request.with_user(self.approver).action_approve()
        request.with_user(self.third).action_approve()

        self.assertEqual(request.state, "approved")

    def test_out_of_reach_is_rejected(self):
        self._publish(self._step(mode="count", quorum=2, veto=False))
        request = self._ask()

        request.with_user(self.second).action_reject("no")
        request.with_user(self.third).action_reject("no")

        self.assertEqual(request.state, "rejected")

    def test_weight_counts(self):
        self._publish(
            self._step(
                mode="weight",
                quorum=3,
                rule_ids=[(0, 0, {"user_id": self.manager.id, "weight": 2})],
            )
        )
        request = self._ask()

        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "pending")
        request.with_user(self.second).action_approve()

        self.assertEqual(request.state, "approved")

    def test_parallel_steps_are_asked_together(self):
        self._publish(
            self._step(name="A", user_ids=[(6, 0, self.approver.ids)]),
            self._step(
                name="B", sequence=20, is_parallel=True, user_ids=self.second.ids
            ),
        )
        request = self._ask()

        self.assertTrue(request.with_user(self.second).can_decide)
        request.with_user(self.second).action_approve()
        self.assertEqual(request.state, "pending")
        request.with_user(self.approver).action_approve()
        self.assertEqual(request.state, "approved")

    def test_approvers_are_found_by_rule(self):
        group = self.env["res.groups"].create(
            {"name": "Ap Legal", "user_ids": [(6, 0, self.third.ids)]}
        )
        self.team.user_id = self.manager
        self.salesman.approval_manager_id = self.second
        self.second.approval_manager_id = self.outsider
        rules = [
            {"kind": "group", "group_id": group.id},
            {"kind": "leader"},
            {"kind": "manager", "levels": 2},
            {"kind": "field", "path": "create_uid.approval_manager_id"},
        ]
        self._publish(
            self._step(user_ids=False, rule_ids=[(0, 0, rule) for rule in rules])
        )

        asked = self._ask().task_ids.user_id

        self.assertEqual(asked, self.third | self.manager | self.outsider)

    def test_managers_in_a_circle_are_refused(self):
        self.salesman.approval_manager_id = self.second

        with self.assertRaisesRegex(ValidationError, "their own manager"):
            self.second.approval_manager_id = self.salesman

    def test_a_path_must_lead_to_users(self):
        with self.assertRaisesRegex(ValidationError, "does not say whom to ask"):
            self._publish(
                self._step(rule_ids=[(0, 0, {"kind": "field", "path": "stage_id"})])
            )

    def test_nobody_to_ask_can_be_skipped_on_record(self):
        self._publish(
            self._step(user_ids=False, name="Nobody", empty_policy="skip"),
            self._step(name="Second", sequence=20),
        )
        request = self._ask()

        self.assertIn("skip", request.decision_ids.mapped("verdict"))
        self.assertIn(self.approver.name, request.waiting_for)
        request.with_user(self.approver).action_approve()
        self.assertTrue(self.lead.stage_id.is_won)

    def test_nobody_to_ask_falls_back_to_a_person(self):
        self._publish(
            self._step(
                user_ids=[(6, 0, self.salesman.ids)],
                empty_policy="fallback",
                fallback_user_id=self.third.id,
            )
        )

        self.assertEqual(self._ask().task_ids.user_id, self.third)

    def test_fewer_than_needed_is_refused_when_asking(self):
        self._publish(self._step(mode="count", quorum=4))

        with self.assertRaisesRegex(UserError, "nobody else who can approve"):
            self._ask()

    def test_each_person_is_asked_once_if_the_chain_says_so(self):
        self._publish(
            self._step(name="A", user_ids=[(6, 0, self.approver.ids)]),
            self._step(name="B", sequence=20),
            ask_once=True,
        )
        request = self._ask()

        request.with_user(self.approver).action_approve()

        carried = request.decision_ids.filtered("carried_id")
        self.assertEqual(carried.carried_id.user_id, self.approver)
        self.assertTrue(self.lead.stage_id.is_won)
        self.assertFalse(request.decision_ids._broken_seals())

    def test_a_comment_can_be_demanded(self):
        self._publish(self._step(comment_required=True))
        request = self._ask().with_user(self.approver)

        with self.assertRaisesRegex(UserError, "Write a sentence"):
            request.action_approve()
        request.action_approve("Seen the contract")

        self.assertEqual(request.state, "approved")

    def test_only_steps_whose_values_moved_are_asked_again(self):
        self._publish(
            self._step(name="A", user_ids=[(6, 0, self.approver.ids)]),
            self._step(
                name="B",
                sequence=20,
                user_ids=self.second.ids,
                carry="changed",
                tolerance=5,
            ),
        )
        first = self._ask()
        first.with_user(self.approver).action_approve()
        first.with_user(self.second).action_approve()

        again = self._ask(expected_revenue=62000)
        self.assertEqual(again.previous_id, first)
        again.with_user(self.approver).action_approve()
        self.assertEqual(self.lead.expected_revenue, 62000)
        self.assertEqual(
            again.decision_ids.carried_id.request_id, first, "B was carried over"
        )

        third = self._ask(expected_revenue=64000)
        third.with_user(self.approver).action_approve()
        self.assertEqual(third.waiting_for, "Second", "6.7 % from what B approved")

    def test_everything_carried_over_is_granted_at_once(self):
        self._publish(self._step(carry="increased", tolerance=0))
        self._ask().with_user(self.approver).action_approve()

        request = self._ask(expected_revenue=55000)

        self.assertEqual(request.state, "approved")
        self.assertEqual(self.lead.expected_revenue, 55000)

    def test_a_chain_reads_as_published_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.chain.step_ids.with_context(lang="zh_CN").name = "财务"
        self.chain.action_publish()
        self.salesman.lang = "zh_CN"

        chinese = self.chain.with_context(lang="zh_CN")

        self.assertEqual((self.chain.state, chinese.state), ("published",) * 2)
        lead = self.lead.with_user(self.salesman).with_context(lang="zh_CN")
        ids = lead.action_request_approval({"stage_id": self.stage_won.id})
        request = self.env["crm.approval.request"].browse(ids)
        self.assertEqual(request.step_ids.name, "财务")
        trial = self.env["crm.approval.what.if"].with_context(lang="zh_CN")
        trial = trial.create({"chain_id": self.chain.id, "res_id": self.lead.id})
        self.assertIn("财务", trial.path_html)
