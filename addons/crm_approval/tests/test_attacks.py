from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import ApprovalCase

CLOSED = "Rooftop solar needs an approval"


class TestSideDoors(ApprovalCase):
    """Ways into a protected state that are not the form, the board or the list."""

    def test_writing_through_a_record_beside_it_is_refused(self):
        partner = self.env["res.partner"].create({"name": "Acme"})
        self.lead.partner_id = partner

        with self.assertClosed(CLOSED):
            partner.write(
                {
                    "opportunity_ids": [
                        (1, self.lead.id, {"stage_id": self.stage_won.id})
                    ]
                }
            )

    def test_resequencing_another_field_is_refused(self):
        with self.assertClosed(CLOSED):
            self.lead.with_user(self.salesman).web_resequence(
                {}, field_name="stage_id", offset=self.stage_won.id
            )

    def test_an_import_that_updates_is_refused(self):
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "ap_lead",
                "model": "crm.lead",
                "res_id": self.lead.id,
            }
        )

        result = (
            self.env["crm.lead"]
            .with_user(self.salesman)
            .with_context(import_file=True, tracking_disable=True)
            .load(
                ["id", "stage_id/.id"],
                [["__import__.ap_lead", str(self.stage_won.id)]],
            )
        )

        self.assertFalse(result["ids"])
        self.assertIn(CLOSED, result["messages"][0]["message"])

    def test_an_import_keeps_the_good_rows_out_too_and_says_which_one_is_bad(self):
        """One transaction: an import that is refused has written nothing."""
        leads = self.env["crm.lead"].with_user(self.salesman)
        with mute_logger("odoo.models"):
            result = leads.load(
                ["name", "expected_revenue", "stage_id/.id"],
                [
                    ["Import small", "10", str(self.stage_won.id)],
                    ["Import large", "60000", str(self.stage_won.id)],
                ],
            )

        self.assertFalse(result["ids"])
        texts = " ".join(item["message"] for item in result["messages"])
        self.assertIn("Import large needs an approval", texts)
        self.assertFalse(leads.search_count([("name", "=like", "Import%")]))

    def test_a_form_of_the_web_site_that_names_a_stage_is_refused(self):
        """The form creates as superuser with what a visitor sent."""
        public = self.env.ref("base.public_user")
        leads = self.env["crm.lead"].with_user(public).sudo()

        with self.assertClosed("Visitor needs an approval"):
            leads.create(
                {
                    "name": "Visitor",
                    "expected_revenue": 60000,
                    "stage_id": self.stage_won.id,
                }
            )
        self.assertTrue(leads.create({"name": "Visitor", "type": "lead"}))

    def test_a_mail_to_an_alias_that_starts_in_won_is_refused(self):
        values = {"stage_id": self.stage_won.id, "expected_revenue": 60000}

        with self.assertClosed("Buy now needs an approval"):
            self.env["crm.lead"].message_new(
                {"subject": "Buy now", "body": "", "from": "x@example.com"}, values
            )

    def test_an_action_that_updates_a_record_is_refused(self):
        field = self.env["ir.model.fields"]._get("crm.lead", "stage_id")
        action = self.env["ir.actions.server"].create(
            {
                "name": "Win",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "object_write",
                "update_path": field.name,
                "resource_ref": f"crm.stage,{self.stage_won.id}",
            }
        )

        with self.assertClosed(CLOSED):
            action.with_context(active_model="crm.lead", active_id=self.lead.id).run()

    def test_forcing_a_deletion_opens_nothing(self):
        self._chain(
            "Deleting", self.approver, target="delete", min_amount=0
        ).action_publish()

        with self.assertClosed("Deleting Rooftop solar needs an approval"):
            self.lead.with_context(_force_unlink=True).unlink()

    def test_converting_many_is_refused(self):
        self._chain(
            "Converting", self.approver, target="convert", min_amount=0
        ).action_publish()
        lead = self._lead("Raw lead", 10, type="lead")
        wizard = (
            self.env["crm.lead2opportunity.partner.mass"]
            .with_context(active_model="crm.lead", active_ids=lead.ids)
            .create({"deduplicate": False, "action": "each_exist_or_create"})
        )

        with self.assertClosed("Raw lead needs an approval"):
            wizard.action_mass_convert()

    def test_editing_many_at_once_asks_and_moves_none(self):
        other = self._lead("Second", 70000)
        leads = (self.lead | other).with_user(self.salesman)

        leads.web_save_multi([{"stage_id": self.stage_won.id}] * 2, {"stage_id": {}})

        self.assertEqual(leads.stage_id, self.stage_open)
        self.assertEqual(len(leads.approval_request_ids), 2)


class TestWhileItWaits(ApprovalCase):
    """What changes around a request while it waits."""

    def setUp(self):
        super().setUp()
        self.request = self._ask()

    def _approve(self):
        self.request.with_user(self.approver).action_approve()

    def test_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})

        with self.assertClosed("is waiting for Approver"):
            self.lead.company_id = other

    def test_another_currency_of_the_chain_does_not_move_what_was_asked(self):
        weak = self.env["res.currency"].create(
            {"name": "APV", "symbol": "v", "rate_ids": [(0, 0, {"rate": 0.0001})]}
        )
        self.chain.currency_id = weak
        self.chain.action_publish()

        self._approve()

        self.assertTrue(self.lead.stage_id.is_won)
        self.assertEqual(self.request.version_id.number, 1)

    def test_a_new_rate_does_not_move_what_was_asked(self):
        currency = self.chain.currency_id
        rate = self.env["res.currency.rate"]
        rate.search([("currency_id", "=", currency.id)]).unlink()
        rate.create({"currency_id": currency.id, "rate": 5})

        self._approve()

        self.assertTrue(self.lead.stage_id.is_won)

    def test_an_approver_who_was_asked_cannot_be_deleted_only_archived(self):
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.approver.unlink()
            self.env.flush_all()

        self.approver.active = False
        self.request.with_user(self.manager).action_approve()
        self.assertTrue(self.lead.stage_id.is_won)

    def test_an_approver_who_left_before_is_not_asked(self):
        self.request.with_user(self.salesman).action_withdraw()
        self.approver.active = False

        self.assertEqual(self._ask().task_ids.user_id, self.manager)

    def test_when_everybody_left_asking_is_refused_with_the_step(self):
        self.request.with_user(self.salesman).action_withdraw()
        (self.approver | self.manager).active = False

        with self.assertRaisesRegex(UserError, "Finance"):
            self._ask()

    def test_archiving_the_chain_leaves_the_request_to_be_decided(self):
        self.chain.active = False

        self._approve()

        self.assertEqual(self.request.state, "approved")
        self.assertTrue(self.lead.stage_id.is_won)

    def test_a_row_forged_in_the_database_is_found_at_night(self):
        request, decision = self.request, self.request.decision_ids
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO crm_approval_decision (request_id, chain_id, res_model,"
            " res_id, record_name, verdict, user_id, date, tested, fingerprint,"
            " previous_seal, seal) SELECT request_id, chain_id, res_model, res_id,"
            " record_name, 'grant', %s, date, tested, fingerprint, seal, 'forged'"
            " FROM crm_approval_decision WHERE id = %s",
            [self.manager.id, decision.id],
        )
        self.env.invalidate_all()

        found = self.env["crm.approval.violation"]._cron_check()

        self.assertIn(request, found.request_id)

    def test_a_grant_written_by_an_administrator_is_refused(self):
        admin = self.env.ref("base.user_admin")
        decisions = self.env["crm.approval.decision"].with_user(admin)

        for forging in (decisions, decisions.sudo()):
            with self.assertRaises(AccessError):
                forging.create({"request_id": self.request.id, "verdict": "grant"})

    def test_two_chains_whose_outcomes_feed_each_other_come_to_an_end(self):
        """An outcome meets the gate like everyone: it asks nobody, it fails once."""
        self.request.with_user(self.salesman).action_withdraw()
        offer = {"field_name": "stage_id", "value": self.stage_offer.name}
        won = {"field_name": "stage_id", "value": self.stage_won.name}
        self.chain.write({"outcome_ids": [(0, 0, offer)]})
        self.chain.with_user(self.manager).action_publish()
        self._chain(
            "Offers",
            self.approver,
            target="stage",
            stage_ids=[(6, 0, self.stage_offer.ids)],
            min_amount=0,
            outcome_ids=[(0, 0, won)],
        ).with_user(self.manager).action_publish()

        request = self._ask()
        with mute_logger(
            "odoo.addons.crm_approval.models.outcome.crm_approval_outcome_run"
        ):
            request.with_user(self.approver).action_approve()

        self.assertTrue(self.lead.stage_id.is_won)
        runs = self.env["crm.approval.outcome.run"].search(
            [("request_id", "=", request.id)]
        )
        self.assertEqual(len(runs), 1)
        self.assertIn("needs an approval", runs.error)
        self.assertFalse(
            self.lead.approval_request_ids.filtered(lambda r: r.state == "pending")
        )
