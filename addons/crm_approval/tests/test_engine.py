import doctest

from odoo.tests import BaseCase

from ..engine import (
    carry,
    conditions,
    delegation,
    expression,
    link,
    progress,
    quiet,
    spec,
    values,
)


class TestEngine(BaseCase):
    def test_examples_in_the_engine_are_true(self):
        for module in (
            *(carry, conditions, delegation, expression),
            *(link, progress, quiet, spec, values),
        ):
            result = doctest.testmod(module)

            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)
