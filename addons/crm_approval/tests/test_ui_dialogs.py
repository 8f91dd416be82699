from odoo.tests import HttpCase, tagged

from .common import ApprovalCast


@tagged("post_install", "-at_install")
class TestUiDialogs(ApprovalCast, HttpCase):
    """What people click besides Approve and Reject."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def _open(self, record, tour, login="ap_approver"):
        self.start_tour(f"/odoo/{record._name}/{record.id}", tour, login=login)
        self.env.invalidate_all()

    def test_a_returned_request_is_read_on_the_deal(self):
        request = self._ask()

        self._open(request, "crm_approval_return")

        self.assertEqual(request.state, "returned")
        self._open(self.lead, "crm_approval_correct", login="ap_salesman")

    def test_a_step_that_demands_a_file_gets_one(self):
        self.chain.step_ids.attachment_required = True
        self.chain.action_publish()
        request = self._ask()

        self._open(request, "crm_approval_attach")

        self.assertEqual(request.state, "approved")

    def test_a_step_that_demands_the_password_asks_for_it(self):
        self.chain.step_ids.identity_required = True
        self.chain.action_publish()
        request = self._ask()

        self._open(request, "crm_approval_password")

        self.assertEqual(request.state, "approved")

    def test_what_happens_afterwards_is_set_up_and_happens(self):
        self._open(self.chain, "crm_approval_outcome", login="ap_manager")

        self._ask().with_user(self.approver).action_approve()

        self.assertEqual(self.lead.priority, "3")

    def test_open_requests_are_moved_after_a_look_at_both_versions(self):
        request = self._ask()
        self.chain.min_amount = 40000
        self.chain.action_publish()

        self._open(self.chain, "crm_approval_move", login="ap_manager")

        self.assertEqual(request.state, "moved")
        pending = self.lead.approval_request_ids.filtered(
            lambda found: found.state == "pending"
        )
        self.assertEqual(pending.version_id, self.chain.version_id)

    def test_a_decision_that_was_carried_over_leads_to_where_it_was_made(self):
        second = self._user("ap_second", "base.group_user")
        self.chain.step_ids.write({"carry": "changed", "looks_at": "priority"})
        self.chain.step_ids = [
            (0, 0, {"name": "CEO", "sequence": 20, "user_ids": second.ids})
        ]
        self.chain.action_publish()
        request = self._ask()
        request.with_user(self.approver).action_approve()
        request.with_user(second).action_return("The freight is missing")
        self.lead.with_user(self.salesman).expected_revenue = 70000

        self._open(self._ask(), "crm_approval_carried")

    def test_the_past_tells_what_it_knows(self):
        self.chain.active = False
        draft = self._chain("Rises", self.approver, target="value", min_amount=0)
        draft.condition_ids = [
            (0, 0, {"field_name": "expected_revenue", "change": "increase"})
        ]
        self.env.cr.precommit.run()
        self.lead.expected_revenue = 70000
        self.env.flush_all()
        self.env.cr.precommit.run()

        self._open(draft, "crm_approval_back_test", login="ap_manager")
