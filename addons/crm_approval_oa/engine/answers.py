"""What an answer means: the body says it, not the HTTP status."""

import json
from dataclasses import dataclass
from typing import Any

# ok: it arrived · retry: later again · mend: the channel is set up wrongly, all its
# messages wait · renew: the access token is old · refuse: this message will never do
OK, RETRY, MEND, RENEW, REFUSE = "ok", "retry", "mend", "renew", "refuse"


@dataclass(frozen=True)
class Verdict:
    """What an answer means for the message and for the channel.

    :ivar code: as the vendor says it, for people to look up.
    :ivar pause: seconds for which the whole channel has to be silent.
    """

    kind: str
    code: str = ""
    text: str = ""
    pause: float = 0.0


_DINGTALK = {
    "-1": (RETRY, 0.0),
    "130101": (RETRY, 600.0),
    "410100": (RETRY, 600.0),
    "90018": (RETRY, 10.0),
    "90002": (RETRY, 60.0),
    "1111": (RETRY, 300.0),
    "300001": (MEND, 0.0),
    "300005": (MEND, 0.0),
    "310000": (MEND, 0.0),
    "400013": (MEND, 0.0),
    "400101": (MEND, 0.0),
    "400102": (MEND, 0.0),
    "400106": (MEND, 0.0),
    "90020": (MEND, 0.0),
    "40014": (RENEW, 0.0),
    "42001": (RENEW, 0.0),
}
_WECOM = {
    "-1": (RETRY, 0.0),
    "45009": (RETRY, 60.0),
    "45033": (RETRY, 10.0),
    "93000": (MEND, 0.0),
    "40001": (MEND, 0.0),
    "40013": (MEND, 0.0),
    "60020": (MEND, 0.0),
    "301002": (MEND, 0.0),
    "40014": (RENEW, 0.0),
    "42001": (RENEW, 0.0),
}
_FEISHU = {
    "11232": (RETRY, 30.0),
    "99991400": (RETRY, 5.0),
    "19001": (MEND, 0.0),
    "19021": (MEND, 0.0),
    "19022": (MEND, 0.0),
    "19024": (MEND, 0.0),
    "10003": (MEND, 0.0),
    "10014": (MEND, 0.0),
    "99991672": (MEND, 0.0),
    "99991661": (RENEW, 0.0),
    "99991663": (RENEW, 0.0),
}
_TABLES = {"dingtalk": _DINGTALK, "wecom": _WECOM, "feishu": _FEISHU}
# The new API of DingTalk says it in words, under a true HTTP status.
_DINGTALK_WORDS = (
    ("invalidauthentication", RENEW, 0.0),
    ("apicountlimitfororg", MEND, 0.0),
    ("templateunpublished", MEND, 0.0),
    ("forbidden", MEND, 0.0),
    ("throttling", RETRY, 10.0),
    ("flowcontrol", RETRY, 10.0),
)


def judge(vendor: str, status: int, body: bytes) -> tuple[Verdict, dict[str, Any]]:
    """Return what an answer means, and what it holds.

    >>> judge("dingtalk", 200, b'{"errcode":"0","errmsg":"ok"}')[0].kind
    'ok'
    >>> judge("dingtalk", 200, b'{"errcode":310000,"errmsg":"sign not match"}')[0]
    Verdict(kind='mend', code='310000', text='sign not match', pause=0.0)
    >>> judge("wecom", 200, b'{"errcode":45009,"errmsg":"freq, from ip: 1.2.3.4"}')[0]
    Verdict(kind='retry', code='45009', text='freq', pause=60.0)
    >>> judge("feishu", 200, b'{"code":19021,"msg":"sign match fail"}')[0].kind
    'mend'
    >>> judge("feishu", 400, b'{"code":9499,"msg":"too many request"}')[0].kind
    'retry'
    >>> judge("feishu", 200, b"<html>busy</html>")[0].kind
    'retry'
    >>> judge("dingtalk", 200, b'{"status":1111,"wait":5,"punish":"deny"}')[0].pause
    300.0
    >>> judge("wecom", 200, b'{"errcode":40058,"errmsg":"exceed max length"}')[0].kind
    'refuse'
    >>> judge("wecom", 302, b"")[0].kind
    'mend'
    >>> judge("webhook", 204, b"")[0].kind, judge("webhook", 410, b"")[0].kind
    ('ok', 'mend')
    """
    if vendor == "webhook":
        return _judge_status(status), {}
    try:
        data = json.loads(body)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        if 300 <= status < 400:
            return Verdict(MEND, str(status), "redirected"), {}
        return Verdict(RETRY, str(status), "not JSON", 60.0), {}
    return _judge_body(vendor, status, data), data


def _judge_body(vendor: str, status: int, data: dict[str, Any]) -> Verdict:
    code = _code(data)
    text = str(data.get("errmsg") or data.get("msg") or data.get("message") or "")
    text = text.split("from ip:")[0].rstrip(" ,")[:300]
    if not code:
        # The new API of DingTalk has no code when all is well, and a true status.
        if vendor == "dingtalk" and status < 300 and data.get("success", True):
            return Verdict(OK)
        return Verdict(RETRY, str(status), "no code", 60.0)
    if code == "0":
        return Verdict(OK)
    kind, pause = _TABLES[vendor].get(code) or _by_words(vendor, code, text, status)
    return Verdict(kind, code, text, pause)


def _code(data: dict[str, Any]) -> str:
    for name in ("errcode", "code", "StatusCode", "status"):
        if data.get(name) is not None:
            return str(data[name])
    return ""


def _by_words(vendor: str, code: str, text: str, status: int) -> tuple[str, float]:
    if vendor == "dingtalk":
        for words, kind, pause in _DINGTALK_WORDS:
            if words in code.lower():
                return kind, pause
    if vendor == "feishu" and code == "9499" and "too many" in text:
        return RETRY, 30.0
    return (RETRY, 0.0) if status == 429 or status >= 500 else (REFUSE, 0.0)


def _judge_status(status: int) -> Verdict:
    if 200 <= status < 300:
        return Verdict(OK)
    if status in (301, 302, 303, 307, 308, 401, 403, 404, 410):
        return Verdict(MEND, str(status))
    if status in (408, 409, 425, 429) or status >= 500:
        return Verdict(RETRY, str(status), pause=30.0 if status == 429 else 0.0)
    return Verdict(REFUSE, str(status))
