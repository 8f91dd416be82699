from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError

from .common import ApprovalCase


class TestAbsence(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._user("ap_second", "base.group_user")
        cls.third = cls._user("ap_third", "base.group_user")
        cls.chain.step_ids.user_ids = cls.approver
        cls.chain.action_publish()

    def _delegate(self, user, substitute, **values):
        today = fields.Date.today()
        return (
            self.env["crm.approval.delegation"]
            .with_user(user)
            .create(
                {
                    "user_id": user.id,
                    "substitute_id": substitute.id,
                    "date_from": today,
                    "date_to": today + timedelta(days=5),
                    **values,
                }
            )
        )

    def test_a_substitute_decides_and_the_evidence_says_for_whom(self):
        self._delegate(self.approver, self.second)
        request = self._ask()

        self.assertEqual(request.waiting_for, "Second")
        request.with_user(self.second).action_approve()

        row = request.decision_ids.filtered(lambda row: row.verdict == "approve")
        self.assertEqual(row.on_behalf_id, self.approver)
        self.assertFalse(request.decision_ids._broken_seals())

    def test_delegating_hands_over_what_waits_already(self):
        request = self._ask()

        self._delegate(self.approver, self.second)

        self.assertEqual(request.waiting_for, "Second")
        self.assertEqual(request.sudo().activity_ids.user_id, self.second)

    def test_a_circle_changes_nothing(self):
        self._delegate(self.approver, self.second)
        self._delegate(self.second, self.approver)

        self.assertEqual(self._ask().waiting_for, "Approver")

    def test_a_chain_of_substitutes_is_followed(self):
        self._delegate(self.approver, self.second)
        self._delegate(self.second, self.third)

        self.assertEqual(self._ask().waiting_for, "Third")

    def test_scope_and_amount_limit_a_delegation(self):
        self._delegate(self.approver, self.second, max_amount=1000)
        self.assertEqual(self._ask().waiting_for, "Approver")

    def test_the_requester_never_stands_in(self):
        self._delegate(self.approver, self.salesman)

        self.assertEqual(self._ask().waiting_for, "Approver")

    def test_out_of_office_goes_to_the_manager(self):
        self.approver.approval_manager_id = self.third
        self.approver.out_of_office_from = fields.Datetime.now() - timedelta(hours=1)

        self.assertEqual(self._ask().waiting_for, "Third")

    def test_somebody_who_left_is_replaced(self):
        self.chain.step_ids.write({"fallback_user_id": self.third.id})
        self.chain.action_publish()
        request = self._ask()

        self.approver.active = False
        self.env["crm.approval.request.step"]._act_on_time()

        self.assertEqual(request.waiting_for, "Third")

    def test_a_delegation_needs_another_person(self):
        with self.assertRaisesRegex(ValidationError, "needs another person"):
            self._delegate(self.approver, self.approver)

    def test_nobody_delegates_what_is_not_theirs(self):
        today = fields.Date.today()
        delegations = self.env["crm.approval.delegation"].with_user(self.outsider)

        with self.assertRaises(AccessError):
            delegations.create(
                {
                    "user_id": self.approver.id,
                    "substitute_id": self.outsider.id,
                    "date_to": today,
                }
            )


@freeze_time("2026-03-02 08:00:00")  # a Monday
class TestDeadlines(ApprovalCase):
    def _publish(self, **values):
        self.chain.step_ids.write({"user_ids": [(6, 0, self.approver.ids)], **values})
        self.chain.action_publish()
        self.env.company.resource_calendar_id.tz = "UTC"
        return self._ask()

    def _later(self, moment):
        with freeze_time(moment):
            self.env["crm.approval.request.step"]._act_on_time()

    def test_deadlines_count_working_hours_and_wake_up_exactly(self):
        request = self._publish(remind_hours=4, deadline_hours=10)
        step = request.step_ids

        self.assertEqual(str(step.remind_at), "2026-03-02 12:00:00")
        self.assertEqual(str(step.deadline.date()), "2026-03-03")
        cron = self.env.ref("crm_approval.ir_cron_deadlines")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(step.deadline, triggers.mapped("call_at"))

    def test_the_cron_runs(self):
        request = self._publish(deadline_hours=2, on_deadline="reject")

        with freeze_time("2026-03-04 10:00:00"), self.enter_registry_test_mode():
            self.env.ref("crm_approval.ir_cron_deadlines").method_direct_trigger()

        self.env.invalidate_all()
        self.assertEqual(request.state, "rejected")

    def test_a_reminder_is_sent_once(self):
        request = self._publish(remind_hours=1)

        self._later("2026-03-02 10:00:00")
        self._later("2026-03-02 11:00:00")

        reminders = request.message_ids.filtered(
            lambda message: "still waiting: Approver" in message.body
        )
        self.assertEqual(len(reminders), 1)
        notices = self.env["crm.approval.notice"].search([("kind", "=", "late")])
        self.assertEqual(notices.user_id, self.approver)

    def test_time_up_rejects_if_the_chain_says_so(self):
        request = self._publish(deadline_hours=2, on_deadline="reject")

        self._later("2026-03-04 10:00:00")

        self.assertEqual(request.state, "rejected")
        self.assertIn("timeout", request.decision_ids.mapped("verdict"))
        self.assertIn("Time was up on", request._message_on_lead())

    def test_time_up_approves_if_the_chain_says_so(self):
        request = self._publish(deadline_hours=2, on_deadline="approve")

        self._later("2026-03-04 10:00:00")

        self.assertEqual(request.state, "approved")
        self.assertTrue(self.lead.stage_id.is_won)

    def test_time_up_hands_on_to_the_manager(self):
        self.approver.approval_manager_id = self.outsider
        request = self._publish(deadline_hours=2, on_deadline="hand_on")

        self._later("2026-03-04 10:00:00")

        self.assertEqual(request.waiting_for, "Outsider")

    def test_an_open_question_stops_the_clock(self):
        request = self._publish(deadline_hours=2, on_deadline="reject")
        request.with_user(self.approver).action_ask_question("Why?")

        self._later("2026-03-04 10:00:00")
        self.assertEqual(request.state, "pending")
        with freeze_time("2026-03-04 10:00:00"):
            request.with_user(self.salesman).action_answer("Because")

        self.assertEqual(str(request.step_ids.deadline), "2026-03-04 12:00:00")

    def test_nobody_calls_time_before_it_is_up(self):
        request = self._publish(deadline_hours=2, on_deadline="approve")

        with self.assertRaisesRegex(AccessError, "nothing to decide"):
            request._record("timeout", "x", request.step_ids)
