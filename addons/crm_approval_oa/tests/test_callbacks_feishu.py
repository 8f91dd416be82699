import json
import time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.envelopes import open_feishu, seal_feishu
from ..engine.signatures import feishu_event
from .callback_common import CALLBACKS, EVENTS, CallbackCase


@tagged("post_install", "-at_install")
class TestFeishuCallback(CallbackCase):
    kind = "feishu_app"

    def _body(self, op="approve", who="ou_1", event="ev-1", **values):
        return {
            "schema": "2.0",
            "header": {
                "event_id": event,
                "token": values.get("token", "vt-demo"),
                "event_type": "card.action.trigger",
                "app_id": values.get("app", "cli_a1"),
            },
            "event": {
                "operator": {"open_id": who},
                "action": {
                    "value": {"op": op, "t": self.card.key, "who": "boss"},
                    "form_value": {"reason": values.get("reason", "")},
                },
            },
        }

    def _post(self, body, key="feishu-encrypt-key", stamp=None, **headers):
        raw = json.dumps({"encrypt": seal_feishu(json.dumps(body), key)})
        stamp = stamp or str(int(time.time()))
        sign = feishu_event(stamp, "n", "feishu-encrypt-key", raw.encode())
        return self.url_open(
            self.path,
            data=raw,
            headers={
                "Content-Type": "application/json",
                "X-Lark-Request-Timestamp": stamp,
                "X-Lark-Request-Nonce": "n",
                "X-Lark-Signature": headers.get("sign", sign),
            },
        )

    def test_a_click_with_a_comment_approves_and_the_card_shows_it(self):
        answer = self._post(self._body(reason="As agreed")).json()

        self.assertEqual(answer["toast"]["type"], "success")
        self.assertIn("Approved by Approver", str(answer["card"]["data"]))
        self.assertNotIn("callback", str(answer["card"]["data"]))
        self.assertEqual(self._state(), "approved")
        self.assertEqual(self._decisions("approve").reason, "As agreed")
        self.assertEqual(self._decisions("approve").user_id, self.approver)

    def test_a_rejection_needs_the_reason_that_is_typed(self):
        with mute_logger(EVENTS):
            answer = self._post(self._body("reject")).json()
        self.assertEqual(answer["toast"]["type"], "error")
        self.assertIn("needs a reason", answer["toast"]["content"])

        self._post(self._body("reject", event="ev-2", reason="Too cheap"))

        self.assertEqual(self._state(), "rejected")

    def test_the_same_event_gets_the_same_answer_and_decides_once(self):
        first = self._post(self._body()).json()
        second = self._post(self._body()).json()

        self.assertEqual(first["toast"], second["toast"])
        self.assertEqual(len(self._decisions("approve")), 1)

    @mute_logger(CALLBACKS)
    def test_a_forged_or_old_callback_is_refused(self):
        old = str(int(time.time()) - 600)
        for why, answer in (
            ("signature", self._post(self._body(), sign="0" * 64)),
            ("wrong key", self._post(self._body(), key="another")),
            ("time", self._post(self._body(), stamp=old)),
            ("token", self._post(self._body(token="no"))),
            ("another app", self._post(self._body(app="cli_x"))),
        ):
            with self.subTest(why=why):
                self.assertEqual(answer.status_code, 403)
        self.assertEqual(self._state(), "pending")

    def test_feishu_checks_the_address(self):
        body = {"challenge": "abc", "token": "vt-demo", "type": "url_verification"}

        self.assertEqual(self._post(body).json(), {"challenge": "abc"})
        with mute_logger(CALLBACKS):
            self.assertEqual(self._post({**body, "token": "x"}).status_code, 403)

    @mute_logger(CALLBACKS)
    def test_without_an_encryption_key_nothing_is_believed(self):
        self.channel.callback_key = False

        self.assertEqual(self._post(self._body()).status_code, 403)

    def test_the_published_vector_is_opened_by_the_same_code(self):
        cipher = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
        self.assertEqual(open_feishu(cipher, "test key"), "hello world")
