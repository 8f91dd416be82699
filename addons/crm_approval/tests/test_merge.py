from .common import ApprovalCase

REFUSED = "Merging Rooftop solar needs an approval"


class TestMerge(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chain.active = False
        chain = cls._chain("Merges", cls.approver, target="merge")
        chain.with_user(cls.manager).action_publish()
        cls.small = cls._lead("Small roof", 10)

    def _merge(self, wizard="crm.merge.opportunity", **values):
        both = self.lead | self.small
        wizards = self.env[wizard].with_user(self.manager)
        return wizards.with_context(active_ids=both.ids).create(values)

    def test_merging_by_call_is_refused_for_everyone(self):
        both = self.lead | self.small

        for leads in (both.with_user(self.manager), both.sudo()):
            with self.assertClosed(REFUSED):
                leads.with_context(_force_unlink=True).merge_opportunity()

    def test_small_deals_are_merged_freely(self):
        other = self._lead("Smaller roof", 5)

        (self.small | other).with_user(self.manager).merge_opportunity()

        self.assertEqual(len((self.small | other).exists()), 1)

    def test_the_wizard_asks_once_and_the_approval_merges(self):
        wizard = self._merge()

        wizard.action_merge()
        wizard.action_merge()
        self.assertEqual(len((self.lead | self.small).exists()), 2)
        request = self.lead.approval_request_ids
        self.assertEqual(request.operation, "merge")
        self.assertIn("to be merged", request.reason_text)
        request.with_user(self.approver).action_approve()

        self.assertTrue(request.applied_on)
        self.assertEqual(len((self.lead | self.small).exists()), 1)

    def test_a_grant_is_for_the_deals_that_were_shown(self):
        self._merge().action_merge()
        self.small.with_user(self.manager).type = "lead"
        other = self._lead("Another roof", 20)

        with self.assertClosed(REFUSED):
            (self.lead | other).with_user(self.manager).merge_opportunity()

    def test_converting_with_a_merge_asks(self):
        lead = self._lead("Cold call", 10, type="lead")
        wizard = self.env["crm.lead2opportunity.partner"].with_user(self.manager)
        wizard = wizard.with_context(active_id=lead.id, active_ids=lead.ids).create(
            {"name": "merge", "duplicated_lead_ids": [(6, 0, self.lead.ids)]}
        )

        wizard.action_apply()

        self.assertEqual(len((self.lead | lead).exists()), 2)
        self.assertEqual(self.lead.approval_request_ids.operation, "merge")
