"""Messages for the robots of groups: they show and link, they never decide."""

import json
from collections.abc import Callable
from typing import Any

from .card import Card, Digest
from .words import cut, cut_bytes, harmless, plain

Body = dict[str, Any]
DINGTALK_BYTES = 18_000
WECOM_BYTES = 4096
FEISHU_BYTES = 20_000
FEISHU_COLOUR = {
    "pending": "orange",
    "approved": "green",
    "rejected": "red",
    "done": "grey",
}


def size(body: Body) -> int:
    """Return how many bytes a body has on the wire.

    >>> size({"a": "\u6298"})
    12
    """
    return len(json.dumps(body, ensure_ascii=False).encode())


def dingtalk(card: Card) -> Body:
    """Build an action card; people are called by their id in text and in ``at``.

    >>> body = dingtalk(Card("k1", "Solar <at>", lines=(("By", "Anna*"),), url="https://x/1",
    ...     open_label="Open", mentions=("manager01",), keyword="CRM"))
    >>> body["actionCard"]["singleTitle"], body["at"], body["msgUuid"]
    ('Open', {'atUserIds': ['manager01']}, 'k1')
    >>> print(body["actionCard"]["text"])
    ### CRM Solar \uff1cat\uff1e
    <BLANKLINE>
    **By**: Anna\uff0a
    <BLANKLINE>
    @manager01
    """
    title = _keyword(card.keyword, card.title)
    text = _paragraphs(card, f"### {harmless(cut(title, 200))}", "**{}**: {}")
    mentions = " ".join(f"@{one}" for one in card.mentions[:50])
    text = cut_bytes(text, DINGTALK_BYTES - 2000 - len(mentions))
    body: Body = {
        "msgtype": "actionCard",
        "actionCard": {
            "title": cut(plain(title), 64),
            "text": text + (f"\n\n{mentions}" if mentions else ""),
            "singleTitle": card.open_label,
            "singleURL": card.url,
        },
        "msgUuid": card.key,
    }
    if card.mentions:
        body["at"] = {"atUserIds": list(card.mentions[:50])}
    return body


def wecom(card: Card) -> Body:
    """Build a template card, or markdown when somebody has to be called.

    >>> wecom(Card("k", "Solar", "CRM", (("Requester", "Anna"),), url="https://x/1",
    ...     open_label="Open"))["template_card"]["horizontal_content_list"]
    [{'keyname': 'Requester', 'value': 'Anna'}]
    >>> body = wecom(Card("k", "Solar", url="https://x/1", open_label="Open",
    ...     mentions=("zhangsan",)))
    >>> print(body["markdown"]["content"])
    **Solar**
    <@zhangsan>
    [Open](https://x/1)
    >>> long = "\u6298" * 9000
    >>> size(wecom(Card("k", long, note=long, mentions=("a",)))) < 4200
    True
    """
    if not card.mentions:
        return {"msgtype": "template_card", "template_card": wecom_notice(card)}
    lines = [f"**{harmless(cut(card.title, 200))}**"]
    lines += [f"> {harmless(name)}: {harmless(value)}" for name, value in card.lines]
    lines += [harmless(card.note)] if card.note else []
    foot = " ".join(f"<@{one}>" for one in card.mentions[:50])
    foot += f"\n[{harmless(card.open_label)}]({card.url})"
    text = cut_bytes("\n".join(lines), WECOM_BYTES - len(foot.encode()) - 1)
    return {"msgtype": "markdown", "markdown": {"content": f"{text}\n{foot}"}}


def wecom_notice(card: Card) -> Body:
    """Build the part that WeCom's robot and app cards share."""
    notice: Body = {
        "card_type": "text_notice",
        "source": {"desc": cut(plain(card.source), 13)},
        "main_title": {"title": cut(plain(card.title), 26)},
        "horizontal_content_list": [
            {"keyname": cut(plain(name), 12), "value": cut(plain(value), 26)}
            for name, value in card.lines[:6]
        ],
        "card_action": {"type": 1, "url": card.url},
    }
    if card.note:
        notice["sub_title_text"] = cut(plain(card.note), 112)
    if card.open_label:
        notice["jump_list"] = [
            {"type": 1, "url": card.url, "title": cut(card.open_label, 13)}
        ]
    return notice


def feishu(card: Card) -> Body:
    """Build a card whose only button opens Odoo.

    >>> body = feishu(Card("k", "Solar", url="https://x/1", open_label="Open",
    ...     mentions=("ou_1",)))
    >>> [element["tag"] for element in body["card"]["body"]["elements"]]
    ['markdown', 'button']
    >>> body["card"]["body"]["elements"][0]["content"]
    '<at id=ou_1></at>'
    """
    return {"msg_type": "interactive", "card": feishu_card(card)}


def feishu_card(card: Card) -> Body:
    """Build the part that robot and app share: head, text, one link."""
    title = _keyword(card.keyword, card.title)
    mentions = " ".join(f"<at id={one}></at>" for one in card.mentions[:50])
    text = _paragraphs(card, "", "**{}** {}")
    text = cut_bytes(text, FEISHU_BYTES - 4000 - len(mentions))
    content = "\n".join(part for part in (text, mentions) if part)
    elements: list[Body] = [{"tag": "markdown", "content": content}] if content else []
    if card.open_label:
        elements.append(feishu_link(card.open_label, card.url))
    return {
        "schema": "2.0",
        "config": {"update_multi": True, "enable_forward": False},
        "header": {
            "title": {"tag": "plain_text", "content": cut(plain(title), 200)},
            "template": FEISHU_COLOUR[card.state],
        },
        "body": {"elements": elements},
    }


def feishu_link(label: str, url: str, kind: str = "default") -> Body:
    return {
        "tag": "button",
        "text": {"tag": "plain_text", "content": label},
        "type": kind,
        "behaviors": [{"type": "open_url", "default_url": url}],
    }


def dingtalk_digest(digest: Digest) -> Body:
    """Build one markdown message for many requests.

    >>> body = dingtalk_digest(Digest("k", "2 wait", (("A", "https://x/1"), ("B", "https://x/2"))))
    >>> print(body["markdown"]["text"])
    #### 2 wait
    - [A](https://x/1)
    - [B](https://x/2)
    """
    title = _keyword(digest.keyword, digest.title)
    mentions = " ".join(f"@{one}" for one in digest.mentions[:50])
    text = _list(digest, f"#### {harmless(title)}", DINGTALK_BYTES - 2000)
    text += f"\n\n{mentions}" if mentions else ""
    body: Body = {
        "msgtype": "markdown",
        "markdown": {"title": cut(plain(title), 64), "text": text},
        "msgUuid": digest.key,
    }
    if digest.mentions:
        body["at"] = {"atUserIds": list(digest.mentions[:50])}
    return body


def wecom_digest(digest: Digest) -> Body:
    """Build one markdown message; what does not fit is counted in a last line.

    >>> many = tuple((f"Deal {i}" * 9, f"https://x/{i}") for i in range(99))
    >>> body = wecom_digest(Digest("k", "99 wait", many, "and more in Odoo"))
    >>> size(body) < 4200, body["markdown"]["content"].endswith("and more in Odoo")
    (True, True)
    """
    foot = " ".join(f"<@{one}>" for one in digest.mentions[:20])
    room = WECOM_BYTES - len(foot.encode()) - 1
    text = _list(digest, f"**{harmless(digest.title)}**", room)
    text += f"\n{foot}" if foot else ""
    return {"msgtype": "markdown", "markdown": {"content": text}}


def feishu_digest(digest: Digest) -> Body:
    """Build one card with a list of links."""
    title = _keyword(digest.keyword, digest.title)
    text = _list(digest, "", FEISHU_BYTES - 4000)
    text += "".join(f" <at id={one}></at>" for one in digest.mentions[:50])
    return {
        "msg_type": "interactive",
        "card": {
            "schema": "2.0",
            "header": {
                "title": {"tag": "plain_text", "content": cut(plain(title), 200)},
                "template": "orange",
            },
            "body": {"elements": [{"tag": "markdown", "content": text.strip()}]},
        },
    }


CARDS: dict[str, Callable[[Card], Body]] = {
    "dingtalk": dingtalk,
    "wecom": wecom,
    "feishu": feishu,
}
DIGESTS: dict[str, Callable[[Digest], Body]] = {
    "dingtalk": dingtalk_digest,
    "wecom": wecom_digest,
    "feishu": feishu_digest,
}


def _keyword(keyword: str, title: str) -> str:
    """Put the word first that the robot insists on."""
    return f"{keyword} {title}" if keyword and keyword not in title else title


def _paragraphs(card: Card, head: str, form: str) -> str:
    parts = [head] if head else []
    parts += [form.format(harmless(name), harmless(text)) for name, text in card.lines]
    parts += [harmless(card.note)] if card.note else []
    return "\n\n".join(parts)


def _list(digest: Digest, head: str, room: int) -> str:
    """List as many as fit; every line is whole."""
    lines = [head] if head else []
    used = len(head.encode()) + len(digest.more.encode()) + 2
    for text, url in digest.items:
        line = f"- [{harmless(cut(text, 80))}]({url})"
        used += len(line.encode()) + 1
        if used > room:
            lines.append(digest.more)
            break
        lines.append(line)
    return "\n".join(lines)
