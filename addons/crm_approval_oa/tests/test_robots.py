from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tools import mute_logger

from .common import OaCase

ROBOTS = ("dingtalk_robot", "wecom_robot", "feishu_robot")
MODEL = "odoo.addons.crm_approval_oa.models.crm_approval_oa_message_delivery"


class TestRobots(OaCase):
    def test_each_robot_gets_a_card_that_calls_the_approver_and_opens_odoo(self):
        channels = [self._channel(kind) for kind in ROBOTS]

        self._ask()
        self._deliver()

        for channel in channels:
            self.assertEqual(self._messages(channel).state, "sent", channel.kind)
        dingtalk, feishu, wecom = self.oa.taken
        self.assertIn("Rooftop solar", dingtalk["actionCard"]["title"])
        self.assertEqual(dingtalk["at"], {"atUserIds": ["manager01"]})
        self.assertIn("res_id=", dingtalk["actionCard"]["singleURL"])
        self.assertIn("<@zhangsan>", wecom["markdown"]["content"])
        self.assertIn("ou_1", str(feishu["card"]["body"]))

    def test_a_group_is_told_no_amounts_unless_it_should(self):
        quiet = self._channel("dingtalk_robot")
        self._ask()
        self._deliver()
        self.assertNotIn("60,000", str(self.oa.taken))

        quiet.show_details = True
        self._ask(self._lead("Second roof", 70000))
        self._deliver()

        self.assertIn("70,000", str(self.oa.taken[-1]))

    def test_a_name_that_is_markup_calls_nobody(self):
        self._channel("dingtalk_robot", mention=False)
        self._channel("feishu_robot", mention=False)

        self._ask(
            self._lead('<at user_id="all"> @all [x](https://evil.example)', 60000)
        )
        self._deliver()

        self.assertEqual(len(self.oa.taken), 2)
        text = self.oa.taken[0]["actionCard"]["text"]
        self.assertNotIn("<at", text)
        self.assertNotIn("@all", text)
        self.assertNotIn("[x](", text)

    def test_a_failure_under_http_200_is_a_failure(self):
        for kind, body in (
            ("dingtalk_robot", {"errcode": -1, "errmsg": "system busy"}),
            ("wecom_robot", {"errcode": "-1", "errmsg": "system busy"}),
            ("feishu_robot", {"code": 11232, "msg": "frequency limited"}),
        ):
            with self.subTest(kind=kind):
                self.oa.forget()
                channel = self._channel(kind)
                self.oa.fail("answer", body=body)
                self._ask(self._lead(f"Roof {kind}", 60000))

                self._deliver()
                message = self._messages(channel)
                self.assertEqual(message.state, "failed")
                self.assertFalse(message.sent_at)
                self._deliver()

                self.assertEqual(self._messages(channel).state, "sent")
                self.assertEqual(len(self.oa.taken), 1)
                channel.active = False

    def test_whatever_goes_wrong_on_the_way_it_arrives_in_the_end(self):
        channel = self._channel("dingtalk_robot")
        for fault in (
            {"kind": "drop"},
            {"kind": "lose"},
            {"kind": "html"},
            {"kind": "huge"},
            {"kind": "status", "code": 500},
            {"kind": "status", "code": 503, "body": "down"},
        ):
            with self.subTest(fault=fault):
                self.oa.forget()
                self.oa.fail(**fault)
                self._ask(self._lead(f"Roof {fault}", 60000))

                self._deliver()
                self.assertEqual(self._messages(channel)[-1].state, "failed")
                self._deliver()

                self.assertEqual(self._messages(channel)[-1].state, "sent")
                self.assertEqual(len(self.oa.taken), 1)

    def test_a_vendor_that_is_away_costs_no_tries(self):
        channel = self._channel("wecom_robot", max_tries=1)
        address = f"{self.oa.url.rsplit(':', 1)[0]}:9/cgi-bin/webhook/send?key=1"
        self.env["ir.config_parameter"].set_param(
            "crm_approval_oa.allowed_origins", f"{self.oa.url} http://127.0.0.1:9"
        )
        channel.address = address
        self._ask()

        self._deliver()
        self._deliver()

        self.assertEqual(self._messages(channel).state, "failed")
        self.assertEqual(self._messages(channel).tries, 0)
        self.assertRegex(self._messages(channel).error, "cannot be reached")

    def test_a_wrong_signature_stops_the_channel_and_tells_who_is_responsible(self):
        channel = self._channel("dingtalk_robot", signing="SECwrong" + "0" * 20)
        first = self._ask()
        second = self._ask(self._lead("Second roof", 60000))

        self._deliver(make_due=False)

        self.assertEqual(set(self._messages().mapped("state")), {"failed", "pending"})
        self.assertRegex(
            channel.problem, r"310000 \(sign not match\)\. Compare the security"
        )
        self.assertEqual(self.oa.count("/robot/send"), 1)
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.manager.partner_id.ids)], limit=1
        )
        self.assertIn("310000", told.body)

        channel.signing = self._channel("dingtalk_robot").sudo().signing_secret
        self._deliver(make_due=False)
        sent = self._messages(channel).filtered(lambda one: one.state == "sent")
        self.assertEqual(sent.request_id, first | second)
        self.assertFalse(channel.problem)

    def test_a_message_that_will_never_do_is_shown_and_can_be_sent_again(self):
        channel = self._channel("wecom_robot")
        self.oa.fail("answer", body={"errcode": 40058, "errmsg": "too long"})
        self._ask()
        self._deliver()
        message = self._messages(channel)
        self.assertEqual(message.state, "dead")
        self.assertRegex(message.error, r"40058 \(too long\)")
        self.assertEqual(channel.dead_count, 1)

        with self.assertRaisesRegex(AccessError, "Only a Sales Administrator"):
            message.with_user(self.salesman).action_send_again()
        message.with_user(self.manager).action_send_again()
        self._deliver()

        self.assertEqual(self._messages(channel).state, "sent")
        with self.assertRaisesRegex(UserError, "was not given up"):
            message.with_user(self.manager).action_send_again()

    def test_after_too_many_failures_it_is_given_up(self):
        channel = self._channel("dingtalk_robot", max_tries=2)
        self.oa.fail("lose", times=9)
        self._ask()

        self._deliver()
        self._deliver()

        self.assertEqual(self._messages(channel).state, "dead")

    def test_what_is_decided_before_it_leaves_does_not_leave(self):
        channel = self._channel("dingtalk_robot")
        request = self._ask()
        request.with_user(self.approver).action_approve()

        self._deliver()

        states = {one.event: one.state for one in self._messages(channel)}
        self.assertEqual(states, {"ask": "cancelled", "result": "sent"})

    def test_many_requests_reach_a_group_as_one_message(self):
        channel = self._channel("wecom_robot")
        for number in range(7):
            self._ask(self._lead(f"Roof {number}", 60000))

        self._deliver()

        self.assertEqual(set(self._messages(channel).mapped("state")), {"sent"})
        self.assertEqual(len(self.oa.taken), 1)
        self.assertIn("7 requests to decide", str(self.oa.taken[0]))

    def test_a_digest_whose_answer_was_lost_is_the_same_digest_again(self):
        self._channel("dingtalk_robot")
        for number in range(4):
            self._ask(self._lead(f"Roof {number}", 60000))
        self.oa.fail("lose")

        self._deliver()
        self._ask(self._lead("Late roof", 60000))
        self._deliver()

        self.assertEqual(len(self.oa.taken), 2)
        self.assertIn("4 requests", str(self.oa.taken[0]))
        self.assertIn("Late roof", str(self.oa.taken[1]))

    def test_the_rate_of_the_vendor_is_kept(self):
        channel = self._channel("dingtalk_robot", send_requests=False)
        request = self._ask()
        messages = self.env["crm.approval.oa.message"]
        for number in range(25):
            messages._tell_result(request, f"Answer {number}")

        self._deliver(make_due=False)

        self.assertEqual(len(self.oa.taken), 18)
        waiting = self._messages(channel).filtered(lambda one: one.state == "pending")
        self.assertEqual(len(waiting), 7)
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("crm_approval_oa.ir_cron_deliver").id)]
        )
        self.assertTrue(triggers)
        self.assertEqual(channel.blocked_until, False)

    def test_a_vendor_that_says_too_fast_is_left_alone_for_ten_minutes(self):
        channel = self._channel("dingtalk_robot")
        self.oa.fail("answer", body={"errcode": 130101, "errmsg": "send too fast"})
        self._ask()

        self._deliver(make_due=False)
        self._deliver(make_due=False)

        self.assertEqual(self.oa.count("/robot/send"), 1)
        wait = channel.blocked_until - self._messages(channel).create_date
        self.assertGreater(wait.total_seconds(), 590)
        self.assertEqual(self._messages(channel).tries, 0)

    def test_a_channel_serves_its_chains_and_its_company_only(self):
        other = self._chain("Other chain", self.approver)
        self._channel("wecom_robot", chain_ids=other.ids)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self._channel("feishu_robot", company_id=company.id)

        self._ask()

        self.assertFalse(self._messages())

    def test_a_fault_of_ours_is_written_down_and_stops_no_other(self):
        self._channel("webhook", name="first", signing=False)
        other = self._channel("wecom_robot")
        self._ask()

        self._deliver()

        self.assertEqual(self._messages(other).state, "sent")

    def test_a_robot_that_asks_for_a_keyword_gets_it(self):
        self._channel("dingtalk_robot", keyword="审批")
        self.oa.keyword = "审批"
        self._ask()

        self._deliver()

        self.assertEqual(len(self.oa.taken), 1)

    def test_the_test_button_says_what_the_vendor_answered(self):
        channel = self._channel("dingtalk_robot")
        action = channel.action_test()
        self.assertEqual(action["params"]["type"], "success")
        self.assertIn("Test: approvals come here", str(self.oa.taken))

        self.oa.fail("answer", body={"errcode": 310000, "errmsg": "sign not match"})
        with self.assertRaisesRegex(UserError, "does not work.*310000"):
            channel.action_test()
        with self.assertRaises(AccessError):
            channel.with_user(self.manager).action_test()

    def test_a_webhook_is_signed_and_says_little(self):
        self._channel("webhook")
        request = self._ask()
        request.with_user(self.approver).action_reject("Too cheap")

        self._deliver()

        self._ask(self._lead("Second roof", 60000))
        self._deliver()
        events = [one["event"] for one in self.oa.taken]
        self.assertEqual(events, ["approval.rejected", "approval.requested"])
        self.assertNotIn("Too cheap", str(self.oa.taken))
        self.assertEqual(self.oa.taken[1]["waiting_for"], self.approver.ids)

    def test_no_address_of_another_server_is_called(self):
        self.env["ir.config_parameter"].set_param(
            "crm_approval_oa.allowed_origins", False
        )
        channel = self._channel("dingtalk_robot")

        with self.assertRaisesRegex(UserError, "127.0.0.1 is not called: only https"):
            channel.action_test()
        channel.address = (
            "https://evil.example/robot/send?access_token=0123456789abcdef0123"
        )
        with self.assertRaisesRegex(UserError, "evil.example is not a server of this"):
            channel.action_test()
        self.assertFalse(self.oa.calls)

    def test_only_the_address_of_a_robot_is_taken(self):
        with self.assertRaisesRegex(
            ValidationError, "not the address of a WeCom group"
        ):
            self._channel("wecom_robot", address="https://qyapi.weixin.qq.com/x")
        with self.assertRaisesRegex(ValidationError, "must be whsec_"):
            self._channel("webhook", signing="short")

    def test_a_redirect_is_not_followed(self):
        channel = self._channel("wecom_robot")
        self.oa.fail("redirect")
        self._ask()

        self._deliver()

        self.assertEqual(len(self.oa.calls), 1)
        self.assertEqual(self._messages(channel).state, "failed")

    def test_asking_many_costs_a_constant_number_of_queries(self):
        for kind in ROBOTS:
            self._channel(kind)
        self._channel("wecom_app")
        tasks = self.env["crm.approval.task"]
        for number in range(12):
            tasks |= self._ask(self._lead(f"Roof {number}", 60000)).task_ids
        messages = self.env["crm.approval.oa.message"]
        messages.search([]).unlink()
        messages.with_user(self.salesman)._tell_asked(tasks[:1])
        messages.search([]).unlink()
        counts = []
        for batch in (tasks[:2], tasks):
            self.env.invalidate_all()
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            messages.with_user(self.salesman)._tell_asked(batch)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
            messages.search([]).unlink()

        self.assertEqual(counts[0], counts[1])

    def test_a_copy_of_the_database_speaks_to_nobody(self):
        channel = self._channel("dingtalk_robot")
        self.env.flush_all()

        for query in get_neutralization_queries(["crm_approval_oa"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()

        self.assertFalse(channel.active)
        self.assertFalse(channel.sudo().address_secret)

    @mute_logger(MODEL)
    def test_an_error_of_ours_becomes_a_sentence_without_secrets(self):
        channel = self._channel("webhook")
        channel.sudo().signing_secret = False
        self._ask()

        self._deliver()

        self.assertRegex(channel.problem, "no address or no secret")
