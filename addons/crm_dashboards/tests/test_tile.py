from ast import literal_eval

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY, DashboardCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTile(DashboardCase):
    def test_a_filter_is_data_and_never_runs(self):
        for source in (
            "__import__('os').system('true')",
            "[('name', '=', open('/etc/passwd').read())]",
            "[(lambda: 1)()]",
            "[('name', '=', 'x')",
            "[('partner_id', 'any!', [('id', '>', 0)])]",
            "[('no_such_field', '=', 1)]",
            "'text'",
            "[" * 300,
        ):
            with self.subTest(source=source), self.cr.savepoint():
                with self.assertRaisesRegex(ValidationError, "Probe cannot be shown"):
                    self.tile(domain=source)

    def test_measures_and_groups_must_fit_the_model(self):
        for values, words in (
            ({"measure": "name"}, "not a number field"),
            ({"measure": "partner_id.id"}, "not a number field"),
            ({"kind": "rank"}, "needs a field to group by"),
            ({"kind": "rank", "groupby": "nothing"}, "grouped by nothing"),
            ({"kind": "bar", "groupby": "team_id"}, "cannot be drawn"),
            ({"kind": "bar", "groupby": "date_closed"}, "needs a step"),
            ({"date_field": "name"}, "cannot filter by name"),
            ({"team_field": "name"}, "cannot filter by name"),
            (
                {"action_id": self.env.ref("base.action_partner_form").id},
                "another model",
            ),
        ):
            with self.subTest(values=values), self.cr.savepoint():
                with self.assertRaisesRegex(ValidationError, words):
                    self.tile(**values)

    def test_writing_is_checked_like_creating(self):
        tile = self.tile()

        with self.assertRaisesRegex(ValidationError, "Probe cannot be shown"):
            tile.domain = "[('nowhere', '=', 1)]"

    def test_a_custom_field_groups_and_sums_by_itself(self):
        self.env["ir.model.fields"].create(
            {
                "name": "x_sector",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "ttype": "char",
                "field_description": "Sector",
            }
        )
        self.deals[0]["x_sector"] = "retail"
        tile = self.tile(
            kind="rank",
            groupby="x_sector",
            measure="expected_revenue",
            date_field="date_closed",
        )

        answer = self.look(self.manager, period="this_year")
        [card] = [card for card in answer["tiles"] if card["id"] == tile.id]

        self.assertEqual(
            {point["label"]: point["value"] for point in card["points"]},
            {"Not set": 3500, "retail": 1000},
        )

    def test_a_field_that_tells_tiles_apart_can_group_as_well(self):
        tile = self.tile(
            kind="rank",
            groupby="won_status",
            domain="[('active', 'in', [True, False])]",
            date_field="date_closed",
        )

        answer = self.look(self.manager, period="this_month")
        [card] = [card for card in answer["tiles"] if card["id"] == tile.id]

        values = {point["label"]: point["value"] for point in card["points"]}
        self.assertEqual(values, {"Won": 2, "Lost": 1})

    def test_filters_of_every_shape_count_as_a_search_would(self):
        leads = self.env["crm.lead"].with_user(self.manager)
        for source in (
            "[]",
            "[('active', 'in', True)]",
            "['!', ('won_status', '=', 'won')]",
            "['|', ('active', '=', False), ('won_status', '=', 'won')]",
            "[('won_status', 'in', ['won', False])]",
            "[('won_status', '!=', 'lost'), ('team_id.name', '=', 'North')]",
            "[('user_id', 'any', [('login', '=', 'dash_ann'), ('id', '>', 0)])]",
            "[('team_id', 'in', [])]",
            "[(0, '=', 1)]",
            "[('create_date', '>', '-1d')]",
        ):
            with self.subTest(source=source):
                tile = self.tile(name=source, domain=source)
                cards = self.look(self.manager, period="this_year")["tiles"]
                [card] = [card for card in cards if card["id"] == tile.id]
                self.assertFalse(card["error"])
                self.assertEqual(
                    card["value"], leads.search_count(literal_eval(source))
                )
                self.assertEqual(card["value"], leads.search_count(card["domain"]))

    def test_a_path_over_another_record_can_group(self):
        partner = self.env["res.partner"].create(
            {"name": "P", "country_id": self.env.ref("base.cn").id}
        )
        self.deals[0].partner_id = partner
        tile = self.tile(kind="rank", groupby="partner_id.country_id")

        answer = self.look(self.manager)
        [card] = [card for card in answer["tiles"] if card["id"] == tile.id]

        self.assertIn("China", [point["label"] for point in card["points"]])
        self.assertFalse(card["error"])

    def test_a_tile_whose_field_has_gone_says_so_and_the_rest_goes_on(self):
        tile = self.tile()
        self.env.cr.execute(
            "UPDATE crm_dashboard_tile SET measure = 'gone' WHERE id = %s", [tile.id]
        )
        tile.invalidate_recordset()

        answer = self.look(self.manager, period="this_month")
        [card] = [card for card in answer["tiles"] if card["id"] == tile.id]

        self.assertIn("gone is not a number field", card["error"])
        self.assertEqual(self.card(answer, "won_count")["value"], 2)

    @mute_logger("odoo.sql_db", "odoo.addons.crm_dashboards.models.reading.reader")
    def test_a_figure_the_database_refuses_does_not_end_the_board(self):
        tile = self.tile(domain="[('name', '=like', 'A\\\\')]")

        answer = self.look(self.manager, period="this_month")
        [card] = [card for card in answer["tiles"] if card["id"] == tile.id]

        self.assertIn("database could not compute", card["error"])
        self.assertEqual(self.card(answer, "won_count")["value"], 2)

    def test_a_tile_says_which_filter_does_not_reach_it(self):
        tile = self.tile(team_field="team_id")

        answer = self.look(self.manager, user_ids=self.ann.ids)
        [card] = [card for card in answer["tiles"] if card["id"] == tile.id]

        self.assertEqual(card["ignores"], ["period", "salespeople"])
