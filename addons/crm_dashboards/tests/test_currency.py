from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common import TODAY, DashboardCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCurrency(DashboardCase):
    """Deals of two companies that keep their books in different currencies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.env.company
        euro, yuan = cls.env.ref("base.EUR"), cls.env.ref("base.CNY")
        (euro | yuan).active = True
        cls.foreign_currency = yuan if cls.home.currency_id != yuan else euro
        cls.abroad = cls.env["res.company"].create(
            {"name": "Abroad", "currency_id": cls.foreign_currency.id}
        )
        cls.env["res.currency.rate"].search([]).unlink()
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "rate": rate,
                    "name": "2024-01-01",
                    "company_id": False,
                }
                for currency, rate in (
                    (cls.home.currency_id, 2.0),
                    (cls.foreign_currency, 8.0),
                )
            ]
        )
        cls.manager.company_ids = [Command.link(cls.abroad.id)]
        cls.deals.company_id = cls.home
        far = cls.deal("Abroad", cls.manager, cls.env["crm.team"], 800, "2024-05-06")
        far.company_id = cls.abroad

    def read_in(self, companies):
        board = self.env["crm.dashboard"].with_user(self.manager)
        return board.with_context(allowed_company_ids=companies.ids).read_board(
            self.board.id, {"period": "this_month"}
        )

    def test_amounts_are_converted_to_the_company_in_use(self):
        answer = self.read_in(self.home | self.abroad)

        self.assertTrue(answer["currency"]["is_converted"])
        self.assertEqual(answer["currency"]["id"], self.home.currency_id.id)
        self.assertAlmostEqual(self.card(answer, "won_revenue")["value"], 3500 + 200)
        self.assertAlmostEqual(self.card(answer, "average_deal")["value"], 3700 / 3)

    def test_the_other_company_first_means_its_currency(self):
        answer = self.read_in(self.abroad | self.home)

        self.assertEqual(answer["currency"]["id"], self.foreign_currency.id)
        self.assertAlmostEqual(self.card(answer, "won_revenue")["value"], 14000 + 800)

    def test_one_company_needs_no_conversion(self):
        answer = self.read_in(self.abroad)

        self.assertFalse(answer["currency"]["is_converted"])
        self.assertEqual(self.card(answer, "won_revenue")["value"], 800)

    def test_extremes_of_mixed_currencies_are_refused_in_words(self):
        tile = self.tile(measure="expected_revenue", aggregate="max")

        answer = self.read_in(self.home | self.abroad)
        [card] = [card for card in answer["tiles"] if card["id"] == tile.id]

        self.assertIn("Choose one company", card["error"])
