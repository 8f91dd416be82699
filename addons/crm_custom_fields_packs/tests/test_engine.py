import doctest

from odoo.tests import BaseCase

from ..engine import pack_file


class TestEngine(BaseCase):
    def test_examples_in_the_engine_are_true(self):
        result = doctest.testmod(pack_file)

        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)
