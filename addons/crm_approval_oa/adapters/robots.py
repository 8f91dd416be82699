"""Robots of groups, and the generic webhook: one address, one signature."""

import base64
import time
from typing import Any
from urllib.parse import quote, urlsplit

from ..engine.signatures import dingtalk_robot, feishu_robot, standard_webhook
from ..exceptions import ChannelError
from .transport import Transport, to_json

PATHS = {
    "dingtalk": ("/robot/send", "access_token="),
    "wecom": ("/cgi-bin/webhook/send", "key="),
    "feishu": ("/open-apis/bot/v2/hook/", ""),
}


def is_robot_address(vendor: str, address: str) -> bool:
    """Tell whether this looks like the address that the vendor shows for a robot."""
    parts = urlsplit(address)
    path, query = PATHS[vendor]
    if query:
        return parts.path == path and query in parts.query
    return parts.path.startswith(path) and len(parts.path) > len(path)


def is_webhook_secret(secret: str) -> bool:
    """Tell whether this is a secret of Standard Webhooks, and long enough."""
    if not secret.startswith("whsec_"):
        return False
    try:
        return len(base64.b64decode(secret[6:], validate=True)) >= 24
    except ValueError:
        return False


def send_dingtalk(
    transport: Transport, address: str, secret: str, body: dict[str, Any]
) -> None:
    """Send; the signature goes into the address, encoded exactly once."""
    if secret:
        moment = int(time.time() * 1000)
        sign = quote(dingtalk_robot(moment, secret), safe="")
        address = f"{address}&timestamp={moment}&sign={sign}"
    transport.call(address, body)


def send_wecom(
    transport: Transport, address: str, _secret: str, body: dict[str, Any]
) -> None:
    """Send; a WeCom robot has no signature, its key is the whole secret."""
    transport.call(address, body)


def send_feishu(
    transport: Transport, address: str, secret: str, body: dict[str, Any]
) -> None:
    """Send; the signature goes into the body."""
    if secret:
        moment = int(time.time())
        body = {"timestamp": str(moment), "sign": feishu_robot(moment, secret), **body}
    transport.call(address, body)


def send_webhook(
    transport: Transport, address: str, secret: str, key: str, body: dict[str, Any]
) -> None:
    """Send an event in the scheme of Standard Webhooks."""
    data, moment = to_json(body), int(time.time())
    try:
        signature = standard_webhook(key, moment, data, secret)
    except ValueError:
        raise ChannelError("mend", "no_secret") from None
    transport.call(
        address,
        data,
        {
            "webhook-id": key,
            "webhook-timestamp": str(moment),
            "webhook-signature": signature,
        },
    )


SEND = {"dingtalk": send_dingtalk, "wecom": send_wecom, "feishu": send_feishu}
