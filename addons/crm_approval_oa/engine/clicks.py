"""What a vendor's callback says: who clicked which button of which message."""

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from typing import Any


class NotAClick(Exception):
    """The callback is well-signed, but nothing that decides."""


@dataclass(frozen=True)
class Click:
    """A click, from inside the signed envelope.

    :ivar event: names this click for ever; the same one is answered, not done, again.
    :ivar key: the message whose button it was.
    :ivar who: the person, as the vendor knows them.
    :ivar tenant: the company or app that it came from.
    :ivar choice: number of the reason chosen from a list.
    """

    event: str
    key: str
    who: str
    op: str
    tenant: str = ""
    reason: str = ""
    choice: int = 0
    code: str = ""


def from_wecom(text: str) -> Click:
    """Read the XML that was inside the envelope.

    >>> from_wecom(
    ...     "<xml><ToUserName>ww1</ToUserName><FromUserName>zhangsan</FromUserName>"
    ...     "<CreateTime>1700000000</CreateTime><MsgType>event</MsgType>"
    ...     "<Event>template_card_event</Event><EventKey>approve</EventKey>"
    ...     "<TaskId>k-1</TaskId><ResponseCode>RC1</ResponseCode></xml>"
    ... )
    Click(event='zhangsan:1700000000:k-1', key='k-1', who='zhangsan', op='approve', \
tenant='ww1', reason='', choice=0, code='RC1')
    >>> bad = "<xml><Event>enter_agent</Event></xml>"
    >>> from_wecom(bad)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    NotAClick: enter_agent
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NotAClick("entities")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise NotAClick("not XML") from error
    if root.findtext("Event") != "template_card_event":
        raise NotAClick(root.findtext("Event") or "no event")
    who, key = root.findtext("FromUserName") or "", root.findtext("TaskId") or ""
    chosen = root.findtext(".//SelectedItem/OptionIds/OptionId") or ""
    return Click(
        event=f"{who}:{root.findtext('CreateTime')}:{key}",
        key=key,
        who=who,
        op=root.findtext("EventKey") or "",
        tenant=root.findtext("ToUserName") or "",
        choice=int(chosen) if chosen.isdigit() else 0,
        code=root.findtext("ResponseCode") or "",
    )


def from_feishu(data: dict[str, Any]) -> Click:
    """Read a ``card.action.trigger``.

    >>> from_feishu({
    ...     "header": {"event_id": "ev-1", "event_type": "card.action.trigger",
    ...                "app_id": "cli_a1"},
    ...     "event": {"operator": {"open_id": "ou_1"}, "action": {
    ...         "value": {"op": "approve", "t": "k-1"},
    ...         "form_value": {"reason": "ok"}}},
    ... })
    Click(event='ev-1', key='k-1', who='ou_1', op='approve', tenant='cli_a1', \
reason='ok', choice=0, code='')
    >>> bad = {"header": {"event_type": "im.message"}}
    >>> from_feishu(bad)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    NotAClick: im.message
    """
    header, event = _dict(data, "header"), _dict(data, "event")
    if header.get("event_type") != "card.action.trigger":
        raise NotAClick(str(header.get("event_type")))
    action = _dict(event, "action")
    value = _dict(action, "value")
    return Click(
        event=str(header.get("event_id") or ""),
        key=str(value.get("t") or ""),
        who=str(_dict(event, "operator").get("open_id") or ""),
        op=str(value.get("op") or ""),
        tenant=str(header.get("app_id") or ""),
        reason=str(_dict(action, "form_value").get("reason") or "").strip(),
    )


def from_dingtalk(data: dict[str, Any], stamp: str) -> Click:
    """Read an ``actionCallback``; only the time was signed, so it is part of the name.

    >>> private = {"actionIds": ["approve"]}
    >>> private["params"] = {"reason": "fine", "userId": "boss"}
    >>> from_dingtalk({"type": "actionCallback", "outTrackId": "k-1", "userId": "m01",
    ...     "corpId": "ding1",
    ...     "content": json.dumps({"cardPrivateData": private})}, "1700000000000")
    Click(event='1700000000000:k-1:m01:approve', key='k-1', who='m01', op='approve', \
tenant='ding1', reason='fine', choice=0, code='')
    >>> bad = {"type": "actionCallback", "content": "no"}
    >>> from_dingtalk(bad, "1")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    NotAClick: content
    """
    if data.get("type") != "actionCallback":
        raise NotAClick(str(data.get("type")))
    try:
        content = json.loads(str(data.get("content") or ""))
    except ValueError as error:
        raise NotAClick("content") from error
    private = _dict(content if isinstance(content, dict) else {}, "cardPrivateData")
    actions = private.get("actionIds")
    first = actions[0] if isinstance(actions, list) and actions else ""
    params = _dict(private, "params")
    op = str(params.get("op") or first)
    key, who = str(data.get("outTrackId") or ""), str(data.get("userId") or "")
    return Click(
        event=f"{stamp}:{key}:{who}:{op}",
        key=key,
        who=who,
        op=op,
        tenant=str(data.get("corpId") or ""),
        reason=str(params.get("reason") or "").strip(),
    )


def _dict(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}
