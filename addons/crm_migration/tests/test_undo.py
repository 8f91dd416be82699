from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import MigrationCase


@tagged("post_install", "-at_install")
class TestUndo(MigrationCase):
    def undo(self, run, limit=1000):
        while run.undo_rows(limit)["state"] == "undoing":
            pass

    def edit_later(self, record, user, **values):
        """Change a record as if some time had passed: tests share one transaction."""
        record.with_user(user).write(values)
        record.flush_recordset()
        later = self.env.cr.now() + timedelta(minutes=5)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = %s WHERE id = %s",
                SQL.identifier(record._table),
                later,
                record.id,
            )
        )
        record.invalidate_recordset()

    def test_undo_deletes_what_the_run_created(self):
        run = self.load(
            self.open_run(),
            [
                *self.stages(),
                self.row("contacts", "C", name="C"),
                *self.deals(5, partner_id="C"),
            ],
        )
        deal, contact = self.record("deals", "D1"), self.record("contacts", "C")

        self.undo(run, limit=2)

        self.assertEqual(run.state, "undone")
        self.assertFalse(deal.exists() or contact.exists())
        self.assertTrue(self.env["crm.stage"].search([("name", "=", "Won by Test")]))
        self.assertFalse(self.record("deals", "D1"))

    def test_undo_restores_what_the_run_updated(self):
        self.load(self.open_run(), [*self.stages(), *self.deals(2)])
        newer = self.deals(2)
        newer[0]["payload"]["expected_revenue"] = 7777.0
        second = self.load(self.open_run(file_hash="2"), [*self.stages(), *newer])
        deal = self.record("deals", "D1")
        self.assertEqual(deal.expected_revenue, 7777.0)

        self.undo(second)

        self.assertEqual(deal.expected_revenue, 100.0)
        third = self.load(self.open_run(file_hash="2"), [*self.stages(), *newer])
        self.assertEqual(self.state(third, "deals", "D1"), "updated")

    def test_undo_keeps_what_a_person_changed_and_what_it_needs(self):
        run = self.load(
            self.open_run(),
            [
                *self.stages(),
                self.row("contacts", "C", 1, name="C"),
                self.row("contacts", "E", 2, name="E"),
                *self.deals(2, partner_id="C"),
            ],
        )
        deal = self.record("deals", "D1")
        self.edit_later(deal, self.colleague, name="My deal now")

        self.undo(run)

        self.assertEqual(run.state, "partly")
        self.assertTrue(deal.exists())
        self.assertEqual(deal.partner_id.name, "C")
        self.assertRegex(
            self.error(run, "deals", "D1"), "D1 is kept: colleague.* has changed it"
        )
        self.assertRegex(self.error(run, "contacts", "C"), "D1.* needs it")
        self.assertEqual(self.state(run, "deals", "D2"), "undone")
        self.assertEqual(self.state(run, "contacts", "E"), "undone")

    def test_undo_keeps_a_contact_that_somebody_works_with(self):
        run = self.load(self.open_run(), [self.row("contacts", "C", name="C")])
        contact = self.record("contacts", "C")
        lead = self.env["crm.lead"].create({"name": "Mine", "partner_id": contact.id})

        self.undo(run)

        self.assertEqual(lead.partner_id, contact)
        self.assertRegex(self.error(run, "contacts", "C"), "C is kept: .*uses it")

    def test_an_undone_file_can_be_loaded_again(self):
        rows = [*self.stages(), *self.deals(3)]
        run = self.load(self.open_run(), rows)
        self.undo(run)

        again = self.load(self.open_run(), rows)

        self.assertEqual(again.created_count, 4)

    def test_undo_takes_back_what_won_deals_taught_the_scoring(self):
        frequencies = self.env["crm.lead.scoring.frequency"]
        learned = [("variable", "=", "stage_id")]
        before = sum(frequencies.search(learned).mapped("won_count"))
        rows = [*self.stages(), *self.deals(3, probability=100)]
        for row in rows[2:]:
            row["payload"]["stage_id"] = "Won"
        run = self.load(self.open_run(), rows)
        self.assertGreater(sum(frequencies.search(learned).mapped("won_count")), before)

        self.undo(run)

        after = sum(frequencies.search(learned).mapped("won_count"))
        # stock starts each stage at 0.1
        self.assertLess(after - before, 1)

    def test_an_undone_run_cannot_be_undone_again(self):
        run = self.load(self.open_run(), self.stages())
        self.undo(run)

        with self.assertRaisesRegex(UserError, "not possible any more"):
            run.undo_rows()
