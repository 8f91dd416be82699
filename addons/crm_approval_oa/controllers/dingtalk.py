import time

from odoo import http
from odoo.http import request

from ..engine import app_cards, clicks
from ..engine.envelopes import EnvelopeError
from ..engine.signatures import dingtalk_card, is_fresh, same
from . import callbacks


class DingTalkCallbacks(http.Controller):
    """Clicks on cards of DingTalk, and its check of the address."""

    @http.route(
        "/crm_approval_oa/dingtalk/<string:ref>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def dingtalk(self, ref, **_words):
        """Take a click on a card of DingTalk, or its check of the address."""
        return callbacks.answer("dingtalk_app", ref, self._dingtalk)

    def _dingtalk(self, channel):
        raw = request.httprequest.get_data()
        data = callbacks.read_json(raw)
        if "encrypt" in data:
            return self._dingtalk_check(channel, str(data["encrypt"]))
        headers = request.httprequest.headers
        stamp = headers.get("x-ddpaas-signature-timestamp", "")
        secret = channel.signing_secret
        theirs = headers.get("x-ddpaas-signature", "")
        if not secret or not same(dingtalk_card(stamp, secret), theirs):
            raise callbacks.Refused("the signature does not fit")
        if not is_fresh(stamp, time.time(), 1000):
            raise callbacks.Refused("the time is too far from ours")
        try:
            click = clicks.from_dingtalk(data, stamp)
        except clicks.NotAClick:
            return request.make_json_response({})
        if channel.tenant and click.tenant != channel.tenant:
            raise callbacks.Refused("another company")
        outcome = callbacks.take(channel, click)
        return request.make_json_response(self._dingtalk_reply(outcome))

    def _dingtalk_reply(self, outcome):
        answer = {"userPrivateData": {"cardParamMap": {"note": outcome.text[:300]}}}
        if outcome.is_done:
            card = outcome.message.with_context(lang=outcome.user.lang)._card()
            answer["cardUpdateOptions"] = {"updateCardDataByKey": True}
            answer["cardData"] = {"cardParamMap": app_cards.dingtalk_params(card)}
        return answer

    def _dingtalk_check(self, channel, cipher):
        """Answer DingTalk's check of the address; events are taken, not used."""
        words = request.httprequest.args
        callbacks.check_sealed(channel, words, cipher)
        envelope = callbacks.envelope_of(channel, channel.app)
        try:
            envelope.open(cipher)
        except EnvelopeError:
            envelope = callbacks.envelope_of(channel, channel.tenant)
            envelope.open(cipher)
        stamp, nonce = str(int(time.time() * 1000)), str(time.time_ns())
        sealed = envelope.seal("success")
        return request.make_json_response(
            {
                "msg_signature": envelope.sign(stamp, nonce, sealed),
                "encrypt": sealed,
                "timeStamp": stamp,
                "nonce": nonce,
            }
        )
