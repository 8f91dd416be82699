from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..models.notice import message
from .common import ApprovalCase

NOON = "2099-03-02 12:00:00"


@freeze_time(NOON)
class TestNotices(ApprovalCase):
    """Approvers are told by e-mail or in the inbox, in their rhythm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notices = cls.env["crm.approval.notice"]
        cls.approver.tz = "UTC"

    def setUp(self):
        super().setUp()
        mails = type(self.env["mail.mail"])
        self.startPatcher(patch.object(mails, "send_after_commit", lambda mails: None))

    def _tell(self, moment=NOON):
        """Run the cron at a moment; return the mails to the approver of this run."""
        known = self._mails()
        with freeze_time(moment), self.enter_registry_test_mode():
            cron = self.env.ref("crm_approval.ir_cron_notices")
            cron.method_direct_trigger()
        self.env.invalidate_all()
        return self._mails() - known

    def _mails(self):
        partner = self.approver.partner_id
        return self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)])

    def _wake_ups(self):
        cron = self.env.ref("crm_approval.ir_cron_notices")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        return sorted(map(str, triggers.mapped("call_at")))

    def _ask_many(self, count, name="Deal"):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"{name} {number}",
                    "type": "opportunity",
                    "expected_revenue": 60000,
                    "user_id": self.salesman.id,
                    "stage_id": self.stage_open.id,
                }
                for number in range(count)
            ]
        )
        ids = leads.with_user(self.salesman).action_request_approval(
            {"stage_id": self.stage_won.id}
        )
        return self.env["crm.approval.request"].browse(ids)

    def test_an_e_mail_says_who_asks_what_and_why_with_links_that_decide(self):
        self._ask()

        mail = self._tell()

        self.assertEqual(mail.subject, "To approve: Rooftop solar (Large deals)")
        body = mail.body_html
        self.assertIn("Salesman asks for your approval.", body)
        self.assertIn("60,000.00", body)
        self.assertIn("\N{GREATER-THAN OR EQUAL TO}", body)
        self.assertIn("ApWon", body)
        self.assertIn("verdict=approve", body)
        self.assertIn("verdict=reject", body)
        self.assertIn("/odoo/crm.approval.request/", body)

    def test_a_burst_is_one_message_and_the_next_one_waits_a_little(self):
        self._ask_many(25)

        mail = self._tell()
        self.assertEqual(mail.subject, "25 approvals wait for you")
        self.assertEqual(mail.body_html.count("verdict=approve"), 20)
        self.assertIn("5 more in", " ".join(mail.body_html.split()))
        self.assertFalse(self._tell("2099-03-02 12:00:30"))

        with freeze_time("2099-03-02 12:01:00"):
            self._ask_many(2, "Later")
        self.assertFalse(self._tell("2099-03-02 12:01:00"))
        self.assertEqual(
            self._tell("2099-03-02 12:10:00").subject, "2 approvals wait for you"
        )

    def test_nothing_is_sent_in_quiet_hours_and_everything_after(self):
        self.approver.write(
            {"tz": "Asia/Shanghai", "approval_quiet_from": 18, "approval_quiet_to": 8}
        )
        self._ask()

        self.assertFalse(self._tell())  # 20:00 in Shanghai
        self.assertFalse(self._tell("2099-03-02 23:59:59"))
        self.assertIn("2099-03-03 00:00:00", self._wake_ups())
        self.assertTrue(self._tell("2099-03-03 00:00:00"))

    def test_who_chose_quiet_hours_after_the_request_is_left_alone(self):
        self._ask()
        self.approver.write({"approval_quiet_from": 11, "approval_quiet_to": 14})

        self.assertFalse(self._tell())
        self.assertTrue(self._tell("2099-03-02 14:00:00"))

    def test_a_server_that_was_down_does_not_wake_people_up(self):
        self._ask()
        self.env.cr.execute(
            "UPDATE res_users SET approval_quiet_from = 11, approval_quiet_to = 14"
        )
        self.env.invalidate_all()

        self.assertFalse(self._tell())
        self.assertTrue(self._tell("2099-03-02 14:00:00"))

    def test_a_digest_comes_once_an_hour_or_once_a_day(self):
        for rhythm, moment in (
            ("hour", "2099-03-02 13:00:00"),
            ("day", "2099-03-03 08:00:00"),
        ):
            with self.subTest(rhythm):
                self.approver.approval_rhythm = rhythm
                request = self._ask_many(1, rhythm)

                self.assertFalse(self._tell())
                self.assertIn(moment, self._wake_ups())
                self.assertTrue(self._tell(moment))
                request.with_user(self.approver).action_approve()

    def test_what_was_decided_meanwhile_is_not_told(self):
        self.approver.approval_rhythm = "hour"
        first, second = self._ask_many(2)
        first.with_user(self.approver).action_approve()

        mail = self._tell("2099-03-02 13:00:00")

        self.assertEqual(mail.subject, f"To approve: {second.display_name}")
        second.with_user(self.approver).action_approve()
        self._ask_many(1, "Third").with_user(self.salesman).action_withdraw()
        self.assertFalse(self._tell("2099-03-02 14:00:00"))
        self.assertFalse(self.notices.search([("sent_on", "=", False)]))

    def test_a_task_handed_on_is_told_to_the_substitute_with_whose_it_is(self):
        task = self._ask().task_ids.filtered(lambda task: task.user_id == self.approver)
        task._hand_to(self.outsider)

        self.assertFalse(self._tell())
        partner = self.outsider.partner_id
        mail = self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)])
        self.assertIn("in the place of Approver", mail.body_html)

    def test_the_inbox_gets_it_without_links_that_decide(self):
        self.approver.notification_type = "inbox"
        request = self._ask()

        self.assertFalse(self._tell())
        message = self.env["mail.message"].search(
            [("notification_ids.res_partner_id", "=", self.approver.partner_id.id)]
        )
        self.assertEqual((message.model, message.res_id), (request._name, request.id))
        self.assertIn("Salesman asks for your approval.", message.body)
        self.assertNotIn("decide/", message.body)

    def test_nobody_but_administrators_reads_the_message_with_the_links(self):
        self._ask()
        mail = self._tell()

        for user in (self.salesman, self.manager):
            with self.assertRaises(AccessError):
                mail.with_user(user).read(["body_html"])
            message = mail.mail_message_id.with_user(user)
            with self.assertRaises(AccessError):
                message.read(["body"])

    def test_a_failure_loses_nothing_and_tells_nothing_twice(self):
        self._ask()

        def broken(env, user, *_rest):
            env["mail.mail"].create({"subject": "half", "body_html": "half"})
            raise ValueError(user.login)

        with (
            patch.object(message, "_send_mail", broken),
            mute_logger("odoo.addons.crm_approval.models.notice.crm_approval_notice"),
        ):
            self.assertFalse(self._tell())

        self.assertFalse(self.env["mail.mail"].search([("subject", "=", "half")]))
        self.assertFalse(self._tell("2099-03-02 12:59:00"))
        self.assertEqual(len(self._tell("2099-03-02 13:00:00")), 1)
        self.assertFalse(self._tell("2099-03-02 14:00:00"))

    def test_the_answer_to_a_question_is_told(self):
        request = self._ask()
        self._tell()
        request.with_user(self.approver).action_ask_question("Who installs it?")
        request.with_user(self.salesman).action_answer("Our own team")

        mail = self._tell("2099-03-02 12:10:00")

        self.assertIn("Salesman answers: Our own team", mail.body_html)

    def test_the_requester_is_not_told_in_quiet_hours_either(self):
        self.salesman.write({"approval_quiet_from": 11, "approval_quiet_to": 14})
        self._ask().with_user(self.approver).action_reject("Margin too thin")

        message = self.lead.message_ids.filtered(
            lambda message: "Margin too thin" in message.body
        )[:1]
        self.assertFalse(message.notification_ids)
        planned = self.env["mail.message.schedule"].search(
            [("mail_message_id", "=", message.id)]
        )
        self.assertEqual(str(planned.scheduled_datetime), "2099-03-02 14:00:00")

    def test_the_message_is_in_the_language_of_the_approver(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        modules = self.env["ir.module.module"]
        modules._load_module_terms(["crm_approval"], ["zh_CN"])
        self.approver.lang = "zh_CN"
        self._ask()

        mail = self._tell()

        self.assertRegex(mail.subject, "^待审批.Rooftop solar")
        self.assertIn("Salesman 请您审批。", mail.body_html)
        self.assertIn("申请赢单", mail.body_html)

    def test_everyone_sets_their_own_habits_and_nobody_else_s(self):
        own = self.approver.with_user(self.approver)
        own.write({"approval_rhythm": "day", "approval_day_at": 9.5})
        self.assertEqual(own.read(["approval_rhythm"])[0]["approval_rhythm"], "day")

        with self.assertRaises(AccessError):
            self.approver.with_user(self.outsider).approval_rhythm = "now"
        with self.assertRaisesRegex(ValidationError, "hours of Approver go from"):
            own.approval_quiet_to = 24

    def test_asking_for_many_costs_the_same_as_asking_for_few(self):
        def count(number):
            requests = self._ask_many(number, f"Batch {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.notices._queue(requests.task_ids)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(40), count(3))

    def test_telling_many_costs_about_the_same_as_telling_few(self):
        def count(number, moment):
            self.approver.approval_rhythm = "hour"
            with freeze_time(moment):
                self._ask_many(number, f"Digest {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(
                fields.Datetime.add(fields.Datetime.to_datetime(moment), hours=1)
            ):
                self.notices._tell(self.approver)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2, "2099-03-02 12:00:00")
        few = count(3, "2099-03-02 14:00:00")
        self.assertLessEqual(count(18, "2099-03-02 16:00:00"), few + 4)
