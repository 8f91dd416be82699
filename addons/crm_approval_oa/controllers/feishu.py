import time

from odoo import http
from odoo.http import request

from ..engine import app_cards, clicks
from ..engine.envelopes import open_feishu
from ..engine.signatures import feishu_event, is_fresh, same
from . import callbacks


class FeishuCallbacks(http.Controller):
    """Clicks on cards of Feishu, and its check of the address."""

    @http.route(
        "/crm_approval_oa/feishu/<string:ref>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def feishu(self, ref, **_words):
        """Take a click on a card of Feishu, or its check of the address."""
        return callbacks.answer("feishu_app", ref, self._feishu)

    def _feishu(self, channel):
        raw = request.httprequest.get_data()
        key = channel.callback_key_secret
        if not key:
            raise callbacks.Refused("the channel has no encryption key")
        cipher = str(callbacks.read_json(raw).get("encrypt") or "")
        data = callbacks.read_json(open_feishu(cipher, key))
        if data.get("type") == "url_verification":
            self._check_token(channel, data.get("token"))
            return request.make_json_response({"challenge": data.get("challenge")})
        self._check_feishu(key, raw)
        header = data.get("header")
        self._check_token(channel, header.get("token") if header else "")
        try:
            click = clicks.from_feishu(data)
        except clicks.NotAClick:
            return request.make_json_response({})
        if click.tenant != channel.app:
            raise callbacks.Refused("another app")
        outcome = callbacks.take(channel, click)
        return request.make_json_response(self._feishu_reply(outcome))

    def _feishu_reply(self, outcome):
        kind = "success" if outcome.is_done else "error"
        answer = {"toast": {"type": kind, "content": outcome.text[:300]}}
        if outcome.is_done:
            card = outcome.message.with_context(lang=outcome.user.lang)._card()
            answer["card"] = {"type": "raw", "data": app_cards.feishu(card)}
        return answer

    def _check_feishu(self, key, raw):
        headers = request.httprequest.headers
        stamp = headers.get("X-Lark-Request-Timestamp", "")
        nonce = headers.get("X-Lark-Request-Nonce", "")
        mine = feishu_event(stamp, nonce, key, raw)
        if not same(mine, headers.get("X-Lark-Signature", "")):
            raise callbacks.Refused("the signature does not fit")
        if not is_fresh(stamp, time.time()):
            raise callbacks.Refused("the time is too far from ours")

    def _check_token(self, channel, token):
        mine = channel.callback_token_secret
        if not mine or not same(mine, str(token or "")):
            raise callbacks.Refused("the verification token does not fit")
