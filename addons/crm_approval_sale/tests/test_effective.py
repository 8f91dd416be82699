import doctest

from odoo.tests import TransactionCase, tagged

from ..engine import effective
from .common import OrderCast

PATH = "order_line.price_subtotal"


@tagged("post_install", "-at_install")
class TestEffective(OrderCast, TransactionCase):
    """A chain from 20 % sees a discount in every disguise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()
        cls.gift = cls.env["product.product"].create(
            {"name": "Gift", "type": "service", "list_price": 100, "taxes_id": False}
        )

    def _chained(self, measure="effective", operator=">=", bound=20):
        return self._order_chain(**self._lines(measure, PATH, operator, bound))

    def _line(self, **values):
        return (0, 0, {"product_id": self.product.id, "product_uom_qty": 10, **values})

    def _confirmed(self, *lines, **values):
        order = self._order(order_line=list(lines), **values)
        order.action_confirm()
        return order

    def test_the_engine_keeps_its_examples(self):
        result = doctest.testmod(effective)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)

    def test_every_disguise_asks(self):
        self._chained()
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "item_ids": [
                    (0, 0, {"compute_price": "fixed", "fixed_price": 70}),
                ],
            }
        )
        gift = {"product_id": self.gift.id, "price_unit": 0}
        section = (0, 0, {"display_type": "line_section", "name": "Extra"})
        disguises = {
            "unit price": [self._line(price_unit=79)],
            "discount": [self._line(discount=20)],
            "free pieces": [self._line(), self._line(price_unit=0, product_uom_qty=4)],
            "other goods for nothing": [self._line(), section, self._line(**gift)],
            "line below zero": [self._line(), self._line(price_unit=-250, name="-")],
            "little by little": [self._line(price_unit=89, discount=11)],
            "goods without a list price": [
                self._line(price_unit=50),
                (0, 0, {"product_id": self._free_service(), "price_unit": 500}),
            ],
        }
        for name, lines in disguises.items():
            with self.subTest(name):
                order = self._confirmed(*lines)
                self.assertEqual(order.state, "draft")
                self.assertTrue(self._requests(order))
        with self.subTest("price list"):
            order = self._confirmed(self._line(), pricelist_id=pricelist.id)
            self.assertEqual(order.order_line.price_unit, 70)
            self.assertEqual(order.state, "draft")

    def _free_service(self):
        values = {"name": "Consulting", "list_price": 0, "taxes_id": False}
        return self.env["product.product"].create(values).id

    def test_below_the_bound_nobody_is_asked(self):
        self._chained()
        dozen = self.env.ref("uom.product_uom_dozen")
        for name, lines in {
            "list price": [self._line()],
            "a little less": [self._line(price_unit=81)],
            "a dozen": [self._line(product_uom_id=dozen.id, product_uom_qty=1)],
        }.items():
            with self.subTest(name):
                self.assertEqual(self._confirmed(*lines).state, "sale")

    def test_another_currency_is_converted(self):
        self._chained()
        currency = self.env["res.currency"].create({"name": "APX", "symbol": "A"})
        currency.rate_ids = [(0, 0, {"name": "2020-01-01", "rate": 2.0})]
        pricelist = self.env["product.pricelist"].create(
            {"name": "APX", "currency_id": currency.id}
        )
        fair = self._confirmed(self._line(), pricelist_id=pricelist.id)
        cheap = self._confirmed(self._line(price_unit=100), pricelist_id=pricelist.id)

        self.assertEqual((fair.state, cheap.state), ("sale", "draft"))

    def test_a_price_that_includes_its_tax_is_no_discount(self):
        self._chained()
        tax = self.env["account.tax"].create(
            {"name": "Included", "amount": 30, "price_include_override": "tax_included"}
        )

        order = self._confirmed(self._line(tax_ids=[(6, 0, tax.ids)]))

        self.assertEqual(order.state, "sale")

    def test_the_reason_says_it_with_both_amounts(self):
        self._chained()

        order = self._confirmed(self._line(price_unit=65))

        text = self._requests(order).reason_text
        self.assertIn("Effective discount 35.00 %", text)
        self.assertIn("list 1,000.00, sold at 650.00", text)

    def test_a_confirmed_order_asks_when_goods_change_at_the_same_total(self):
        self._chained()
        order = self._confirmed(self._line())
        self.assertEqual(order.state, "sale")
        line = order.order_line

        for change in (
            {"product_uom_qty": 20, "price_unit": 50},
            {"price_unit": 50},
            {"discount": 30},
        ):
            with self.subTest(change), self.assertClosed("needs an approval"):
                line.sudo().with_context(import_file=True).write(change)
                self.env.flush_all()

    def test_the_margin_is_looked_at_where_the_cost_is_known(self):
        self._chained("margin", "<", 10)
        self.assertEqual(self._confirmed(self._line(price_unit=1)).state, "sale")

        self.product.standard_price = 80
        self.assertEqual(self._confirmed(self._line()).state, "sale")
        order = self._confirmed(self._line(price_unit=85))
        self.assertEqual(order.state, "draft")
        self.assertIn("Margin 5.88 %", self._requests(order).reason_text)
        rebated = self._confirmed(self._line(), self._line(price_unit=-150))
        self.assertEqual(rebated.state, "draft")
