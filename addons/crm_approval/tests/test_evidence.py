import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import ApprovalCase

TABLES = ("crm_approval_decision", "crm_approval_history", "crm_approval_version")


class TestEvidence(ApprovalCase):
    def test_decisions_are_never_changed_not_even_by_the_superuser(self):
        request = self._ask()

        with self.assertRaisesRegex(UserError, "is evidence and stays as it is"):
            request.decision_ids.sudo().reason = "something else"
        with self.assertRaisesRegex(UserError, "is evidence and stays as it is"):
            request.decision_ids.sudo().unlink()
        with self.assertRaisesRegex(UserError, "is evidence and stays"):
            request.sudo().unlink()

    def test_the_database_refuses_what_passes_by_the_model(self):
        self._ask()
        self._lead("Old", 1).sudo()
        self.env["crm.approval.history"].sudo().create(
            {
                "kind": "older",
                "res_id": self.lead.id,
                "record_name": "Old",
                "tested": {"a": 1},
                "source": "test",
            }
        )
        self.env.flush_all()

        for table in TABLES:
            for statement in ("DELETE FROM %s", "UPDATE %s SET id = id", "TRUNCATE %s"):
                with (
                    self.subTest(table=table, statement=statement),
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(psycopg2.errors.RestrictViolation),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute((statement + " CASCADE") % table) if (
                        "TRUNCATE" in statement
                    ) else self.env.cr.execute(statement % table)

    def test_rows_follow_from_one_another(self):
        request = self._ask()
        request.with_user(self.approver).action_approve("Fine")
        self.env.invalidate_all()

        rows = request.decision_ids.sorted("id")

        self.assertEqual(rows.mapped("verdict"), ["ask", "approve", "grant", "apply"])
        self.assertFalse(rows._broken_seals())

    def test_a_forged_row_is_found(self):
        request = self._ask()
        request.with_user(self.approver).action_approve()
        rows = request.decision_ids
        self.env.cr.execute(
            "ALTER TABLE crm_approval_decision DISABLE TRIGGER USER;"
            "UPDATE crm_approval_decision SET reason = 'forged' WHERE id = %s;"
            "ALTER TABLE crm_approval_decision ENABLE TRIGGER USER",
            [rows[1].id],
        )
        self.env.invalidate_all()

        self.assertEqual(rows._broken_seals(), rows[1])

    def test_superuser_code_cannot_grant(self):
        request = self._ask()
        decisions = self.env["crm.approval.decision"].sudo()

        for verdict in ("grant", "approve"):
            with self.assertRaisesRegex(AccessError, "nothing to decide"):
                decisions.create({"request_id": request.id, "verdict": verdict})

    def test_a_request_set_to_approved_by_force_opens_nothing(self):
        request = self._ask()
        request.sudo().write({"state": "approved"})
        request.sudo().step_ids.write({"state": "approved"})

        with self.assertClosed("needs an approval"):
            self.lead.stage_id = self.stage_won

    def test_the_name_on_a_decision_is_that_of_the_actor(self):
        request = self._ask()
        request.with_user(self.approver).action_approve()

        approval = request.decision_ids.filtered(lambda row: row.verdict == "approve")
        self.assertEqual(approval.user_id, self.approver)
