from odoo.exceptions import AccessError

from .common import ApprovalCase


class TestMigrate(ApprovalCase):
    """Requests in flight follow a newer version only when somebody moves them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._user("ap_second", "base.group_user")
        cls.chain.step_ids.user_ids = cls.approver
        cls.chain.step_ids = [
            (0, 0, {"name": "CEO", "sequence": 20, "user_ids": cls.manager.ids})
        ]
        cls.chain.action_publish()
        cls.request = cls._ask(cls)
        cls.request.with_user(cls.approver).action_approve()
        cls.finance, cls.ceo = cls.chain.step_ids

    def _wizard(self, user=None):
        wizards = self.env["crm.approval.migrate"].with_user(user or self.manager)
        return wizards.create({"chain_id": self.chain.id})

    def _new_request(self):
        return self.lead.approval_request_ids.filtered(
            lambda request: request.state == "pending"
        )

    def test_the_difference_is_told_in_words(self):
        self.ceo.write({"user_ids": [(6, 0, self.second.ids)], "name": "Board"})
        self.chain.min_amount = 40000
        self.chain.action_publish()

        wizard = self._wizard()

        self.assertEqual(wizard.request_ids, self.request)
        for words in ("Step CEO", "Step Board", "Second", "40,000.00"):
            self.assertIn(words, wizard.diff_html)
        self.assertNotIn("Step Finance", wizard.diff_html, "it did not change")
        self.assertIn("Second", wizard.preview_html)
        self.assertIn("Approver", wizard.preview_html)
        self.assertEqual(self.request.state, "pending", "looking moves nothing")

    def test_a_moved_request_carries_what_was_approved(self):
        self.ceo.user_ids = self.second
        self.chain.action_publish()

        self._wizard().action_move()

        new = self._new_request()
        self.assertEqual(self.request.state, "moved")
        self.assertEqual(new.moved_from_id, self.request)
        self.assertEqual(new.version_id, self.chain.version_id)
        self.assertEqual(new.requester_id, self.salesman)
        self.assertEqual(new.waiting_for, "Second")
        carried = new.decision_ids.filtered("carried_id").carried_id
        self.assertEqual(carried.user_id, self.approver)
        for request in (self.request, new):
            moved = request.decision_ids.filtered(lambda row: row.verdict == "move")
            self.assertEqual(moved.user_id, self.env.user.browse(self.manager.id))
            self.assertFalse(request.decision_ids._broken_seals())

        new.with_user(self.second).action_approve()
        self.assertTrue(self.lead.stage_id.is_won)

    def test_a_version_that_tests_more_asks_everyone_again(self):
        self.chain.domain = "[('priority', '=', '0')]"
        self.chain.action_publish()

        self._wizard().action_move()

        self.assertEqual(self._new_request().waiting_for, "Approver")

    def test_moving_never_approves(self):
        self.ceo.unlink()
        self.chain.action_publish()
        wizard = self._wizard()
        self.assertIn("stays under version", wizard.preview_html)

        result = wizard.action_move()

        self.assertIn("stays under version", result["params"]["message"])
        self.assertEqual(self.request.state, "pending")
        self.assertFalse(self.lead.stage_id.is_won)

    def test_a_version_that_would_not_ask_moves_nothing(self):
        self.chain.min_amount = 900000
        self.chain.action_publish()

        result = self._wizard().action_move()

        self.assertIn("would not ask", result["params"]["message"])
        self.assertEqual(self.request.state, "pending")
        self.assertFalse(self.lead.stage_id.is_won)

    def test_nobody_else_moves_requests(self):
        for user in (self.salesman, self.approver):
            with self.assertRaises(AccessError):
                self._wizard(user)

    def test_a_later_request_does_not_inherit_the_carry(self):
        self.ceo.user_ids = self.second
        self.chain.action_publish()
        self._wizard().action_move()
        self._new_request().with_user(self.second).action_reject("No")

        self.assertEqual(self._ask().waiting_for, "Approver")
