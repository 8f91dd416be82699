from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MigrationCase


@tagged("post_install", "-at_install")
class TestSecurity(MigrationCase):
    def test_a_salesperson_may_call_nothing(self):
        run = self.load(self.open_run(), self.stages()).with_user(self.salesman)
        calls = {
            "open_run": lambda: run.browse().open_run({"targets": []}),
            "describe": lambda: run.browse().describe(["crm.lead"]),
            "stage_rows": lambda: run.stage_rows(self.deals(1)),
            "load_rows": lambda: run.load_rows(),
            "retry_rows": lambda: run.retry_rows(),
            "undo_rows": lambda: run.undo_rows(),
            "status": lambda: run.status(),
            "reconcile": lambda: run.reconcile([]),
            "action_resume": lambda: run.action_resume(),
            "action_undo": lambda: run.action_undo(),
        }
        for name, call in calls.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(AccessError, "may not migrate data"),
            ):
                call()

    def test_nobody_writes_the_ledger_by_hand(self):
        run = self.load(self.open_run(), self.stages())
        run.reconcile([{"name": "Stages", "target": "stages", "expected": 2}])
        records = {
            "crm.migration.run": run,
            "crm.migration.row": run.row_ids[0],
            "crm.migration.check": run.check_ids[0],
            "crm.migration.key": self.env["crm.migration.key"].search([], limit=1),
        }
        for model, record in records.items():
            for user in (self.salesman, self.loader, self.migrator):
                forged = record.with_user(user)
                with self.subTest(model, user=user.login):
                    with self.assertRaises(AccessError):
                        forged.write({"write_uid": user.id})
                    with self.assertRaises(AccessError):
                        forged.create({})
                    with self.assertRaises(AccessError):
                        forged.unlink()

    def test_a_salesperson_does_not_read_the_ledger(self):
        run = self.load(self.open_run(), self.stages())

        for record in (run, run.row_ids, run.check_ids):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.salesman).search([])

    def test_the_right_to_migrate_opens_no_other_model(self):
        for model in ("res.users", "crm.stage", "ir.cron", "ir.model.access"):
            with self.subTest(model), self.assertRaises(AccessError):
                self.open_run(self.loader, targets=[{"name": "a", "model": model}])

    def test_the_right_to_migrate_opens_no_other_field(self):
        targets = [
            {
                "name": "users",
                "model": "res.partner",
                "fields": {"name": {}, "signup_type": {}},
            }
        ]
        with self.assertRaisesRegex(AccessError, "signup_type"):
            self.open_run(self.loader, targets=targets)

    def test_an_undeclared_field_gets_no_further_than_its_guard(self):
        run = self.open_run(
            self.loader, targets=[{"name": "p", "model": "res.partner"}]
        )

        self.load(run, [self.row("p", "P", name="P", signup_type="reset")])

        self.assertEqual(self.state(run, "p", "P"), "error")
        self.assertFalse(self.record("p", "P"))

    def test_a_staged_row_cannot_carry_a_state_or_a_record(self):
        run = self.open_run()
        forged = self.row("contacts", "F", name="F")
        forged.update(state="created", res_id=self.env.user.partner_id.id, model="x")

        run.stage_rows([forged])

        self.assertEqual(run.row_ids.state, "staged")
        self.assertEqual(run.row_ids.model, "res.partner")
        self.assertFalse(run.row_ids.res_id)

    def test_undo_needs_the_right_to_delete(self):
        run = self.open_run(
            self.loader,
            targets=[{"name": "c", "model": "res.partner", "fields": {"name": {}}}],
        )
        self.load(run, [self.row("c", "C", name="C")])
        contact = self.record("c", "C")

        with self.assertRaises(AccessError):
            run.undo_rows()

        self.assertTrue(contact.exists())

    def test_a_record_out_of_reach_is_refused_and_the_others_are_updated(self):
        contacts = [self.row("contacts", key, name=key) for key in ("Far", "Near")]
        for number, row in enumerate(contacts):
            row["row_number"] = number
        self.load(self.open_run(), contacts)
        far = self.record("contacts", "Far")
        far.company_id = self.env["res.company"].create({"name": "Other"})
        for row in contacts:
            row["payload"]["name"] += " Ltd"

        run = self.load(self.open_run(file_hash="newer"), contacts)

        self.assertRegex(self.error(run, "contacts", "Far"), "you may not change its")
        self.assertEqual(self.state(run, "contacts", "Near"), "updated")
        self.assertEqual(far.name, "Far")

    def test_another_company_does_not_see_the_run(self):
        run = self.load(self.open_run(), self.stages())
        other = self.env["res.company"].create({"name": "Other"})
        self.colleague.write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )

        seen = run.with_user(self.colleague).with_company(other)

        self.assertFalse(seen.search([("id", "=", run.id)]))
        rows = self.env["crm.migration.row"].with_user(self.colleague)
        self.assertFalse(rows.search([("run_id", "=", run.id)]))
