import doctest

from odoo.tests import BaseCase

from ..adapters.odoo_json2 import orders
from ..engine import backoff, breaker, idempotency, lane, order


class TestEngine(BaseCase):
    def test_the_examples_in_the_engine_hold(self):
        for module in (backoff, breaker, idempotency, lane, order, orders):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)

                self.assertEqual(result.failed, 0)
                self.assertGreater(result.attempted, 0)

    def test_the_wait_never_exceeds_the_cap_however_often_it_failed(self):
        waits = [backoff.delay(tries, 1.0) for tries in range(1, 200)]

        self.assertEqual(max(waits), backoff.CAP_SECONDS)
        self.assertEqual(waits, sorted(waits))

    def test_a_wait_is_never_shorter_than_half_of_its_step(self):
        self.assertEqual(backoff.delay(3, 0.0), backoff.delay(3, 1.0) / 2)

    def test_two_databases_never_share_a_key(self):
        one = idempotency.order_key("aaaaaaaa-0000-0000-0000-000000000000", 1)
        other = idempotency.order_key("bbbbbbbb-0000-0000-0000-000000000000", 1)

        self.assertNotEqual(one, other)
