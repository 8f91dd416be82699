import json
import time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.envelopes import Envelope
from ..engine.signatures import dingtalk_card
from .callback_common import CALLBACKS, EVENTS, CallbackCase
from .common import AES_KEY


@tagged("post_install", "-at_install")
class TestDingtalkCallback(CallbackCase):
    kind = "dingtalk_app"

    def _post(self, op="approve", who="manager01", stamp=None, **values):
        stamp = stamp or str(int(time.time() * 1000))
        params = {"reason": values.get("reason", ""), "userId": "boss"}
        private = {"actionIds": [op], "params": params}
        body = {
            "type": "actionCallback",
            "outTrackId": values.get("key", self.card.key),
            "userId": who,
            "corpId": values.get("corp", "ding1"),
            "content": json.dumps({"cardPrivateData": private}),
        }
        sign = values.get("sign") or dingtalk_card(stamp, "card-api-secret")
        return self.url_open(
            self.path,
            data=json.dumps(body),
            headers={
                "Content-Type": "application/json",
                "x-ddpaas-signature-timestamp": stamp,
                "x-ddpaas-signature": sign,
            },
        )

    def test_a_click_approves_and_the_answer_updates_the_card(self):
        answer = self._post().json()

        params = answer["cardData"]["cardParamMap"]
        self.assertEqual((params["state"], params["decidable"]), ("approved", "no"))
        self.assertIn("You approved", answer["userPrivateData"]["cardParamMap"]["note"])
        self.assertEqual(self._decisions("approve").user_id, self.approver)

    def test_a_replay_decides_nothing_new(self):
        stamp = str(int(time.time() * 1000))
        self._post(stamp=stamp)
        self._post(stamp=stamp)

        self.assertEqual(len(self._decisions("approve")), 1)

    @mute_logger(CALLBACKS, EVENTS)
    def test_a_captured_signature_serves_for_nothing_else(self):
        stamp = str(int(time.time() * 1000))
        self.assertEqual(self._post(sign="x").status_code, 403)
        self.assertEqual(self._post(corp="ding9").status_code, 403)
        old = str(int(time.time() * 1000) - 600_000)
        self.assertEqual(self._post(stamp=old).status_code, 403)
        self._post(stamp=stamp, who="boss")
        self.assertIn("does not know who boss", self._event().text)
        self._post(stamp=stamp, key="oa-1")
        self.assertIn("not sent from here", self._event().text)
        self.assertEqual(self._state(), "pending")

    def test_dingtalk_checks_the_address(self):
        envelope = Envelope("dingtoken", AES_KEY, "dingappkey0001")
        cipher = envelope.seal('{"EventType":"check_url"}')
        stamp = str(int(time.time() * 1000))
        sign = envelope.sign(stamp, "n", cipher)

        answer = self.url_open(
            f"{self.path}?signature={sign}&timestamp={stamp}&nonce=n",
            data=json.dumps({"encrypt": cipher}),
            headers={"Content-Type": "application/json"},
        ).json()

        self.assertEqual(envelope.open(answer["encrypt"]), "success")
        theirs = envelope.sign(answer["timeStamp"], answer["nonce"], answer["encrypt"])
        self.assertEqual(theirs, answer["msg_signature"])
