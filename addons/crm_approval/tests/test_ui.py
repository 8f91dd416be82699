from odoo.tests import HttpCase, tagged

from .common import ApprovalCast


@tagged("post_install", "-at_install")
class TestUi(ApprovalCast, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def test_a_card_dragged_to_won_waits_and_then_moves_by_itself(self):
        self.start_tour(
            "/odoo/action-crm.crm_lead_action_pipeline",
            "crm_approval_ask",
            login="ap_salesman",
        )
        self.env.invalidate_all()
        request = self.lead.approval_request_ids
        self.assertEqual(request.state, "pending")
        self.assertFalse(self.lead.stage_id.is_won)

        self.start_tour(
            "/odoo/action-crm_approval.crm_approval_request_action_mine",
            "crm_approval_approve",
            login="ap_approver",
        )
        self.env.invalidate_all()
        self.assertEqual(request.state, "approved")
        self.assertTrue(self.lead.stage_id.is_won)

    def test_a_request_is_taken_back_on_the_deal(self):
        request = self._ask()

        self.start_tour(
            f"/odoo/crm.lead/{self.lead.id}",
            "crm_approval_withdraw_on_deal",
            login="ap_salesman",
        )
        self.env.invalidate_all()
        self.assertEqual(request.state, "withdrawn")

    def test_the_requester_chooses_who_is_asked(self):
        self.chain.step_ids.requester_chooses = True
        self.chain.action_publish()

        self.start_tour(
            f"/odoo/crm.lead/{self.lead.id}",
            "crm_approval_choose",
            login="ap_salesman",
        )
        self.env.invalidate_all()
        request = self.lead.approval_request_ids
        self.assertEqual(request.waiting_for, "Approver")

    def test_a_step_keeps_a_field_still_in_the_form(self):
        self.start_tour(
            f"/odoo/crm.approval.chain/{self.chain.id}",
            "crm_approval_set_rights",
            login="ap_manager",
        )
        self.env.invalidate_all()
        [step] = self.chain.version_id.definition["steps"]
        self.assertEqual(step["rights"], {"phone": "view"})
        self._ask()

        self.start_tour(
            f"/odoo/crm.lead/{self.lead.id}",
            "crm_approval_rights_on_deal",
            login="ap_salesman",
        )

    def test_a_rejection_is_read_on_the_deal(self):
        self._ask()

        self.start_tour(
            "/odoo/action-crm_approval.crm_approval_request_action_mine",
            "crm_approval_reject",
            login="ap_approver",
        )
        self.start_tour(
            f"/odoo/crm.lead/{self.lead.id}",
            "crm_approval_read_rejection",
            login="ap_salesman",
        )

    def test_several_are_decided_at_once_and_the_counter_follows(self):
        requests = self._ask() | self._ask(self._lead("Second", 70000))

        self.start_tour("/odoo", "crm_approval_decide_many", login="ap_approver")

        self.env.invalidate_all()
        self.assertEqual(set(requests.mapped("state")), {"approved"})

    def test_reasons_are_read_in_the_report(self):
        self._ask().with_user(self.approver).action_reject("Margin too thin")

        self.start_tour(
            "/odoo/action-crm_approval.crm_approval_report_action_reasons",
            "crm_approval_read_report",
            login="ap_manager",
        )
