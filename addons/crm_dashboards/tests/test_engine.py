import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dashboards.engine import conditions, periods, plan, scope, series


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    def test_examples_in_the_engine_hold(self):
        for module in (conditions, periods, plan, scope, series):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)
