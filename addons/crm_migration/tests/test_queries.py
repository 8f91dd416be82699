from odoo.tests import tagged

from .common import MigrationCase


@tagged("post_install", "-at_install")
class TestQueries(MigrationCase):
    """A batch costs the same number of queries however long it is."""

    def count(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_staging_costs_the_same_for_any_number_of_rows(self):
        few, many = self.open_run(file_hash="few"), self.open_run(file_hash="many")
        few.stage_rows(self.deals(1))

        costs = {
            count: self.count(lambda run=run, n=count: run.stage_rows(self.deals(n)))
            for run, count in ((few, 10), (many, 500))
        }

        self.assertLessEqual(costs[500], costs[10])

    def test_loading_costs_the_same_for_any_number_of_new_contacts(self):
        self.load(self.open_run(), [self.row("contacts", "W", name="Warm")])
        costs = {}
        for count in (10, 100):
            run = self.open_run(source=f"many{count}", file_hash=str(count))
            run.stage_rows(
                [
                    self.row("contacts", f"C{n}", n, name=f"C{n}", country_id="Kenya")
                    for n in range(count)
                ]
            )
            costs[count] = self.count(run.load_rows)

        self.assertLessEqual(costs[100], costs[10] + 2)

    def test_loading_costs_the_same_for_any_number_of_new_deals(self):
        self.load(self.open_run(), [*self.stages(), *self.deals(1)])
        costs = {}
        for count in (10, 100):
            run = self.open_run(source=f"many{count}", file_hash=str(count))
            run.stage_rows([*self.stages(), *self.deals(count)])
            run.load_rows()
            costs[count] = self.count(run.load_rows)

        self.assertLessEqual(costs[100], costs[10] + 2)

    def test_unchanged_rows_cost_the_same_for_any_number(self):
        costs = {}
        for count in (10, 100):
            source = f"same{count}"
            rows = [*self.stages(), *self.deals(count)]
            self.load(self.open_run(source=source), rows)
            again = self.open_run(source=source)
            again.stage_rows(rows)
            again.load_rows()
            costs[count] = self.count(again.load_rows)

        self.assertLessEqual(costs[100], costs[10])

    def test_undo_costs_the_same_for_any_number_of_deals(self):
        costs = {}
        for count in (10, 100):
            run = self.open_run(source=f"undo{count}", file_hash=str(count))
            self.load(run, [*self.stages(), *self.deals(count)])
            costs[count] = self.count(run.undo_rows)

        self.assertLessEqual(costs[100], costs[10] + 2)
