from freezegun import freeze_time

from odoo.exceptions import AccessError

from .common import ApprovalCase


class TestHistory(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loader = cls._user("ap_loader", "sales_team.group_sale_salesman_all_leads")
        cls.loader.group_ids += cls.env.ref("crm_approval.group_approval_history")

    def _record(self, leads, stages, user=None):
        history = self.env["crm.approval.history"].with_user(user or self.loader)
        return history._record_history(leads, stages, "Run 7")

    def test_migrated_deals_are_won_as_history(self):
        row = self._record(self.lead, {self.lead.id: self.stage_won.id})

        self.lead.with_user(self.loader).write({"stage_id": self.stage_won.id})

        self.assertEqual(self.lead.won_status, "won")
        self.assertEqual(row.source, "Run 7")
        self.assertEqual(row.user_id, self.loader)
        self.assertEqual(row.kind, "migration")
        self.assertFalse(self.lead.approval_request_ids)

    def test_history_covers_the_recorded_values_only(self):
        self._record(self.lead, self.stage_won)
        self.lead.stage_id = self.stage_won

        with self.assertClosed("needs an approval"):
            self.lead.expected_revenue = 61000

    def test_history_of_an_open_stage_does_not_cover_won(self):
        self._record(self.lead, self.stage_offer)

        with self.assertClosed("needs an approval"):
            self.lead.stage_id = self.stage_won

    def test_recording_is_a_right_of_the_person_not_of_superuser_mode(self):
        for user in (self.salesman, self.manager, self.approver):
            with self.assertRaisesRegex(AccessError, "may not record approval history"):
                self._record(self.lead, self.stage_won, user)
        history = self.env["crm.approval.history"].with_user(self.salesman).sudo()
        with self.assertRaisesRegex(AccessError, "may not record approval history"):
            history._record_history(self.lead, self.stage_won, "x")

    def test_publishing_records_what_stands_there_already(self):
        self.chain.active = False
        self.lead.stage_id = self.stage_won
        small = self._lead("Small", 10, stage_id=self.stage_won.id)

        chain = self._chain("Newer", self.approver)
        chain.with_user(self.manager).action_publish()
        self.lead.name = "Renamed"
        self.lead.stage_id = self.stage_offer
        self.lead.stage_id = self.stage_won

        rows = self.env["crm.approval.history"].search([("chain_id", "=", chain.id)])
        self.assertIn(self.lead.id, rows.mapped("res_id"))
        self.assertNotIn(small.id, rows.mapped("res_id"))

    @freeze_time("2026-01-01")
    def test_history_before_the_chain_does_not_serve_a_later_return(self):
        self.chain.active = False
        self._record(self.lead, self.stage_won)
        chain = self._chain("Later", self.approver)
        with freeze_time("2026-02-01"):
            chain.action_publish()

        with self.assertClosed("needs an approval"):
            self.lead.stage_id = self.stage_won
