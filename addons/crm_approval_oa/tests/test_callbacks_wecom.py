import time
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.envelopes import Envelope
from .callback_common import CALLBACKS, EVENTS, CallbackCase
from .common import AES_KEY, CORP, WECOM_TOKEN


@tagged("post_install", "-at_install")
class TestWecomCallback(CallbackCase):
    kind = "wecom_app"

    def _click(self, op="approve", who="zhangsan", key=None, **values):
        choice = values.pop("choice", "")
        created = values.pop("created", str(int(time.time())))
        text = (
            f"<xml><ToUserName><![CDATA[{values.pop('corp', CORP)}]]></ToUserName>"
            f"<FromUserName><![CDATA[{who}]]></FromUserName>"
            f"<CreateTime>{created}</CreateTime><MsgType>event</MsgType>"
            f"<Event>template_card_event</Event><EventKey>{op}</EventKey>"
            f"<TaskId>{key or self.card.key}</TaskId>"
            "<SelectedItems><SelectedItem><OptionIds>"
            f"<OptionId>{choice}</OptionId></OptionIds></SelectedItem></SelectedItems>"
            "<AgentID>1000002</AgentID></xml>"
        )
        return self._post(text, **values)

    def _post(self, text, stamp=None, signature=None, token=WECOM_TOKEN):
        envelope = Envelope(token, AES_KEY, CORP)
        cipher = envelope.seal(text)
        stamp = stamp or str(int(time.time()))
        signature = signature or envelope.sign(stamp, "n", cipher)
        words = f"?msg_signature={signature}&timestamp={stamp}&nonce=n"
        body = f"<xml><ToUserName>{CORP}</ToUserName><Encrypt>{cipher}</Encrypt></xml>"
        return self.url_open(
            self.path + words, data=body, headers={"Content-Type": "text/xml"}
        )

    def test_a_click_approves_as_the_person_who_clicked(self):
        answer = self._click()

        self.assertEqual(self._state(), "approved")
        self.assertEqual(self._decisions("approve").user_id, self.approver)
        self.assertEqual(self.lead.stage_id, self.stage_won)
        cipher = answer.text.split("<Encrypt><![CDATA[")[1].split("]]")[0]
        inner = Envelope(WECOM_TOKEN, AES_KEY, CORP).open(cipher)
        self.assertIn("update_button", inner)
        self.assertIn("Approved by Approver", inner)
        self._deliver()
        self.assertFalse(self.oa.count("update_template_card"))

    def test_a_reason_is_chosen_from_the_list(self):
        self._click("reject", choice="2")

        self.assertEqual(self._state(), "rejected")
        self.assertEqual(self._decisions("reject").reason, "Too late")

    def test_a_rejection_without_reason_is_answered_with_a_message(self):
        with mute_logger(EVENTS):
            self._click("reject")
        self._deliver()

        self.assertEqual(self._state(), "pending")
        self.assertIn("A rejection needs a reason", str(self.oa.taken[-1]))

    def test_the_same_click_is_done_once(self):
        created = str(int(time.time()))
        for _i in range(3):
            self.assertEqual(self._click(created=created).status_code, 200)

        self.assertEqual(len(self._decisions("approve")), 1)
        self.assertEqual(self.env["crm.approval.oa.event"].search_count([]), 1)

    def test_a_second_click_later_is_told_that_it_is_decided(self):
        self._click(created="1")
        with mute_logger(EVENTS):
            self._click("reject", created="2", choice="1")

        self.assertEqual(self._state(), "approved")
        self.assertIn("already decided", self._event().text)

    @mute_logger(CALLBACKS)
    def test_a_forged_or_old_callback_is_refused(self):
        old = str(int(time.time()) - 600)
        for why, answer in (
            ("signature", self._click(signature="0" * 40)),
            ("signature", self._click(token="other")),
            ("time", self._click(stamp=old)),
            ("time", self._click(stamp=str(int(time.time()) + 600))),
            ("another company", self._click(corp="ww9")),
        ):
            with self.subTest(why=why):
                self.assertEqual(answer.status_code, 403)
                self.assertIn(why, answer.text)
        self.assertEqual(self._state(), "pending")
        self.assertFalse(self._event())

    @mute_logger(EVENTS)
    def test_somebody_else_cannot_decide_with_the_card(self):
        addresses = self.env["crm.approval.oa.address"]
        addresses.create(
            {"user_id": self.salesman.id, "vendor": "wecom", "external": "seller"}
        )
        for who, words in (
            ("nobody", "does not know who nobody is"),
            ("seller", "was sent to Approver"),
        ):
            with self.subTest(who=who):
                self._click(who=who)
                self.assertIn(words, self._event().text)
        self.approver.active = False
        self._click(created="9")
        self.assertIn("does not know who", self._event().text)
        self.assertEqual(self._state(), "pending")

    @mute_logger(EVENTS)
    def test_an_id_of_two_companies_is_nobody_until_it_names_its_channel(self):
        self._channel("wecom_app", tenant="ww2", name="second company")
        self._click(created="1")
        self.assertEqual(self._state(), "pending")

        address = self.env["crm.approval.oa.address"].search([("vendor", "=", "wecom")])
        address.channel_id = self.channel
        self._click(created="2")

        self.assertEqual(self._state(), "approved")

    @mute_logger(EVENTS)
    def test_a_card_that_was_never_sent_decides_nothing(self):
        self._click(key="oa-000000000000000000000000")

        self.assertIn("not sent from here", self._event().text)
        self.assertEqual(self._state(), "pending")

    @mute_logger(EVENTS)
    def test_a_step_that_demands_more_is_decided_in_odoo(self):
        tasks = type(self.env["crm.approval.task"])
        with patch.object(tasks, "_link_demands_login", lambda task: True):
            self._click()

        self.assertIn("open it in Odoo", self._event().text)
        self.assertEqual(self._state(), "pending")

    def test_wecom_checks_the_address_and_get_changes_nothing(self):
        envelope = Envelope(WECOM_TOKEN, AES_KEY, CORP)
        cipher = envelope.seal("1616140317555161061")
        stamp = str(int(time.time()))
        words = {
            "msg_signature": envelope.sign(stamp, "n", cipher),
            "timestamp": stamp,
            "nonce": "n",
            "echostr": cipher,
        }

        answer = self.url_open(self.path, params=words)

        self.assertEqual(answer.text, "1616140317555161061")
        with mute_logger(CALLBACKS):
            words["msg_signature"] = "0" * 40
            self.assertEqual(self.url_open(self.path, params=words).status_code, 403)
        self.assertFalse(self._event())

    @mute_logger(CALLBACKS)
    def test_rubbish_is_refused(self):
        bomb = '<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'
        for body in ("", "no", "{}", bomb, "<xml/>"):
            with self.subTest(body=body):
                answer = self.url_open(
                    self.path, data=body, headers={"Content-Type": "text/xml"}
                )
                self.assertEqual(answer.status_code, 403)
        big = self.url_open(
            self.path, data="x" * 70_000, headers={"Content-Type": "text/xml"}
        )
        self.assertEqual(big.status_code, 413)

    def test_a_body_that_does_not_say_how_long_it_is_is_not_read(self):
        chunks = (b"x" * 16_384 for _number in range(10))  # sent as they come

        answer = self.url_open(
            self.path, data=chunks, headers={"Content-Type": "text/xml"}
        )

        self.assertEqual(answer.status_code, 411)
        self.assertEqual(self._state(), "pending")
        self.assertEqual(self.url_open(f"{self.path}x", data="x").status_code, 404)

    @mute_logger(EVENTS)
    def test_a_request_that_was_withdrawn_says_so(self):
        self.request.with_user(self.salesman).action_withdraw()

        self._click()

        self.assertEqual(self._state(), "withdrawn")
        self.assertIn("already decided", self._event().text)
