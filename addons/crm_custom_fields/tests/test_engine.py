import doctest

from odoo.tests import BaseCase

from ..engine import (
    config_file,
    defaults,
    expression,
    formats,
    formula,
    formula_functions,
    judges,
    kinds,
    layout,
    masking,
    moments,
    naming,
    pairs,
    patterns,
    row_log,
    rules,
)

MODULES = (
    config_file,
    defaults,
    expression,
    formats,
    formula,
    formula_functions,
    kinds,
    layout,
    judges,
    masking,
    moments,
    naming,
    pairs,
    patterns,
    row_log,
    rules,
)


class TestEngine(BaseCase):
    """The plain Python parts tell their own story; here it is checked."""

    def test_the_examples_in_the_docstrings_are_true(self):
        for module in MODULES:
            with self.subTest(module=module.__name__):
                self.assertFalse(doctest.testmod(module).failed)
