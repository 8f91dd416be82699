from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import TODAY, DashboardCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBoard(DashboardCase):
    def test_headlines_count_the_deals_of_the_period(self):
        answer = self.look(self.manager, period="this_month")

        self.assertEqual(self.card(answer, "won_revenue")["value"], 3500)
        self.assertEqual(self.card(answer, "won_count")["value"], 2)
        self.assertEqual(self.card(answer, "average_deal")["value"], 1750)
        self.assertAlmostEqual(self.card(answer, "win_rate")["value"], 2 / 3)
        self.assertEqual(self.card(answer, "open_pipeline")["value"], 400)

    def test_a_running_month_is_compared_with_as_many_days(self):
        self.deal("Late April", self.ann, self.north, 9000, "2024-04-28")

        card = self.card(self.look(self.manager, period="this_month"), "won_revenue")

        self.assertEqual(card["before"], 1000)
        self.assertEqual(card["change"], 2.5)

    def test_months_without_a_deal_are_shown_as_zero(self):
        answer = self.look(self.manager, period="this_year")
        card = self.card(answer, "won_by_month")
        values = {point["date"][:7]: point["value"] for point in card["points"]}

        self.assertEqual(card["bucket"], "month")
        self.assertEqual(values["2024-03"], 0)
        self.assertEqual(values["2024-04"], 1000)
        self.assertIsNone(values["2024-12"], "the future is not a zero")

    def test_months_stand_beside_the_same_months_before(self):
        answer = self.look(self.manager, period="this_year")
        points = self.card(answer, "won_by_month")["points"]

        self.assertEqual(points[4]["before"], 2000)
        self.assertIsNone(points[11]["before"])

    def test_leaders_come_first(self):
        answer = self.look(self.manager, period="this_year")
        card = self.card(answer, "won_by_salesperson")

        self.assertEqual(
            [(point["label"], point["value"]) for point in card["points"]],
            [(self.ann.name, 4000), (self.bob.name, 500)],
        )

    def test_small_groups_are_put_together(self):
        teams = self.env["crm.team"].create([{"name": f"T{n}"} for n in range(12)])
        for amount, team in enumerate(teams, 1):
            self.deal(team.name, self.bob, team, amount, "2024-05-04")

        answer = self.look(self.manager, period="this_month")
        card = self.card(answer, "won_by_team")
        points = card["points"]

        self._check_click(card)
        self.assertEqual(len(points), 9)
        self.assertEqual(points[-1]["value"], sum(range(1, 7)))
        self.assertEqual(sum(point["value"] for point in points), 3500 + 78)

    def test_team_and_salesperson_limit_every_tile(self):
        by_team = self.look(self.manager, period="this_year", team_ids=self.south.ids)
        by_user = self.look(self.manager, period="this_year", user_ids=self.ann.ids)

        self.assertEqual(self.card(by_team, "won_revenue")["value"], 500)
        self.assertEqual(self.card(by_team, "open_pipeline")["value"], 400)
        self.assertEqual(self.card(by_user, "won_revenue")["value"], 4000)
        self.assertEqual(self.card(by_user, "open_pipeline")["value"], 0)

    def test_a_click_lists_exactly_what_was_counted(self):
        for period in ("this_month", "this_year", "last_12_months", "all_time"):
            for card in self.look(self.manager, period=period)["tiles"]:
                with self.subTest(period=period, tile=card["name"]):
                    self._check_click(card)

    def _check_click(self, card):
        leads = self.env[card["model"]].with_user(self.manager)
        tile = self.env["crm.dashboard.tile"].browse(card["id"])
        for point in card.get("points") or [{**card, "extra": []}]:
            domain = Domain(card["domain"]) & Domain(point["extra"])
            found = leads.search(domain)
            if card["unit"] == "count":
                self.assertEqual(len(found), point["value"])
            elif tile.aggregate == "sum" and card["unit"] == "money":
                self.assertEqual(
                    sum(found.mapped("expected_revenue")), point["value"] or 0
                )
            elif card["unit"] == "share":
                closed = len(found)
                won = len(found.filtered(lambda lead: lead.won_status == "won"))
                self.assertEqual(point["value"], won / closed if closed else None)

    def test_a_day_ends_at_midnight_of_the_viewer(self):
        late = self.deal("Late", self.ann, self.north, 50, "2024-05-31")
        late.date_closed = "2024-05-31 17:00:00"  # already June in Shanghai
        board = self.env["crm.dashboard"].with_user(self.manager)
        june = {"period": "custom", "start": "2024-06-01", "last": "2024-06-01"}

        there = board.with_context(tz="Asia/Shanghai").read_board(False, june)
        here = board.with_context(tz="UTC").read_board(False, june)

        self.assertEqual(self.card(there, "won_revenue")["value"], 50)
        self.assertEqual(self.card(there, "won_by_month")["points"][0]["value"], 50)
        self.assertEqual(self.card(here, "won_revenue")["value"], 0)

    def test_a_board_opens_on_the_latest_year_that_has_data(self):
        self.deals.filtered("date_closed").date_closed = "2017-12-31 08:00:00"

        answer = self.env["crm.dashboard"].with_user(self.manager).read_board()

        self.assertIn("latest 12 months", answer["notice"])
        self.assertEqual(answer["span"], {"start": "2017-01-01", "last": "2017-12-31"})
        self.assertEqual(self.card(answer, "won_revenue")["value"], 6500)

    def test_an_empty_database_shows_zeros_and_no_notice(self):
        self.deals.unlink()

        answer = self.env["crm.dashboard"].with_user(self.manager).read_board()

        self.assertFalse(answer["notice"])
        self.assertEqual(self.card(answer, "won_count")["value"], 0)
        self.assertIsNone(self.card(answer, "win_rate")["value"])
        self.assertEqual(self.card(answer, "won_by_team")["points"], [])

    def test_a_chosen_empty_period_stays_chosen(self):
        june = {"period": "custom", "start": "2010-06-01", "last": "2010-06-30"}

        answer = self.look(self.manager, **june)

        self.assertFalse(answer["notice"])
        self.assertEqual(answer["filters"]["start"], "2010-06-01")

    def test_all_time_turns_to_coarser_steps_when_it_is_long(self):
        self.deal("Old", self.ann, self.north, 5, "2011-02-02")

        card = self.card(self.look(self.manager, period="all_time"), "won_by_month")

        self.assertEqual(card["bucket"], "year")
        self.assertEqual(card["points"][0], {**card["points"][0], "value": 5})
        self.assertEqual(sum(point["value"] for point in card["points"]), 6505)

    def test_stages_keep_their_own_order(self):
        stages = self.env["crm.stage"].create(
            [{"name": "Later", "sequence": 90}, {"name": "Sooner", "sequence": 80}]
        )
        for stage, amount in zip(stages, (10, 20), strict=True):
            lead = self.deal(stage.name, self.bob, self.south, amount)
            lead.stage_id = stage

        card = self.card(self.look(self.manager), "pipeline_by_stage")

        self.assertEqual(
            [point["label"] for point in card["points"]][-2:], ["Sooner", "Later"]
        )

    def test_a_deal_archived_after_it_was_won_stays_won(self):
        self.deals[1].active = False
        self.deals[1].date_closed = "2024-05-02 10:00:00"

        answer = self.look(self.manager, period="this_month")

        self.assertEqual(self.card(answer, "won_revenue")["value"], 3500)

    def test_tags_do_not_count_a_deal_twice_elsewhere(self):
        tags = self.env["crm.tag"].create([{"name": "A"}, {"name": "B"}])
        self.deals[1].tag_ids = tags
        tile = self.tile(
            kind="rank",
            groupby="tag_ids",
            domain="[('won_status', '=', 'won')]",
            measure="expected_revenue",
            date_field="date_closed",
        )

        answer = self.look(self.manager, period="this_month")
        [card] = [card for card in answer["tiles"] if card["id"] == tile.id]

        values = {point["label"]: point["value"] for point in card["points"]}
        self.assertEqual(values, {"A": 3000, "B": 3000, "Not set": 500})
        self.assertEqual(self.card(answer, "won_revenue")["value"], 3500)

    def test_nonsense_filters_are_refused_in_words(self):
        for filters in (
            {"period": "someday"},
            {"period": "custom", "start": "2024-02-01", "last": "2024-01-01"},
            {"period": "custom", "start": "yesterday", "last": "2024-01-01"},
            {"team_ids": ["1 OR 1=1"]},
            {"user_ids": list(range(500))},
        ):
            with self.subTest(filters=filters):
                with self.assertRaisesRegex(UserError, "Reset the filters"):
                    self.look(self.manager, **filters)
