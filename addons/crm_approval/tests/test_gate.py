from odoo.tests import Form

from .common import ApprovalCase

CLOSED = "Rooftop solar needs an approval"


class TestGate(ApprovalCase):
    def test_write_into_won_is_refused_and_says_how_to_ask(self):
        with self.assertClosed("action_request_approval"):
            self.lead.with_user(self.salesman).stage_id = self.stage_won

    def test_superuser_code_is_refused(self):
        with self.assertClosed(CLOSED):
            self.lead.sudo().write({"stage_id": self.stage_won.id})

    def test_context_keys_open_nothing(self):
        hostile = {
            "active_test": False,
            "install_mode": True,
            "tracking_disable": True,
            "import_file": True,
            "approval_granted": True,
            "skip_validation_check": True,
        }

        with self.assertClosed(CLOSED):
            self.lead.with_context(**hostile).write({"stage_id": self.stage_won.id})

    def test_another_current_company_does_not_change_the_measure(self):
        weak = self.env["res.currency"].create(
            {"name": "APW", "symbol": "w", "rate_ids": [(0, 0, {"rate": 10000})]}
        )
        company = self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": weak.id}
        )
        self.lead.company_id = False

        with self.assertClosed(CLOSED):
            self.lead.with_context(allowed_company_ids=company.ids).write(
                {"stage_id": self.stage_won.id}
            )

    def test_create_in_won_is_refused(self):
        with self.assertClosed("Born won needs an approval"):
            self._lead("Born won", 60000, stage_id=self.stage_won.id)

    def test_default_stage_of_the_context_is_refused(self):
        leads = self.env["crm.lead"].with_context(default_stage_id=self.stage_won.id)

        with self.assertClosed("Born won needs an approval"):
            leads.create({"name": "Born won", "expected_revenue": 60000})

    def test_amount_that_crosses_the_bound_after_winning_is_refused(self):
        small = self._lead("Small", 100, stage_id=self.stage_won.id)

        with self.assertClosed("Small needs an approval"):
            small.expected_revenue = 60000

    def test_small_deals_are_won_freely(self):
        small = self._lead("Small", 100)

        small.with_user(self.salesman).action_set_won()

        self.assertEqual(small.won_status, "won")

    def test_import_reports_the_refusal_of_the_row(self):
        result = (
            self.env["crm.lead"]
            .with_user(self.salesman)
            .load(
                ["name", "expected_revenue", "stage_id/.id"],
                [["Imported", "60000", str(self.stage_won.id)]],
            )
        )

        self.assertFalse(result["ids"])
        self.assertIn("Imported needs an approval", result["messages"][0]["message"])

    def test_recompute_of_the_stage_is_refused(self):
        other = self.env["crm.team"].create({"name": "Other"})
        self.stage_open.team_ids = self.team
        stages = self.env["crm.stage"].search([("id", "!=", self.stage_open.id)])
        stages.fold = True
        self.env["crm.stage"].create(
            {"name": "Straight to won", "sequence": -9, "is_won": True}
        )

        with self.assertClosed(CLOSED):
            self.lead.team_id = other
            self.env.flush_all()

    def test_a_stage_that_becomes_won_is_refused(self):
        self.lead.stage_id = self.stage_offer

        with self.assertClosed(CLOSED):
            self.stage_offer.is_won = True

    def test_a_stage_that_becomes_won_is_refused_for_archived_deals(self):
        self.lead.write({"stage_id": self.stage_offer.id, "active": False})

        with self.assertClosed(CLOSED):
            self.stage_offer.is_won = True

    def test_merge_does_not_carry_a_big_amount_into_a_won_deal(self):
        small = self._lead("Small", 0, stage_id=self.stage_won.id)

        with self.assertClosed("Small needs an approval"):
            (small | self.lead).merge_opportunity()

    def test_copy_of_a_won_deal_starts_open(self):
        self._ask().with_user(self.approver).action_approve()
        self.assertTrue(self.lead.stage_id.is_won)

        self.assertFalse(self.lead.copy().stage_id.is_won)

    def test_copy_into_won_is_refused(self):
        with self.assertClosed("needs an approval"):
            self.lead.copy({"stage_id": self.stage_won.id})

    def test_emptying_the_company_is_no_way_out(self):
        chain = self._chain(
            "Ours", self.approver, company_id=self.env.company.id, min_amount=10
        )
        chain.action_publish()
        lead = self._lead("Homeless", 20, company_id=False)

        with self.assertClosed("Homeless needs an approval"):
            lead.stage_id = self.stage_won

    def test_automation_as_superuser_is_refused(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Win it",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "code",
                "code": f"record.sudo().write({{'stage_id': {self.stage_won.id}}})",
            }
        )

        with self.assertClosed(CLOSED):
            action.with_context(active_model="crm.lead", active_id=self.lead.id).run()

    def test_stage_chain_protects_the_stage_and_no_other(self):
        self.chain.active = False
        chain = self._chain(
            "Offers",
            self.approver,
            target="stage",
            stage_ids=[(6, 0, self.stage_offer.ids)],
            min_amount=0,
            domain="[('type', '=', 'opportunity')]",
        )
        chain.action_publish()

        with self.assertClosed(CLOSED):
            self.lead.stage_id = self.stage_offer
        self.lead.stage_id = self.stage_won

    def test_amounts_are_converted_to_the_currency_of_the_company(self):
        currency = self.env["res.currency"].create(
            {"name": "APS", "symbol": "s", "rate_ids": [(0, 0, {"rate": 0.5})]}
        )
        self.chain.write({"currency_id": currency.id, "min_amount": 40000})
        self.chain.action_publish()
        self.lead.company_id = self.env.company

        self.assertTrue(self.env["crm.approval.gate"]._hits(self.lead) == [])
        self.lead.stage_id = self.stage_won
        with self.assertClosed(CLOSED):
            self.lead.expected_revenue = 90000

    def test_draft_changes_of_a_chain_change_nothing(self):
        self.chain.min_amount = 999999

        self.assertEqual(self.chain.state, "changed")
        with self.assertClosed(CLOSED):
            self.lead.stage_id = self.stage_won

    def test_form_saves_ordinary_fields_as_before(self):
        with Form(self.lead.with_user(self.salesman)) as form:
            form.name = "Rooftop solar, phase 2"

        self.assertEqual(self.lead.name, "Rooftop solar, phase 2")
