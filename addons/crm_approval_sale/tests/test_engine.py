import doctest

from odoo.tests import BaseCase

from ..engine import rebate


class TestEngine(BaseCase):
    def test_examples_in_the_engine_are_true(self):
        result = doctest.testmod(rebate)

        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)
