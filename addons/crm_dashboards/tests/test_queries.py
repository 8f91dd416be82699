from freezegun import freeze_time

from odoo.tests import tagged

from ..models.reading import reader
from .common import TODAY, DashboardCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestQueries(DashboardCase):
    def count(self, **filters):
        """Queries of one reading, once caches of rules and names are warm."""
        self.look(self.bob, **filters)
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.look(self.bob, **filters)
        return self.cr.sql_log_count - before

    def test_more_tiles_of_one_plan_cost_no_more_queries(self):
        few = self.count(period="this_year")
        for number in range(10):
            self.tile(
                name=f"More {number}",
                kind="rank",
                groupby=("priority", "type", "country_id")[number % 3],
                domain="[('type', '=', 'opportunity'), ('won_status', '=', 'won'),"
                " ('active', 'in', [True, False])]",
                measure="expected_revenue",
                date_field="date_closed",
                team_field="team_id",
                user_field="user_id",
            )

        self.assertEqual(self.count(period="this_year"), few)

    def test_more_deals_cost_no_more_queries(self):
        few = self.count(period="this_month")
        for number in range(15):
            self.deal(f"N{number}", self.bob, self.south, number, "2024-05-09")

        self.assertEqual(self.count(period="this_month"), few)

    def test_a_board_reads_the_pipeline_three_times(self):
        asked = []
        run = reader._run
        self.patch(
            reader, "_run", lambda env, query: asked.append(1) or run(env, query)
        )

        self.look(self.bob, period="this_year")

        # This period, the one before, and the open pipeline.
        self.assertEqual(len(asked), 3)
