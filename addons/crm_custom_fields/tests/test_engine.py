import doctest
import importlib
import pkgutil

from odoo.tests import BaseCase

from .. import engine


class TestEngine(BaseCase):
    """The plain Python parts tell their own story; here it is checked."""

    def test_the_examples_in_the_docstrings_are_true(self):
        tried = 0
        for found in pkgutil.walk_packages(engine.__path__, f"{engine.__name__}."):
            module = importlib.import_module(found.name)
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertFalse(result.failed)
                tried += result.attempted
        self.assertTrue(tried, "no example was found")
