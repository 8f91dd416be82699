"""What the callbacks of all vendors have in common.

Nothing is believed before the signature over the raw bytes fits and its time is near
ours. Who clicked is taken from inside the envelope, and decides with the rights of that
user.
"""

import json
import logging
import time

from odoo.http import request

from ..engine.envelopes import Envelope, EnvelopeError
from ..engine.signatures import is_fresh

_logger = logging.getLogger(__name__)
LIMIT = 64 * 1024  # bytes of a callback


class Refused(Exception):
    """The callback is not the vendor's, too old, or not readable."""


def answer(kind, ref, handle):
    """Find the channel that is called and let ``handle`` answer, or refuse."""
    size = request.httprequest.content_length
    if size is None and request.httprequest.method == "POST":
        # Chunks have no end that could be known before all are in memory; a
        # proxy in front of Odoo collects them and says the length.
        return request.make_response("say the length", status=411)
    if size and size > LIMIT:
        return request.make_response("too large", status=413)
    # sudo: a callback has no user; the secrets are needed to believe it.
    channels = request.env["crm.approval.oa.channel"].sudo()
    channel = channels.search([("ref", "=", ref), ("kind", "=", kind)])
    if not channel:
        return request.make_response("unknown address", status=404)
    try:
        return handle(channel)
    except (Refused, EnvelopeError) as error:
        _logger.warning("callback of channel %s is refused: %s", channel.id, error)
        return request.make_response(f"refused: {error}", status=403)


def take(channel, click):
    """Hand a click that is believed over; return what came of it."""
    # sudo: a callback has no user; the event decides as whoever clicked.
    events = request.env["crm.approval.oa.event"].sudo()
    return events._take(channel, click)


def check_sealed(channel, words, cipher):
    """Refuse what is not signed as WeCom and DingTalk sign, or not of now."""
    signature = words.get("msg_signature") or words.get("signature") or ""
    stamp, nonce = words.get("timestamp", ""), words.get("nonce", "")
    envelope = envelope_of(channel, channel.tenant)
    if not cipher or not envelope.is_signed(signature, stamp, nonce, cipher):
        raise Refused("the signature does not fit")
    unit = 1000 if len(stamp) > 11 else 1
    if not is_fresh(stamp, time.time(), unit):
        raise Refused("the time is too far from ours")


def envelope_of(channel, owner):
    """Return the envelope that this channel shares with its vendor."""
    token, key = channel.callback_token_secret, channel.callback_key_secret
    if not token or not key:
        raise Refused("the channel has no callback token or key")
    return Envelope(token, key, owner or "")


def read_json(raw):
    """Return the object that a body spells, or refuse."""
    try:
        data = json.loads(raw)
    except ValueError as error:
        raise Refused("not JSON") from error
    if not isinstance(data, dict):
        raise Refused("not an object")
    return data
