"""How the vendors want requests signed, and how theirs are proven.

The figures in the examples are the vendors' own samples, or were computed by hand
from their documentation.
"""

import base64
import hashlib
import hmac

WINDOW = 300  # seconds that the clock of a callback may differ from ours


def dingtalk_robot(milliseconds: int, secret: str) -> str:
    """Return the signature of a DingTalk robot, not yet encoded for a URL.

    >>> dingtalk_robot(1577262236757, "this is secret")
    'hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM='
    >>> dingtalk_robot(1700000000004, "SEC" + "0123456789abcdef" * 4)
    'ZeaJlNY30xUaF/p+hFzRR5gZ4qFj+i4uxCJUEwchUXQ='
    """
    return _hmac(secret.encode(), f"{milliseconds}\n{secret}".encode())


def feishu_robot(seconds: int, secret: str) -> str:
    """Return the signature of a Feishu robot: the key is everything, the text nothing.

    >>> feishu_robot(1599360473, "demo")
    'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8='
    >>> feishu_robot(1700000000, "Feishu-Test-Secret-0001")
    'TviEldCVr0euvzpLnE7HaiHGq8G5B9u1KIYQOz9zTeY='
    """
    return _hmac(f"{seconds}\n{secret}".encode(), b"")


def dingtalk_card(milliseconds: str, secret: str) -> str:
    """Return what proves a click on a DingTalk card. It covers only the time!

    >>> dingtalk_card("1700000000000", "card-api-secret")
    'w5yasVoE0C5W/x7zrNW8ReAk8FfqvWC8eTrZdsewFR4='
    """
    return _hmac(secret.encode(), milliseconds.encode())


def feishu_event(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """Return what proves an event or a click of Feishu, over the raw body.

    >>> cipher = (
    ...     "AAECAwQFBgcICQoLDA0OD73JybTwst+5w9Ubp+VmUzZtkJ+uZPaFcuWwNVguMOXWwDQDCnyF"
    ...     "6D380EfIkOg9FO+h7ihYkTlQLwvqBslXRD880Th3wJTBjNJ4dkW+5Woz"
    ... )
    >>> body = b'{"encrypt":"' + cipher.encode() + b'"}'
    >>> feishu_event("1700000000", "nonce-0001", "feishu-encrypt-key", body)
    'c0ae72c63eb1ee1dc8954afc0b800d773bdf940ae7af18f9ae85c715f6adddc6'
    """
    text = f"{timestamp}{nonce}{encrypt_key}".encode() + body
    return hashlib.sha256(text).hexdigest()


def sorted_sha1(*words: str) -> str:
    """Return the signature that WeCom and DingTalk put on encrypted events.

    >>> sorted_sha1(
    ...     "QDG6eK", "1409659589", "263014780",
    ...     "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE"
    ...     "7OaBO+FZXvnaqQ==",
    ... )
    '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3'
    """
    return hashlib.sha1("".join(sorted(words)).encode()).hexdigest()


def standard_webhook(event_id: str, seconds: int, body: bytes, secret: str) -> str:
    """Return the header ``webhook-signature`` of the Standard Webhooks scheme.

    >>> standard_webhook(
    ...     "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}',
    ...     "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ... )
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    >>> standard_webhook(
    ...     "evt-42", 1700000000, b'{"event":"approval.requested","id":"evt-42"}',
    ...     "whsec_Y3JtLWFwcHJvdmFsLWRlbW8tc2VjcmV0LTMyYnl0ZXM=",
    ... )
    'v1,wtwo3Lfx9zIJCMhIzVilW6ICI3xuv82M7Tmg42q4v18='
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{event_id}.{seconds}.".encode() + body
    return f"v1,{_hmac(key, text)}"


def same(mine: str, theirs: str) -> bool:
    """Compare two signatures in a time that tells nothing.

    >>> same("abc", "abc"), same("abc", ""), same("abc", "\\u00e4")
    (True, False, False)
    """
    return hmac.compare_digest(mine.encode(), theirs.encode())


def is_fresh(stamp: str, now: float, unit: int = 1) -> bool:
    """Tell whether a time of a callback is near ours; ``unit`` is ticks per second.

    >>> is_fresh("1700000000", 1700000299.0), is_fresh("1700000000", 1700000301.0)
    (True, False)
    >>> is_fresh("1700000000000", 1700000000.0, unit=1000)
    True
    >>> is_fresh("yesterday", 0.0), is_fresh("", 0.0)
    (False, False)
    """
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 20):
        return False
    return abs(int(stamp) / unit - now) <= WINDOW


def _hmac(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
