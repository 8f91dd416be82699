from odoo.tests import HttpCase, tagged

from .common import MigrationCase


@tagged("post_install", "-at_install")
class TestUi(MigrationCase, HttpCase):
    def test_a_run_is_read_and_taken_back_in_the_browser(self):
        run = self.open_run(name="Old system of the tour")
        self.load(
            run,
            [
                *self.stages(),
                *self.deals(3),
                self.row("contacts", "X", 7, error="sector: the cell is empty"),
            ],
        )
        run.reconcile(
            [{"name": "Deals", "target": "deals", "expected": 3}],
            {"sections": [{"code": "repaired", "lines": ["GTXPro to GTX Pro"]}]},
        )

        self.start_tour(
            "/odoo/action-crm_migration.crm_migration_run_action",
            "crm_migration_run",
            login="migrator",
        )

        run.invalidate_recordset()
        self.assertEqual(run.state, "undoing")
        self.assertTrue(run.is_queued)
