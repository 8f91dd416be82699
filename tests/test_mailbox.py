"""The mailbox of the demonstration: mail goes in by SMTP and is read in a browser."""

from __future__ import annotations

import smtplib
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from demonstration.mailbox import mailbox, render
from demonstration.mailbox.store import Store, parse
from devtools.odoo.cli import free_port

NOW = datetime(2026, 1, 5, 12, 30)
EVIL = '<script>alert(1)</script><a href="http://127.0.0.1/decide">Approve</a>'


def letter(subject: str, html: str = "<p>Hello</p>", to: str = "a@x.example") -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "crm@x.example", to
    message.set_content("Hello")
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    smtp, web = free_port(), free_port()
    with mailbox(tmp_path / "letters", smtp, web):
        yield smtp, web


def send(port: int, content: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail("crm@x.example", ["a@x.example"], content)


def get(
    port: int, path: str = "/", language: str = "en", host: str = ""
) -> tuple[int, str, str]:
    """Status, content security policy and text of a page."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        headers={"Accept-Language": language, **({"Host": host} if host else {})},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        answer = opener.open(request, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    policy = answer.headers.get("Content-Security-Policy", "")
    return answer.status, policy, answer.read().decode()


def test_a_mail_that_is_sent_is_read_newest_first(ports: tuple[int, int]) -> None:
    smtp, web = ports
    send(smtp, letter("First"))
    send(smtp, letter("待审批 云岫", "<p>请审批</p>"))

    _status, _policy, page = get(web)
    key = page.split('href="/letter/')[1].split('"')[0]

    assert page.index("待审批") < page.index("First")
    assert "请审批" in get(web, f"/letter/{key}/body")[2]
    assert "a@x.example" in get(web, f"/letter/{key}")[2]


def test_letters_outlive_a_restart(tmp_path: Path) -> None:
    Store(tmp_path).add(letter("Kept"))

    assert [one.subject for one in Store(tmp_path).letters()] == ["Kept"]


def test_a_mail_may_do_nothing_but_open_links(ports: tuple[int, int]) -> None:
    smtp, web = ports
    send(smtp, letter("Evil", EVIL))
    key = get(web)[2].split('href="/letter/')[1].split('"')[0]

    _status, own, page = get(web, f"/letter/{key}")
    _status, policy, body = get(web, f"/letter/{key}/body")

    assert "<script" not in page, "the body stands outside of its frame"
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "default-src 'none'" in own
    assert policy.startswith("sandbox ") and "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert '<base target="_blank">' in body


def test_heads_of_mails_are_escaped() -> None:
    one = parse("0" * 20, NOW, letter("<b>x</b>", to='"<i>y</i>" <y@x.example>'))

    page = render.letter_page(one, "en") + render.list_page([one], "zh")

    assert "<b>x</b>" not in page and "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<i>y" not in page


def test_a_mail_without_html_is_shown_as_its_text() -> None:
    message = EmailMessage()
    message["Subject"] = "Plain"
    message.set_content("1 < 2")

    assert "1 &lt; 2" in parse("0" * 20, NOW, message.as_bytes()).body


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"Subject: =?utf-8?b?!!?=\n\nx",
        b"From: <<>>\n\n",
        b"Content-Type: text/html; charset=nobody\n\n\xff",
        b"Content-Type: multipart/mixed\n\nno boundary",
    ],
)
def test_broken_mails_are_shown_as_far_as_they_go(content: bytes) -> None:
    one = parse("0" * 20, NOW, content)

    assert render.list_page([one], "en")
    assert render.body_page(one)


def test_the_page_speaks_the_language_of_the_browser(ports: tuple[int, int]) -> None:
    _smtp, web = ports

    assert "演示邮箱" in get(web, language="zh-CN,zh;q=0.9,en;q=0.8")[2]
    assert "No mail yet" in get(web, language="de,en;q=0.7")[2]


def test_other_names_and_other_files_are_refused(ports: tuple[int, int]) -> None:
    _smtp, web = ports

    assert get(web, host="evil.example")[0] == 403
    for path in ("/letter/../../etc/passwd", "/letter/%2e%2e", "/letter/" + "9" * 20):
        assert get(web, path)[0] == 404


def test_a_port_is_free_again_afterwards(tmp_path: Path) -> None:
    smtp, web = free_port(), free_port()
    for _time in range(2):
        with mailbox(tmp_path, smtp, web):
            assert get(web)[0] == 200


def test_only_the_newest_letters_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demonstration.mailbox.store.KEPT", 3)
    store = Store(tmp_path)
    for number in range(5):
        store.add(letter(f"No {number}"))

    assert [one.subject for one in store.letters()] == ["No 4", "No 3", "No 2"]
