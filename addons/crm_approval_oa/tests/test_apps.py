from odoo.exceptions import UserError

from .common import OaCase
from .oa_server import APP_SECRET

APPS = ("dingtalk_app", "wecom_app", "feishu_app")


class TestApps(OaCase):
    def _card(self):
        """Return the card as the vendor keeps it (the registration is none)."""
        return list(self.oa.cards.values())[-1]

    def test_each_app_sends_the_approver_a_card_with_buttons(self):
        for kind in APPS:
            with self.subTest(kind=kind):
                self.oa.forget()
                channel = self._channel(kind, reasons="Margin too low")
                self._ask(self._lead(f"Roof {kind}", 60000))

                self._deliver()

                message = self._messages(channel)
                self.assertEqual(message.state, "sent", message.error)
                self.assertEqual(message.user_id, self.approver)
                self.assertIn("Approve", str(self._card()))
                self.assertIn("Reject", str(self._card()))
                self.assertIn("/crm_approval/decide/", str(self.oa.taken))
                channel.active = False

    def test_a_card_shows_what_was_decided_elsewhere(self):
        for kind, shown in (
            ("dingtalk_app", "approved"),
            ("wecom_app", "Approved by Approver"),
            ("feishu_app", "Approved by Approver"),
        ):
            with self.subTest(kind=kind):
                self.oa.forget()
                channel = self._channel(kind)
                request = self._ask(self._lead(f"Roof {kind}", 60000))
                self._deliver()
                card = self._card()

                request.with_user(self.approver).action_approve()
                self._deliver()

                card = card if kind == "wecom_app" else self._card()
                self.assertIn(shown, str(card))
                self.assertNotIn("'approve'", str(card.get("body")))
                self.assertEqual(set(self._messages(channel).mapped("state")), {"sent"})
                channel.active = False

    def test_a_card_whose_answer_was_lost_is_not_sent_twice(self):
        for kind in APPS:
            with self.subTest(kind=kind):
                self.oa.forget()
                channel = self._channel(kind)
                self._ask(self._lead(f"Roof {kind}", 60000))
                paths = {
                    "dingtalk_app": "createAndDeliver",
                    "wecom_app": "message/send",
                    "feishu_app": "im/v1/messages",
                }
                self.oa.fail("lose", paths[kind])

                self._deliver()
                self.assertEqual(self._messages(channel).state, "failed")
                self._deliver()

                self.assertEqual(self._messages(channel).state, "sent")
                self.assertEqual(len(self.oa.taken), 1)
                channel.active = False

    def test_an_old_token_is_fetched_anew_and_a_good_one_is_kept(self):
        for kind in APPS:
            with self.subTest(kind=kind):
                self.oa.forget()
                channel = self._channel(kind)
                self._ask(self._lead(f"One {kind}", 60000))
                self._deliver()
                self._ask(self._lead(f"Two {kind}", 60000))
                self._deliver()
                self.assertEqual(len(self.oa.tokens), 1)

                self.oa.expire_tokens()
                self._ask(self._lead(f"Three {kind}", 60000))
                self._deliver()

                self.assertEqual(self._messages(channel).mapped("state"), ["sent"] * 3)
                channel.active = False

    def test_a_wrong_secret_stops_the_channel_with_advice(self):
        for kind in ("wecom_app", "feishu_app"):
            with self.subTest(kind=kind):
                channel = self._channel(kind, app_secret="wrong")
                with self.assertRaisesRegex(UserError, "Copy the ID and the secret"):
                    channel.action_test()
                channel.app_secret = APP_SECRET
                self.assertIn("ID and secret are right", self._words(channel))
                channel.active = False

    def _words(self, channel):
        return channel.action_test()["params"]["message"]

    def test_a_person_whom_the_vendor_does_not_know_is_named(self):
        for kind in APPS:
            with self.subTest(kind=kind):
                self.oa.forget()
                self.oa.people.clear()
                channel = self._channel(kind, card_template=False)
                self._ask(self._lead(f"Roof {kind}", 60000))

                self._deliver()

                self.assertEqual(self._messages(channel).state, "dead")
                self.assertTrue(self._messages(channel).error)
                channel.active = False

    def test_untrusted_ip_says_where_to_enter_it(self):
        channel = self._channel("wecom_app")
        self.oa.fail(
            "answer",
            "message/send",
            body={"errcode": 60020, "errmsg": "not allow to access from your ip"},
        )
        self._ask()

        self._deliver()

        self.assertRegex(channel.problem, "60020.*trusted IPs")
        self.assertEqual(self._messages(channel).state, "failed")

    def test_whoever_has_no_id_gets_no_message(self):
        self.env["crm.approval.oa.address"].search([]).unlink()
        channel = self._channel("wecom_app")

        self._ask()

        self.assertFalse(self._messages(channel))

    def test_the_requester_gets_the_answer_in_person(self):
        self.env["crm.approval.oa.address"].create(
            {"user_id": self.salesman.id, "vendor": "feishu", "external": "ou_2"}
        )
        self.oa.people.add("ou_2")
        channel = self._channel("feishu_app", send_requests=False)
        request = self._ask()
        request.with_user(self.approver).action_reject("Margin too low")

        self._deliver()

        self.assertEqual(self._messages(channel).user_id, self.salesman)
        self.assertIn("Margin too low", str(self._card()))
        self.assertIn("Rejected", str(self._card()))

    def test_a_step_that_wants_a_comment_has_no_bare_button_in_wecom(self):
        self.chain.step_ids.comment_required = True
        self.chain.action_publish()
        channel = self._channel("wecom_app")
        self._ask()
        self._deliver()
        self.assertEqual(self._card()["card_type"], "text_notice")

        channel.reasons = "Margin too low\nAs agreed"
        self._ask(self._lead("Second roof", 60000))
        self._deliver()

        self.assertEqual(self._card()["card_type"], "button_interaction")
        self.assertIn("As agreed", str(self._card()["button_selection"]))

    def test_a_reminder_reaches_the_same_person(self):
        channel = self._channel("feishu_app", send_requests=False)
        request = self._ask()
        request.sudo().step_ids._on_reminder()
        request.sudo().step_ids._on_reminder()

        self._deliver()

        self.assertEqual(self._messages(channel).mapped("event"), ["remind"])
        self.assertIn("Still waiting for you", str(self._card()))

    def test_dingtalk_learns_where_clicks_go(self):
        channel = self._channel("dingtalk_app")

        channel.action_register()

        registration = self.oa.cards["registration"]
        self.assertEqual(registration["callbackUrl"], channel.callback_url)
        self.assertEqual(registration["apiSecret"], "card-api-secret")

    def test_a_card_is_written_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["crm_approval_oa"], ["zh_CN"])
        self.approver.lang = "zh_CN"
        self._channel("feishu_app")
        self._ask()

        self._deliver()

        self.assertIn("同意", str(self._card()))

    def test_what_is_handed_to_somebody_else_asks_that_person(self):
        self.env["crm.approval.oa.address"].create(
            {"user_id": self.manager.id, "vendor": "wecom", "external": "lisi"}
        )
        self.oa.people.add("lisi")
        channel = self._channel("wecom_app")
        request = self._ask()
        self._deliver()

        request.with_user(self.approver).action_forward(self.manager.id, "Yours")
        self._deliver()

        asked = self._messages(channel).filtered(lambda one: one.event == "ask")
        self.assertEqual(asked.user_id, self.approver | self.manager)
        self.assertEqual(set(asked.mapped("state")), {"sent"})
