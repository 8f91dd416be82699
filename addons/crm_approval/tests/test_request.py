from odoo.exceptions import UserError

from .common import ApprovalCase

SPEC = {"stage_id": {}, "approval_state": {}, "approval_message": {}}


class TestRequest(ApprovalCase):
    def test_saving_the_form_asks_and_keeps_the_deal_where_it_is(self):
        lead = self.lead.with_user(self.salesman)

        [values] = lead.web_save(
            {"stage_id": self.stage_won.id, "description": "<p>Signed</p>"}, SPEC
        )

        self.assertEqual(values["stage_id"], self.stage_open.id)
        self.assertEqual(values["approval_state"], "pending")
        self.assertRegex(
            values["approval_message"],
            "Waiting for Approver, Manager .Large deals: to be won, Expected Revenue",
        )
        self.assertIn("Signed", lead.description)
        self.assertEqual(
            lead.approval_request_ids.change, {"stage_id": self.stage_won.id}
        )

    def test_approving_moves_the_deal_in_the_name_of_the_requester(self):
        request = self._ask()

        request.with_user(self.approver).action_approve()

        self.assertEqual(self.lead.stage_id, self.stage_won)
        self.assertFalse(request.sudo().activity_ids, "the manager need not look")
        self.assertEqual(self.lead.write_uid, self.salesman)
        self.assertEqual(request.state, "approved")
        self.assertTrue(request.applied_on)
        self.assertFalse(self.lead.with_user(self.salesman).approval_state)

    def test_rejecting_needs_a_reason(self):
        request = self._ask()

        with self.assertRaisesRegex(UserError, "needs a reason: Salesman"):
            request.with_user(self.approver).action_reject(" ")

    def test_rejecting_explains_to_the_requester(self):
        request = self._ask()

        request.with_user(self.approver).action_reject("Margin too thin")

        self.assertEqual(self.lead.stage_id, self.stage_open)
        self.assertEqual(request.state, "rejected")
        self.assertIn("Margin too thin", self.lead.message_ids[0].body)
        self.assertIn(self.salesman.partner_id, self.lead.message_ids[0].partner_ids)
        self.assertEqual(self.lead.activity_ids.user_id, self.salesman)
        self.assertIn(
            "Margin too thin", self.lead.with_user(self.salesman).approval_message
        )

    def test_marking_the_reminder_done_decides_nothing(self):
        request = self._ask()
        activity = request.sudo().activity_ids.filtered(
            lambda act: act.user_id == self.approver
        )

        activity.with_user(self.approver).action_feedback("looks good")

        self.assertEqual(request.state, "pending")
        self.assertEqual(self.lead.stage_id, self.stage_open)

    def test_tested_values_stand_still_while_waiting(self):
        self._ask()

        with self.assertClosed("is waiting for Approver"):
            self.lead.expected_revenue = 70000
        self.lead.priority = "3"

    def test_archiving_while_waiting_is_refused(self):
        self._ask()

        with self.assertClosed("withdraw the request first"):
            self.lead.with_user(self.salesman).action_archive()

    def test_asking_twice_returns_the_request_that_waits(self):
        first = self._ask()

        self.assertEqual(self._ask(), first)
        with self.assertClosed("is waiting for"):
            self._ask(expected_revenue=80000, stage_id=self.stage_won.id)

    def test_withdrawing_frees_the_deal(self):
        request = self._ask()

        request.with_user(self.salesman).action_withdraw()
        self.lead.expected_revenue = 70000

        self.assertEqual(request.state, "withdrawn")
        self.assertFalse(request.sudo().activity_ids)

    def test_the_deal_offers_to_withdraw_to_who_may(self):
        self._ask()

        def offered(user):
            requests = self.env["crm.approval.request"].with_user(user)
            [line] = requests.record_overview("crm.lead", self.lead.id)["lines"]
            return line["can_withdraw"]

        self.assertTrue(offered(self.salesman))
        self.assertTrue(offered(self.manager))
        self.lead.user_id = self.colleague
        self.assertFalse(offered(self.colleague))

    def test_amount_and_stage_of_one_save_wait_together(self):
        self._ask(stage_id=self.stage_won.id, expected_revenue=90000)
        request = self.lead.approval_request_ids

        self.assertEqual(self.lead.expected_revenue, 60000)
        request.with_user(self.manager).action_approve()

        self.assertEqual(self.lead.expected_revenue, 90000)
        self.assertEqual(self.lead.stage_id, self.stage_won)

    def test_a_grant_covers_its_amount_and_no_other(self):
        self._ask().with_user(self.approver).action_approve()

        with self.assertClosed("needs an approval"):
            self.lead.expected_revenue = 61000
        self.lead.stage_id = self.stage_open
        self.lead.stage_id = self.stage_won

    def test_who_is_not_asked_cannot_decide(self):
        request = self._ask()

        for user in (self.salesman, self.outsider, self.env.user):
            with self.assertRaisesRegex(UserError, "not for you"):
                request.sudo().with_user(user).sudo().action_approve()

    def test_the_second_to_decide_is_told(self):
        request = self._ask()
        request.with_user(self.approver).action_approve()

        with self.assertRaisesRegex(UserError, "already decided: Approved by Approver"):
            request.with_user(self.manager).action_reject("too late")

    def test_requester_does_not_approve_himself(self):
        request = self._ask(user=self.manager)

        self.assertEqual(request.task_ids.user_id, self.approver)

    def test_nobody_left_to_approve_is_refused_at_once(self):
        self.approver.active = False

        with self.assertRaisesRegex(UserError, "has nobody else who can approve it"):
            self._ask(user=self.manager)

    def test_all_of_a_step_must_agree(self):
        self.chain.step_ids.mode = "all"
        self.chain.action_publish()
        request = self._ask()

        request.with_user(self.approver).action_approve()
        self.assertEqual(request.state, "pending")
        request.with_user(self.manager).action_approve()

        self.assertEqual(self.lead.stage_id, self.stage_won)

    def test_steps_are_asked_one_after_the_other(self):
        self.chain.step_ids = [
            (0, 0, {"name": "CEO", "sequence": 20, "user_ids": self.outsider.ids})
        ]
        self.chain.action_publish()
        request = self._ask()

        self.assertFalse(request.with_user(self.outsider).can_decide)
        request.with_user(self.approver).action_approve()
        self.assertEqual(request.waiting_for, "Outsider")
        request.with_user(self.outsider).action_approve()

        self.assertEqual(self.lead.stage_id, self.stage_won)

    def test_two_chains_apply_the_change_when_the_last_agrees(self):
        second = self._chain("Legal", self.outsider)
        second.action_publish()
        requests = self._ask()
        first, other = requests.sorted(lambda request: request.chain_id == second)

        first.with_user(self.approver).action_approve()
        self.assertEqual(self.lead.stage_id, self.stage_open)
        self.assertEqual(first.state, "approved")
        other.with_user(self.outsider).action_approve()

        self.assertEqual(self.lead.stage_id, self.stage_won)
        self.assertTrue(first.applied_on)

    def test_a_change_that_fails_is_told_and_can_be_applied_later(self):
        request = self._ask()
        self.lead.sudo().user_id = self.colleague

        request.with_user(self.approver).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertTrue(request.apply_error)
        self.assertEqual(self.lead.stage_id, self.stage_open)
        request.with_user(self.manager).action_apply()

        self.assertEqual(self.lead.stage_id, self.stage_won)

    def test_quick_create_in_the_won_column_creates_outside_and_asks(self):
        leads = self.env["crm.lead"].with_user(self.salesman)
        leads = leads.with_context(default_stage_id=self.stage_won.id)

        [values] = leads.web_save({"name": "Quick", "expected_revenue": 70000}, SPEC)

        self.assertNotEqual(values["stage_id"], self.stage_won.id)
        self.assertEqual(values["approval_state"], "pending")

    def test_won_button_asks_and_says_so(self):
        result = self.lead.with_user(self.salesman).action_set_won_rainbowman()

        self.assertEqual(result["tag"], "display_notification")
        self.assertIn("Waiting for", result["params"]["message"])
        self.assertEqual(self.lead.stage_id, self.stage_open)

    def test_list_edit_saves_what_it_may_and_asks_for_the_rest(self):
        small = self._lead("Small", 100)
        values = {"stage_id": self.stage_won.id}

        (small | self.lead).with_user(self.salesman).web_save_multi(
            [values, values], SPEC
        )

        self.assertEqual(small.stage_id, self.stage_won)
        self.assertEqual(self.lead.approval_request_ids.state, "pending")

    def test_deleting_the_deal_keeps_the_trail(self):
        request = self._ask()

        self.lead.unlink()

        self.assertEqual(request.state, "closed")
        self.assertEqual(request.name, "Rooftop solar")
        self.assertIn("close", request.decision_ids.mapped("verdict"))

    def test_merging_moves_the_trail_to_the_deal_that_remains(self):
        request = self._ask()
        head = self._lead("Head", 10, stage_id=self.stage_offer.id)

        (head | self.lead).merge_opportunity()

        self.assertEqual(request.lead_id, head)
        self.assertEqual(request.state, "closed")

    def test_a_grant_of_a_merged_deal_does_not_serve_the_other(self):
        self._ask().with_user(self.approver).action_approve()
        self.lead.stage_id = self.stage_open
        head = self._lead("Head", 60000, stage_id=self.stage_offer.id)
        (head | self.lead).merge_opportunity()

        with self.assertClosed("Head needs an approval"):
            head.stage_id = self.stage_won

    def test_chain_with_a_broken_filter_is_refused(self):
        with self.assertRaisesRegex(UserError, "does not fit opportunities"):
            self.chain.domain = "[('no_such_field', '=', 1)]"

    def test_chain_without_approver_is_not_published(self):
        self.chain.step_ids.user_ids = False

        with self.assertRaisesRegex(UserError, "cannot be published"):
            self.chain.action_publish()
