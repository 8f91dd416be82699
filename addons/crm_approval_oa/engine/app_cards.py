"""Cards of a vendor's app: their buttons decide, and they show what was decided."""

import json
from typing import Any

from .card import PENDING, Card
from .robot_cards import Body, feishu_card, wecom_notice
from .words import cut, cut_bytes, harmless, plain

STYLE = {"approve": 1, "reject": 3}
FEISHU_STYLE = {"approve": "primary", "reject": "danger"}


def wecom(card: Card) -> Body:
    """Build a template card: buttons, and a list of reasons where there is one.

    >>> from .card import Button
    >>> card = Card("k-1", "Solar", "CRM", url="https://x/1", open_label="Open",
    ...     buttons=(Button("approve", "Approve"), Button("reject", "Reject")),
    ...     reason_label="Reason", reasons=("Margin",))
    >>> body = wecom(card)
    >>> body["card_type"], body["task_id"], [b.get("key") for b in body["button_list"]]
    ('button_interaction', 'k-1', ['approve', 'reject', None])
    >>> body["button_selection"]["option_list"]
    [{'id': '1', 'text': 'Margin'}]
    >>> wecom(Card("k", "Solar", url="https://x/1"))["card_type"]
    'text_notice'
    """
    body = wecom_notice(card)
    if not card.buttons:
        return body
    body.pop("jump_list", None)
    body["card_type"] = "button_interaction"
    body["task_id"] = card.key
    body["button_list"] = [
        {"text": cut(one.label, 10), "style": STYLE[one.op], "key": one.op}
        for one in card.buttons
    ]
    body["button_list"].append(
        {"type": 1, "text": cut(card.open_label, 10), "style": 4, "url": card.url}
    )
    if card.reasons:
        body["button_selection"] = {
            "question_key": "reason",
            "title": cut(card.reason_label, 13),
            "option_list": [
                {"id": str(number), "text": cut(plain(text), 11)}
                for number, text in enumerate(card.reasons[:10], 1)
            ],
        }
    return body


def feishu(card: Card) -> Body:
    """Build a card with buttons in a form, so that a reason can be typed.

    >>> from .card import Button
    >>> card = Card("k-1", "Solar", url="https://x/1", open_label="Open",
    ...     buttons=(Button("approve", "Approve"),), reason_label="Reason")
    >>> form = feishu(card)["body"]["elements"][-1]
    >>> [element["tag"] for element in form["elements"]]
    ['input', 'button', 'button']
    >>> form["elements"][1]["behaviors"]
    [{'type': 'callback', 'value': {'op': 'approve', 't': 'k-1'}}]
    """
    body = feishu_card(card)
    if not card.buttons:
        return body
    elements = body["body"]["elements"]
    link = elements.pop()
    buttons = [_feishu_button(one.op, one.label, card.key) for one in card.buttons]
    elements.append(
        {
            "tag": "form",
            "name": "decide",
            "elements": [
                {
                    "tag": "input",
                    "name": "reason",
                    "placeholder": {"tag": "plain_text", "content": card.reason_label},
                    "max_length": 1000,
                },
                *buttons,
                link,
            ],
        }
    )
    return body


def _feishu_button(op: str, label: str, key: str) -> Body:
    return {
        "tag": "button",
        "name": op,
        "form_action_type": "submit",
        "type": FEISHU_STYLE[op],
        "text": {"tag": "plain_text", "content": label},
        "behaviors": [{"type": "callback", "value": {"op": op, "t": key}}],
    }


def dingtalk_params(card: Card) -> dict[str, str]:
    """Return the variables of the client's card template: text only, 1 KB each.

    >>> params = dingtalk_params(Card("k", "Solar", lines=(("By", "Anna"),), url="https://x"))
    >>> params["title"], params["lines"], params["state"], params["decidable"]
    ('Solar', '**By** Anna', 'pending', 'no')
    >>> long = dingtalk_params(Card("k", "S", note="\u6298" * 999))["note"]
    >>> len(long.encode()) <= 1000
    True
    """
    lines = "\n\n".join(
        f"**{harmless(name)}** {harmless(text)}" for name, text in card.lines
    )
    labels = {one.op: one.label for one in card.buttons}
    params = {
        "title": plain(card.title),
        "lines": lines,
        "note": harmless(card.note),
        "state": card.state,
        "decidable": "yes" if card.buttons and card.state == PENDING else "no",
        "approve_label": labels.get("approve", ""),
        "reject_label": labels.get("reject", ""),
        "reason_label": card.reason_label,
        "open_label": card.open_label,
        "url": card.url,
    }
    return {name: cut_bytes(text, 1000) for name, text in params.items()}


def dingtalk_notice(card: Card) -> dict[str, str]:
    """Return the message of a DingTalk robot to one person; it only links.

    >>> card = Card("k", "Solar", url="https://x", open_label="Open")
    >>> json.loads(dingtalk_notice(card)["msgParam"])["singleTitle"]
    'Open'
    """
    parts = [f"### {harmless(cut(card.title, 200))}"]
    parts += [f"**{harmless(name)}** {harmless(text)}" for name, text in card.lines]
    parts += [harmless(card.note)] if card.note else []
    param: dict[str, Any] = {
        "title": cut(plain(card.title), 64),
        "text": cut_bytes("\n\n".join(parts), 15_000),
        "singleTitle": card.open_label,
        "singleURL": card.url,
    }
    return {
        "msgKey": "sampleActionCard",
        "msgParam": json.dumps(param, ensure_ascii=False),
    }
