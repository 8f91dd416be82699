import doctest

from odoo.tests import BaseCase

from ..adapters import guard
from ..engine import (
    answers,
    app_cards,
    backoff,
    clicks,
    envelopes,
    limits,
    robot_cards,
    signatures,
    words,
)
from ..exceptions import ChannelError


class TestEngine(BaseCase):
    def test_examples_in_the_engine_are_true(self):
        for module in (
            *(answers, app_cards, backoff, clicks, envelopes),
            *(limits, robot_cards, signatures, words),
        ):
            result = doctest.testmod(module)

            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)

    def test_only_the_servers_of_the_vendor_are_called(self):
        for url, code in (
            ("http://oapi.dingtalk.com/robot/send?access_token=x", "not_https"),
            ("https://evil.example/robot/send?access_token=x", "other_host"),
            ("https://oapi.dingtalk.com.evil.example/robot/send", "other_host"),
            ("https://oapi.dingtalk.com:8443/robot/send", "port"),
            ("https://user:pw@oapi.dingtalk.com/robot/send", "no_address"),
            ("https://oapi.dingtalk.com@evil.example/robot/send", "no_address"),
            ("https://oapi.dingtalk.com:x/robot/send", "no_address"),
            ("file:///etc/passwd", "no_address"),
            ("", "no_address"),
        ):
            with self.subTest(url=url):
                with self.assertRaises(ChannelError) as refusal:
                    guard.check(url, "dingtalk", [""])

                self.assertEqual(refusal.exception.code, code)
        self.assertIsNone(
            guard.check("https://oapi.dingtalk.com/robot/send", "dingtalk", ())
        )

    def test_a_webhook_never_knocks_inside_the_network(self):
        for host in (
            *("127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "0.0.0.0"),
            *("[::1]", "[fd00::1]", "[fe80::1]", "[::ffff:10.0.0.1]", "[2002:a00:1::]"),
            "localhost",
        ):
            with self.subTest(host=host):
                with self.assertRaises(ChannelError) as refusal:
                    guard.check(f"https://{host}/hook", "webhook", ())

                self.assertEqual(refusal.exception.code, "private_host")

    def test_what_an_administrator_permits_is_called_as_it_was_named(self):
        allowed = ["http://127.0.0.1:8099/"]

        self.assertIsNone(guard.check("http://127.0.0.1:8099/x", "webhook", allowed))
        with self.assertRaises(ChannelError):
            guard.check("http://127.0.0.1:8098/x", "webhook", allowed)

    def test_an_error_never_holds_an_address(self):
        with self.assertRaises(ChannelError) as refusal:
            guard.check("https://evil.example/x?key=s3cret", "wecom", ())

        self.assertNotIn("s3cret", repr(refusal.exception))
