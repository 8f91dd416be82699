import doctest

from odoo.tests import BaseCase

from ..engine.config import config_file
from ..engine.field import (
    defaults,
    formula,
    formula_functions,
    kinds,
    layout,
    masking,
    naming,
)
from ..engine.rule import expression, formats, judges, moments, pairs, patterns, rules
from ..engine.table import row_log

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
