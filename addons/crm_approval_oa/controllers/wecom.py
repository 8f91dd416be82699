import time

from lxml import etree

from odoo import http
from odoo.http import request

from ..engine import clicks
from . import callbacks


class WeComCallbacks(http.Controller):
    """Clicks on cards of WeCom; GET only proves to it that the address is ours."""

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
        return callbacks.answer(
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
        return callbacks.answer("wecom_app", ref, self._wecom)

    def _echo(self, channel, words):
        cipher = words.get("echostr", "")
        callbacks.check_sealed(channel, words, cipher)
        return request.make_response(
            callbacks.envelope_of(channel, channel.tenant).open(cipher),
            [("Content-Type", "text/plain; charset=utf-8")],
        )

    def _wecom(self, channel):
        cipher = _encrypt_of_xml(request.httprequest.get_data())
        callbacks.check_sealed(channel, request.httprequest.args, cipher)
        envelope = callbacks.envelope_of(channel, channel.tenant)
        try:
            click = clicks.from_wecom(envelope.open(cipher))
        except clicks.NotAClick:
            return request.make_response("")
        if click.tenant != channel.tenant:
            raise callbacks.Refused("another company")
        outcome = callbacks.take(channel, click)
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
            # sudo: a callback has no user; the click was believed.
            messages = request.env["crm.approval.oa.message"].sudo()
            messages._explain(
                channel, outcome.message.request_id, outcome.user, outcome.text
            )


def _encrypt_of_xml(raw):
    """Take the cipher out of a body that nobody has vouched for yet."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise callbacks.Refused("not XML") from error
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
