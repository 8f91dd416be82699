from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.crm_migration.tests.common import MigrationCase


@tagged("post_install", "-at_install")
class TestHistory(MigrationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.approval.chain"].search([]).active = False
        chain = cls.env["crm.approval.chain"].create(
            {
                "name": "Large deals",
                "company_id": False,
                "min_amount": 1000,
                "step_ids": [
                    (0, 0, {"name": "Boss", "user_ids": [(6, 0, cls.colleague.ids)]})
                ],
            }
        )
        chain.action_publish()

    def won(self, number, revenue):
        return self.row(
            "deals",
            f"W{number}",
            number,
            name=f"Won {number}",
            type="opportunity",
            stage_id="Won",
            expected_revenue=revenue,
            probability=100,
            date_closed="2017-03-11 12:00:00",
            create_date="2017-03-01 12:00:00",
        )

    def history(self, run):
        return self.env["crm.approval.history"].search([("source", "=", run.name)])

    def test_deals_won_long_ago_come_in_as_history(self):
        run = self.open_run(name="Old system, 2017")

        self.load(run, [*self.stages(), self.won(1, 5000), self.won(2, 10)])

        deal = self.record("deals", "W1")
        self.assertEqual(run.problem_count, 0)
        self.assertEqual(deal.won_status, "won")
        self.assertEqual(str(deal.date_closed), "2017-03-11 12:00:00")
        self.assertEqual(deal.day_close, 10)
        rows = self.history(run)
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows.user_id, self.migrator)
        self.assertEqual(set(rows.mapped("kind")), {"migration"})

    def test_open_deals_leave_no_history(self):
        run = self.open_run(name="Old system, open")

        self.load(run, [*self.stages(), *self.deals(2)])

        self.assertEqual(self.record("deals", "D1").stage_id.name, "Old")
        self.assertFalse(self.history(run))

    def test_a_deal_that_the_old_system_wins_later_is_history_too(self):
        self.load(self.open_run(), [*self.stages(), *self.deals(1)])
        run = self.open_run(name="Second look", file_hash="newer")
        rows = self.deals(1)
        rows[0]["payload"].update(
            stage_id="Won", expected_revenue=9000, date_closed="2017-03-11 12:00:00"
        )

        self.load(run, [*self.stages(), *rows])

        deal = self.record("deals", "D1")
        self.assertEqual(self.state(run, "deals", "D1"), "updated")
        self.assertEqual(deal.won_status, "won")
        self.assertEqual(str(deal.date_closed), "2017-03-11 12:00:00")
        self.assertEqual(len(self.history(run)), 1)

    def test_a_salesperson_still_cannot_win_a_large_deal(self):
        self.load(
            self.open_run(),
            [
                *self.stages(),
                self.row("deals", "D", name="D", stage_id="Old", expected_revenue=5000),
            ],
        )
        deal = self.record("deals", "D")
        deal.user_id = self.salesman
        won = self.record("stages", "Won")

        with self.assertRaisesRegex(Exception, "Large deals"):
            deal.with_user(self.salesman).write({"stage_id": won.id})

    def test_a_salesperson_cannot_record_history(self):
        self.load(self.open_run(), [*self.stages(), *self.deals(1)])
        history = self.env["crm.approval.history"].with_user(self.salesman)

        with self.assertRaises(AccessError):
            history._record_history(
                self.record("deals", "D1"), self.record("stages", "Won"), "forged"
            )

    def test_one_batch_costs_the_same_for_any_number_of_won_deals(self):
        costs = {}
        for count in (10, 60):
            run = self.open_run(source=f"won{count}", file_hash=str(count))
            run.stage_rows(
                [*self.stages(), *(self.won(number, 5000) for number in range(count))]
            )
            run.load_rows()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run.load_rows()
            self.env.flush_all()
            costs[count] = self.env.cr.sql_log_count - before

        self.assertLessEqual(costs[60], costs[10] + 2)
