from odoo.exceptions import UserError

from .common import ApprovalCase


class TestVerbs(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._user("ap_second", "base.group_user")
        cls.chain.step_ids.user_ids = cls.approver
        cls.chain.step_ids.carry = "changed"
        cls.chain.step_ids = [
            (0, 0, {"name": "CEO", "sequence": 20, "user_ids": cls.manager.ids})
        ]
        cls.chain.action_publish()

    def test_returned_requests_are_corrected_and_carry_what_is_unchanged(self):
        request = self._ask()
        request.with_user(self.approver).action_approve()
        request.with_user(self.manager).action_return("Attach the contract")

        self.assertEqual(request.state, "returned")
        self.assertIn(
            "Attach the contract", self.lead.with_user(self.salesman).approval_message
        )
        again = self._ask()

        self.assertEqual(again.previous_id, request)
        self.assertEqual(again.waiting_for, "Manager")

    def test_forwarding_lets_somebody_else_decide(self):
        request = self._ask()

        request.with_user(self.approver).action_forward(self.second.id, "On leave")
        with self.assertRaisesRegex(UserError, "not for you"):
            request.with_user(self.approver).action_approve()
        request.with_user(self.second).action_approve()

        self.assertEqual(request.waiting_for, "Manager")

    def test_nobody_forwards_to_the_requester_or_twice(self):
        request = self._ask().with_user(self.approver)

        for user in (self.salesman, self.approver):
            with self.assertRaisesRegex(UserError, "Choose somebody else"):
                request.action_forward(user.id, "You do it")

    def test_a_signer_before_is_asked_first(self):
        request = self._ask()

        request.with_user(self.approver).action_add_signer(
            self.second.id, "before", "Legal must look first"
        )
        self.assertEqual(request.waiting_for, "Second")
        request.with_user(self.second).action_approve()
        self.assertEqual(request.waiting_for, "Approver")

    def test_a_signer_after_is_asked_next(self):
        request = self._ask()

        request.with_user(self.approver).action_add_signer(
            self.second.id, "after", "Legal must look too"
        )
        request.with_user(self.approver).action_approve()
        self.assertEqual(request.waiting_for, "Second")
        request.with_user(self.second).action_approve()
        self.assertEqual(request.waiting_for, "Manager")
        request.with_user(self.manager).action_approve()

        self.assertTrue(self.lead.stage_id.is_won)

    def test_a_question_is_asked_and_answered(self):
        request = self._ask()

        request.with_user(self.approver).action_ask_question("Who installs it?")
        self.assertTrue(request.is_question_open)
        self.assertIn("Who installs it?", self.lead.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "nothing to decide"):
            request.with_user(self.manager).action_answer("Me")
        request.with_user(self.salesman).action_answer("Our own team")

        self.assertFalse(request.is_question_open)
        self.assertIn("Our own team", request.message_ids[0].body)

    def test_verbs_are_for_those_whose_turn_it_is(self):
        request = self._ask().with_user(self.manager)
        calls = [
            lambda: request.action_return("x"),
            lambda: request.action_forward(self.second.id, "x"),
            lambda: request.action_add_signer(self.second.id, "after", "x"),
            lambda: request.action_ask_question("x"),
        ]

        for call in calls:
            with self.assertRaisesRegex(UserError, "not for you"):
                call()

    def test_many_at_once_give_a_result_for_each(self):
        other = self._lead("Wind park", 70000)
        requests = self._ask() | self._ask(other)
        requests[0].with_user(self.approver).action_approve()

        result = requests.with_user(self.approver).action_approve()

        message = result["params"]["message"]
        self.assertIn("1 decided", message)
        self.assertIn("Rooftop solar", message)
        self.assertEqual(requests[1].waiting_for, "Manager")

    def test_the_wizard_does_what_the_verb_says(self):
        request = self._ask()
        wizard = self.env["crm.approval.request.act"].with_user(self.approver)
        wizard.create(
            {
                "request_ids": request.ids,
                "verb": "forward",
                "user_id": self.second.id,
                "reason": "You know them",
            }
        ).action_confirm()

        self.assertEqual(request.waiting_for, "Second")
