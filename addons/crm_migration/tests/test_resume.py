from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MigrationCase


@tagged("post_install", "-at_install")
class TestResume(MigrationCase):
    def test_a_chunk_sent_twice_is_staged_once(self):
        run = self.open_run()
        rows = self.deals(5)

        run.stage_rows(rows)
        status = run.stage_rows(rows)

        self.assertEqual(status["rows"], 5)

    def test_an_interrupted_run_is_taken_up_again(self):
        run = self.open_run()
        run.stage_rows([*self.stages(), *self.deals(5)])
        run.load_rows(1)
        run.load_rows(1)
        run.load_rows(3)

        again = self.open_run()

        self.assertEqual(again, run)
        self.load(again)
        self.assertEqual(again.created_count, 6)
        self.assertEqual(again.state, "done")

    def test_a_second_run_of_the_same_file_creates_nothing(self):
        rows = [*self.stages(), *self.deals(5)]
        self.load(self.open_run(), rows)
        before = self.env["crm.lead"].search_count([])

        second = self.load(self.open_run(), rows)

        self.assertEqual(second.created_count, 0)
        self.assertEqual(second.updated_count, 0)
        self.assertEqual(second.unchanged_count, 7)
        self.assertEqual(self.env["crm.lead"].search_count([]), before)

    def test_a_colleague_finds_the_keys_of_an_abandoned_run(self):
        rows = [*self.stages(), *self.deals(5)]
        abandoned = self.open_run()
        abandoned.stage_rows(rows)
        abandoned.load_rows(2)
        abandoned.load_rows(3)

        other = self.load(self.open_run(self.colleague), rows)

        self.assertEqual(other.created_count, 2)
        self.assertEqual(other.unchanged_count, 5)

    def test_only_what_the_source_changed_is_written(self):
        self.load(self.open_run(), [*self.stages(), *self.deals(3)])
        deal = self.record("deals", "D2")
        deal.name = "Renamed by hand"
        rows = self.deals(3)
        rows[1]["payload"]["expected_revenue"] = 5000.0

        run = self.load(self.open_run(file_hash="newer"), [*self.stages(), *rows])

        self.assertEqual(self.state(run, "deals", "D1"), "unchanged")
        self.assertEqual(self.state(run, "deals", "D2"), "updated")
        self.assertEqual(deal.expected_revenue, 5000.0)
        self.assertEqual(deal.name, "Renamed by hand")

    def test_a_deleted_record_comes_back_with_the_next_run(self):
        self.load(self.open_run(), [*self.stages(), *self.deals(1)])
        self.record("deals", "D1").unlink()

        run = self.load(self.open_run(), [*self.stages(), *self.deals(1)])

        self.assertEqual(run.created_count, 1)
        self.assertTrue(self.record("deals", "D1").exists())

    def test_mended_rows_are_tried_again(self):
        run = self.open_run()
        self.load(run, [*self.stages(), *self.deals(1, partner_id="Late")])
        self.assertEqual(run.problem_count, 1)
        other = self.open_run(file_hash="contacts")
        self.load(other, [self.row("contacts", "Late", name="Late")])

        run.retry_rows()
        self.load(run)

        self.assertEqual(run.problem_count, 0)
        self.assertEqual(self.record("deals", "D1").partner_id.name, "Late")

    def test_the_scheduled_action_goes_on_with_a_queued_run(self):
        run = self.open_run()
        run.stage_rows([*self.stages(), *self.deals(3)])
        run.action_resume()

        run.sudo()._continue_as_owner()
        run.sudo()._continue_as_owner()

        self.assertEqual(run.state, "done")
        self.assertFalse(run.is_queued)
        self.assertEqual(self.record("deals", "D1").create_uid, self.migrator)

    def test_the_scheduled_action_stops_when_the_owner_lost_the_right(self):
        run = self.open_run()
        run.stage_rows([*self.stages(), *self.deals(3)])
        run.action_resume()
        group = self.env.ref("crm_migration.group_migration")
        self.migrator.sudo().group_ids = [(3, group.id)]

        run.sudo()._continue_as_owner()

        self.assertFalse(run.sudo().is_queued)
        self.assertRegex(run.sudo().obstacle, "may not migrate data")
        self.assertFalse(self.record("deals", "D1"))

    def test_a_finished_run_takes_no_more_rows(self):
        run = self.load(self.open_run(), self.stages())

        with self.assertRaisesRegex(UserError, "not possible any more"):
            run.stage_rows(self.deals(1))

    def test_a_run_belongs_to_its_starter(self):
        run = self.open_run()

        with self.assertRaisesRegex(AccessError, "who alone may go on with it"):
            run.with_user(self.colleague).load_rows()
