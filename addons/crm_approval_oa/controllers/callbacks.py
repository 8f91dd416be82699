import json
import logging
import time

from lxml import etree

from odoo import http
from odoo.http import request

from ..engine import app_cards, clicks
from ..engine.envelopes import Envelope, EnvelopeError, open_feishu
from ..engine.signatures import dingtalk_card, feishu_event, is_fresh, same

_logger = logging.getLogger(__name__)
LIMIT = 64 * 1024  # bytes of a callback


class Refused(Exception):
    """The callback is not the vendor's, too old, or not readable."""


class Callbacks(http.Controller):
    """Where the vendors tell us about clicks.

    Nothing is believed before the signature over the raw bytes fits and its time is
    near ours. Who clicked is taken from inside the envelope, and decides with the
    rights of that user. GET only proves to WeCom that the address is ours.
    """

    @http.route(
        "/crm_approval_oa/wecom/<string:ref>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def wecom_check(self, ref, **words):
        """Prove to WeCom that this address knows the key; changes nothing."""
        return self._answer(
            "wecom_app", ref, lambda channel: self._echo(channel, words)
        )

    @http.route(
        "/crm_approval_oa/wecom/<string:ref>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def wecom(self, ref, **_words):
        """Take a click on a card of WeCom."""
        return self._answer("wecom_app", ref, self._wecom)

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
        return self._answer("feishu_app", ref, self._feishu)

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
        return self._answer("dingtalk_app", ref, self._dingtalk)

    def _answer(self, kind, ref, handle):
        size = request.httprequest.content_length
        if size is None and request.httprequest.method == "POST":
            # Chunks have no end that could be known before all are in memory; a
            # proxy in front of Odoo collects them and says the length.
            return request.make_response("say the length", status=411)
        if size and size > LIMIT:
            return request.make_response("too large", status=413)
        # sudo: a callback has no user; the secrets are needed to believe it.
        channels = request.env["crm.approval.oa.channel"].sudo()  # sudo: see above
        channel = channels.search([("ref", "=", ref), ("kind", "=", kind)])
        if not channel:
            return request.make_response("unknown address", status=404)
        try:
            return handle(channel)
        except (Refused, EnvelopeError) as error:
            _logger.warning("callback of channel %s is refused: %s", channel.id, error)
            return request.make_response(f"refused: {error}", status=403)

    def _take(self, channel, click):
        events = request.env["crm.approval.oa.event"].sudo()  # sudo: see _answer
        return events._take(channel, click)

    # WeCom

    def _echo(self, channel, words):
        cipher = words.get("echostr", "")
        self._check_sealed(channel, words, cipher)
        return request.make_response(
            _envelope(channel, channel.tenant).open(cipher),
            [("Content-Type", "text/plain; charset=utf-8")],
        )

    def _wecom(self, channel):
        cipher = _encrypt_of_xml(request.httprequest.get_data())
        self._check_sealed(channel, request.httprequest.args, cipher)
        envelope = _envelope(channel, channel.tenant)
        try:
            click = clicks.from_wecom(envelope.open(cipher))
        except clicks.NotAClick:
            return request.make_response("")
        if click.tenant != channel.tenant:
            raise Refused("another company")
        outcome = self._take(channel, click)
        if not outcome.is_done:
            self._explain(channel, outcome)
            return request.make_response("")
        return self._wecom_reply(channel, envelope, click, outcome)

    def _wecom_reply(self, channel, envelope, click, outcome):
        words = outcome.message.with_context(lang=outcome.user.lang)._outcome_words()
        inner = _xml(
            ToUserName=click.who,
            FromUserName=channel.tenant,
            CreateTime=str(int(time.time())),
            MsgType="update_button",
            Button={"ReplaceName": words[:30]},
        )
        stamp, nonce = str(int(time.time())), str(time.time_ns())
        cipher = envelope.seal(inner)
        return request.make_response(
            _xml(
                Encrypt=cipher,
                MsgSignature=envelope.sign(stamp, nonce, cipher),
                TimeStamp=stamp,
                Nonce=nonce,
            ),
            [("Content-Type", "application/xml; charset=utf-8")],
        )

    def _explain(self, channel, outcome):
        """WeCom shows no words to a click: they follow as a message."""
        if outcome.user and outcome.message.request_id and not outcome.is_repeat:
            # sudo: as in _answer
            messages = request.env["crm.approval.oa.message"].sudo()  # sudo: as above
            messages._explain(
                channel, outcome.message.request_id, outcome.user, outcome.text
            )

    def _check_sealed(self, channel, words, cipher):
        signature = words.get("msg_signature") or words.get("signature") or ""
        stamp, nonce = words.get("timestamp", ""), words.get("nonce", "")
        envelope = _envelope(channel, channel.tenant)
        if not cipher or not envelope.is_signed(signature, stamp, nonce, cipher):
            raise Refused("the signature does not fit")
        unit = 1000 if len(stamp) > 11 else 1
        if not is_fresh(stamp, time.time(), unit):
            raise Refused("the time is too far from ours")

    # Feishu

    def _feishu(self, channel):
        raw = request.httprequest.get_data()
        key = channel.callback_key_secret
        if not key:
            raise Refused("the channel has no encryption key")
        data = _json(open_feishu(str(_json(raw).get("encrypt") or ""), key))
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
            raise Refused("another app")
        outcome = self._take(channel, click)
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
            raise Refused("the signature does not fit")
        if not is_fresh(stamp, time.time()):
            raise Refused("the time is too far from ours")

    def _check_token(self, channel, token):
        mine = channel.callback_token_secret
        if not mine or not same(mine, str(token or "")):
            raise Refused("the verification token does not fit")

    # DingTalk

    def _dingtalk(self, channel):
        raw = request.httprequest.get_data()
        data = _json(raw)
        if "encrypt" in data:
            return self._dingtalk_check(channel, str(data["encrypt"]))
        headers = request.httprequest.headers
        stamp = headers.get("x-ddpaas-signature-timestamp", "")
        secret = channel.signing_secret
        theirs = headers.get("x-ddpaas-signature", "")
        if not secret or not same(dingtalk_card(stamp, secret), theirs):
            raise Refused("the signature does not fit")
        if not is_fresh(stamp, time.time(), 1000):
            raise Refused("the time is too far from ours")
        try:
            click = clicks.from_dingtalk(data, stamp)
        except clicks.NotAClick:
            return request.make_json_response({})
        if channel.tenant and click.tenant != channel.tenant:
            raise Refused("another company")
        outcome = self._take(channel, click)
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
        self._check_sealed(channel, words, cipher)
        envelope = _envelope(channel, channel.app)
        try:
            envelope.open(cipher)
        except EnvelopeError:
            envelope = _envelope(channel, channel.tenant)
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


def _envelope(channel, owner):
    token, key = channel.callback_token_secret, channel.callback_key_secret
    if not token or not key:
        raise Refused("the channel has no callback token or key")
    return Envelope(token, key, owner or "")


def _json(raw):
    try:
        data = json.loads(raw)
    except ValueError as error:
        raise Refused("not JSON") from error
    if not isinstance(data, dict):
        raise Refused("not an object")
    return data


def _encrypt_of_xml(raw):
    """Take the cipher out of a body that nobody has vouched for yet."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("not XML") from error
    return root.findtext("Encrypt") or ""


def _xml(**values):
    root = etree.Element("xml")
    for name, value in values.items():
        node = etree.SubElement(root, name)
        if isinstance(value, dict):
            for inner, text in value.items():
                etree.SubElement(node, inner).text = etree.CDATA(text)
        else:
            node.text = etree.CDATA(value)
    return etree.tostring(root, encoding="unicode")
