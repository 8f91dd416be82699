from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY, DashboardCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSecurity(DashboardCase):
    def test_a_salesperson_sees_own_figures_only(self):
        own = self.look(self.ann, period="this_month")
        all_of_it = self.look(self.bob, period="this_month")

        self.assertEqual(self.card(own, "won_revenue")["value"], 3000)
        self.assertEqual(self.card(all_of_it, "won_revenue")["value"], 3500)
        self.assertEqual(own["choices"]["users"], [])

    def test_asking_for_a_colleague_shows_nothing_of_hers(self):
        answer = self.look(self.ann, period="this_month", user_ids=self.bob.ids)

        self.assertEqual(self.card(answer, "won_revenue")["value"], 0)
        self.assertEqual(self.card(answer, "won_by_salesperson")["points"], [])

    def test_two_readers_in_turn_never_share_figures(self):
        for user, revenue in (
            (self.bob, 3500),
            (self.ann, 3000),
            (self.bob, 3500),
            (self.ann, 3000),
        ):
            answer = self.look(user, period="this_month")
            self.assertEqual(self.card(answer, "won_revenue")["value"], revenue)

    def test_people_outside_sales_are_refused(self):
        outsider = new_test_user(self.env, "dash_outsider", groups="base.group_user")

        with self.assertRaisesRegex(AccessError, "CRM Dashboard"):
            self.look(outsider)

    def test_only_a_manager_sets_up_boards(self):
        tile = self.env.ref("crm_dashboards.crm_dashboard_tile_won_count")
        for record in (self.board, tile):
            with self.subTest(model=record._name):
                for work in (
                    lambda one: one.write({"name": "Mine"}),
                    lambda one: one.copy(),
                    lambda one: one.unlink(),
                ):
                    with self.assertRaisesRegex(AccessError, "not allowed"):
                        work(record.with_user(self.bob))
                record.with_user(self.manager).name = "Ours"

    def test_a_board_for_one_group_is_hidden_from_others(self):
        self.board.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_manager").id)
        ]

        with self.assertRaisesRegex(UserError, "not shown to you"):
            self.look(self.bob)
        tiles = self.env["crm.dashboard.tile"].with_user(self.bob)
        self.assertFalse(tiles.search([("dashboard_id", "=", self.board.id)]))

    def test_a_tile_for_one_group_is_hidden_from_others(self):
        tile = self.env.ref("crm_dashboards.crm_dashboard_tile_won_count")
        tile.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_manager").id)
        ]

        self.assertIsNone(self.card(self.look(self.bob), "won_count"))
        self.assertTrue(self.card(self.look(self.manager), "won_count"))

    def test_a_tile_on_a_model_one_may_not_read_is_not_shown(self):
        tile = self.tile(model_id=self.env["ir.model"]._get_id("ir.config_parameter"))

        answer = self.look(self.manager)

        self.assertNotIn(tile.id, [card["id"] for card in answer["tiles"]])

    def test_a_tile_that_reads_a_closed_field_is_not_shown(self):
        field = self.env["crm.lead"]._fields["recurring_revenue"]
        tile = self.tile(measure="recurring_revenue")
        by_path = self.tile(name="Filter", domain="[('recurring_revenue', '>', 0)]")
        self.patch(field, "groups", "base.group_system")

        shown = {card["id"] for card in self.look(self.manager)["tiles"]}

        self.assertFalse(shown & {tile.id, by_path.id})

    def test_another_company_sees_neither_its_tiles_nor_its_deals(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "dash_stranger",
            groups="sales_team.group_sale_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        tile = self.tile(company_id=self.env.company.id)
        self.deals.company_id = self.env.company

        answer = self.look(stranger, period="this_month")

        self.assertNotIn(tile.id, [card["id"] for card in answer["tiles"]])
        self.assertEqual(self.card(answer, "won_count")["value"], 0)
