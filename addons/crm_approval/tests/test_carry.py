from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError

from .common import ApprovalCase


class TestCarry(ApprovalCase):
    """Asked again after a correction: only steps whose values moved decide anew."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._user("ap_second", "base.group_user")
        cls.deputy = cls._user("ap_deputy", "base.group_user")
        cls.chain.write(
            {
                "domain": "[('priority', 'in', ['1', '2', '3'])]",
                "step_ids": [
                    (5, 0, 0),
                    cls._step("Priority", cls.approver, "priority"),
                    cls._step("Amount", cls.second, "expected_revenue", sequence=20),
                ],
            }
        )
        cls.chain.action_publish()
        cls.lead.priority = "1"

    @classmethod
    def _step(cls, name, user, looks_at, **values):
        values = {"sequence": 10, "carry": "changed", "looks_at": looks_at, **values}
        return (0, 0, {"name": name, "user_ids": user.ids, **values})

    def _decide_and_ask_again(self, **values):
        request = self._ask()
        request.with_user(self.approver).action_approve()
        request.with_user(self.second).action_return("Correct it")
        self.lead.with_user(self.salesman).write(values)
        return self._ask()

    def test_a_step_that_does_not_look_at_the_change_is_carried_over(self):
        request = self._decide_and_ask_again(expected_revenue=70000)

        self.assertEqual(request.waiting_for, "Second")
        task = request.task_ids.filtered(lambda task: task.user_id == self.approver)
        self.assertEqual(task.carried_id.request_id, request.previous_id)
        self.assertIn("Approved: Approver", task.carried_id.display_name)
        self.assertTrue(request.has_carried)

    def test_a_step_that_looks_at_the_change_is_asked_again(self):
        request = self._decide_and_ask_again(priority="3")

        self.assertEqual(request.waiting_for, "Approver")
        self.assertFalse(request.has_carried)

    def test_what_the_chain_protects_always_counts(self):
        self.chain.write(
            {"target": "stage", "stage_ids": (self.stage_offer | self.stage_won).ids}
        )
        self.chain.action_publish()
        request = self._ask(stage_id=self.stage_offer.id)
        request.with_user(self.approver).action_approve()
        request.with_user(self.second).action_return("Not so fast")

        request = self._ask(stage_id=self.stage_won.id)

        self.assertEqual(request.waiting_for, "Approver")

    def test_the_answer_of_a_substitute_is_carried_over_too(self):
        self.approver.approval_manager_id = self.deputy
        self.approver.out_of_office_from = fields.Datetime.now() - timedelta(days=1)
        request = self._ask()
        request.with_user(self.deputy).action_approve()
        request.with_user(self.second).action_return("Correct it")
        self.lead.with_user(self.salesman).expected_revenue = 70000

        request = self._ask()

        self.assertEqual(request.waiting_for, "Second")
        request.with_user(self.second).action_approve()
        self.assertTrue(self.lead.stage_id.is_won)
        self.assertFalse(request._broken_rows())

    def test_the_earlier_request_opens_for_who_may_read_it(self):
        request = self._decide_and_ask_again(expected_revenue=70000)
        task = request.task_ids.filtered("carried_id").with_user(self.salesman)

        action = task.action_view_carried()

        self.assertEqual(action["res_id"], request.previous_id.id)

    def test_the_evidence_brings_the_request_that_it_rests_on(self):
        request = self._decide_and_ask_again(expected_revenue=70000)
        request.with_user(self.second).action_approve()

        evidence = request.with_user(self.second)._evidence()

        [earlier] = evidence["earlier_requests"]
        self.assertEqual(earlier["request"]["id"], request.previous_id.id)
        self.assertTrue(evidence["intact"])

    def test_a_forged_decision_that_was_carried_over_is_found(self):
        request = self._decide_and_ask_again(expected_revenue=70000)
        carried = request.task_ids.carried_id
        self.env.cr.execute(
            "ALTER TABLE crm_approval_decision DISABLE TRIGGER USER;"
            "UPDATE crm_approval_decision SET reason = 'forged' WHERE id = %s;"
            "ALTER TABLE crm_approval_decision ENABLE TRIGGER USER",
            [carried.id],
        )
        self.env.invalidate_all()

        self.assertEqual(request._broken_rows(), carried)
        told = request.with_user(self.second).action_verify()
        self.assertIn("changed the database by hand", told["params"]["message"])

    def test_a_step_cannot_look_at_what_records_do_not_have(self):
        with self.assertRaisesRegex(ValidationError, "cannot look at x_nothing"):
            self.chain.step_ids[0].looks_at = "priority, x_nothing"
