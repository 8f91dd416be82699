"""The two ways in which the vendors encrypt what they send us."""

import base64
import binascii
import hashlib
import os
import re
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .signatures import same, sorted_sha1

BLOCK = 32  # WeCom and DingTalk pad to 32 bytes, not to the 16 of AES


class EnvelopeError(Exception):
    """The envelope cannot be opened: wrong key, wrong owner, or not theirs at all."""


class Envelope:
    """The scheme that WeCom and DingTalk share (token, 43 letters of key, owner).

    A click as WeCom encrypts it, with a Chinese answer (bytes are counted, not
    letters):

    >>> wecom = Envelope(
    ...     "wecomtoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    ...     "ww1234567890abcdef",
    ... )
    >>> cipher = (
    ...     "Q3stYC6hdFzMh9T8HCvyDH0IHJENRtL8kKsqSYgg4gClawqfEI4bjkd/sThBdy5abkkNPf3w"
    ...     "QSpydibwulBNcw=="
    ... )
    >>> wecom.sign("1700000000", "1372623149", cipher)
    '486497a0b6ebe215782bb68f65629c26cf05b2fd'
    >>> wecom.open(cipher)
    '1616140317555161061'
    >>> wecom.seal("1616140317555161061", b"0123456789abcdef") == cipher
    True
    >>> wecom.open(wecom.seal("\\u5df2\\u540c\\u610f"))
    '\\u5df2\\u540c\\u610f'

    The vendors' own samples:

    >>> tencent = Envelope(
    ...     "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    ...     "wx5823bf96d3bd56c7",
    ... )
    >>> tencent.open(
    ...     "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE"
    ...     "7OaBO+FZXvnaqQ=="
    ... )
    '1616140317555161061'
    >>> dingtalk = Envelope(
    ...     "mryue", "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7",
    ...     "ding6ccabc44d2c8d38b",
    ... )
    >>> cipher = (
    ...     "0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u+oTT"
    ...     "rd15NRPvNvmBKyDCYxxOK+HZeKju4yhELOFchzNukR+t8SB/qk4ROMu3"
    ... )
    >>> dingtalk.sign("1608001896814", "WL4PK6yA", cipher)
    '03044561471240d4a14bb09372dfcfd4fd0e40cb'
    >>> dingtalk.open(cipher)
    '{"EventType":"check_url"}'

    What is not for us stays closed:

    >>> try:
    ...     dingtalk.open(wecom.seal("hello"))
    ... except EnvelopeError:
    ...     "stays closed"
    'stays closed'
    """

    def __init__(self, token: str, key: str, owner: str) -> None:
        if not re.fullmatch(r"[A-Za-z0-9+/]{43}", key):
            raise EnvelopeError("The key of the callback must have 43 letters.")
        self.token = token
        self.owner = owner
        # a published key can have spare bits at its end: a2b is lenient about them
        self.key = binascii.a2b_base64(key + "=")

    def sign(self, timestamp: str, nonce: str, cipher: str) -> str:
        return sorted_sha1(self.token, timestamp, nonce, cipher)

    def is_signed(self, signature: str, timestamp: str, nonce: str, text: str) -> bool:
        return same(self.sign(timestamp, nonce, text), signature)

    def seal(self, text: str, salt: bytes | None = None) -> str:
        body = text.encode()
        plain = (salt or os.urandom(16)) + struct.pack(">I", len(body)) + body
        plain += self.owner.encode()
        padding = BLOCK - len(plain) % BLOCK
        plain += bytes([padding]) * padding
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def open(self, cipher: str) -> str:
        plain = _unpad(_decrypt(self._cipher(), _from_base64(cipher)), BLOCK)
        if len(plain) < 20:
            raise EnvelopeError("too short")
        (size,) = struct.unpack(">I", plain[16:20])
        body, owner = plain[20 : 20 + size], plain[20 + size :]
        if len(body) != size or owner != self.owner.encode():
            raise EnvelopeError("sealed for somebody else")
        return _text(body)

    def _cipher(self) -> "Cipher[modes.CBC]":
        return Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16]))


def open_feishu(cipher: str, encrypt_key: str) -> str:
    """Open what Feishu sends when the app has an Encrypt Key.

    >>> open_feishu("P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=", "test key")
    'hello world'
    """
    data = _from_base64(cipher)
    key = hashlib.sha256(encrypt_key.encode()).digest()
    aes = Cipher(algorithms.AES(key), modes.CBC(data[:16].ljust(16, b"\0")))
    return _text(_unpad(_decrypt(aes, data[16:]), 16))


def seal_feishu(text: str, encrypt_key: str, start: bytes | None = None) -> str:
    """Do what Feishu does; for those who play it.

    >>> open_feishu(seal_feishu("hello", "k"), "k")
    'hello'
    """
    start = start or os.urandom(16)
    key = hashlib.sha256(encrypt_key.encode()).digest()
    plain = text.encode()
    padding = 16 - len(plain) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    sealed = encryptor.update(plain + bytes([padding]) * padding)
    return base64.b64encode(start + sealed + encryptor.finalize()).decode()


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise EnvelopeError("not base64") from error


def _decrypt(cipher: "Cipher[modes.CBC]", data: bytes) -> bytes:
    if not data or len(data) % 16:
        raise EnvelopeError("not whole blocks")
    decryptor = cipher.decryptor()
    return decryptor.update(data) + decryptor.finalize()


def _unpad(plain: bytes, block: int) -> bytes:
    size = plain[-1]
    if not 1 <= size <= block or plain[-size:] != bytes([size]) * size:
        raise EnvelopeError("wrong key")
    return plain[:-size]


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise EnvelopeError("wrong key") from error
