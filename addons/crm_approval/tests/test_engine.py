import doctest

from odoo.tests import BaseCase

from ..engine import (
    assign,
    carry,
    conditions,
    delegation,
    differ,
    expression,
    formula_functions,
    link,
    past,
    progress,
    quiet,
    spec,
    values,
    verify,
)


class TestEngine(BaseCase):
    def test_examples_in_the_engine_are_true(self):
        for module in (
            *(assign, carry, conditions, delegation, differ, expression),
            *(formula_functions, link, past, progress, quiet, spec, values, verify),
        ):
            result = doctest.testmod(module)

            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)
