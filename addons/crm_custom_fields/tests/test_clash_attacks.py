import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

from .clash_common import ClashCommon
from .test_rpc_cannot_bypass import HOSTILE


class TestClashKeepsSecrets(ClashCommon):
    """A refusal tells nobody what he may not see."""

    def limit(self, *definitions):
        """Show fields to administrators only."""
        group = self.env.ref("base.group_system")
        for field in definitions:
            field.sudo().read_group_ids = group

    def pills(self):
        return [Command.create(self.item("Pills", "penicillin"))]

    def test_a_hidden_column_is_not_quoted(self):
        self.clash()
        deal = self.patient()
        secret = ("x_item", "x_harms")
        columns = self.allergies.column_ids
        self.limit(*columns.filtered(lambda c: c.technical_name in secret))

        with self.assertRaises(Exception) as refusal, self.env.cr.savepoint():
            deal.x_cft_plan = self.pills()
        text = str(refusal.exception)
        self.assertIn("“Pills” (FT Plan) conflicts with", text)
        self.assertNotIn("Antibiotics", text)
        self.assertNotIn("Penicillins", text)

    def test_a_hidden_table_is_not_named(self):
        self.clash()
        deal = self.patient()
        self.limit(self.allergies)

        for acting in (deal, deal.sudo()):
            with self.assertRaises(Exception) as refusal, self.env.cr.savepoint():
                acting.x_cft_plan = self.pills()
            text = str(refusal.exception)
            self.assertIn("conflicts with an entry that is not shown to you.", text)
            for secret in ("FT Allergies", "Antibiotics", "Penicillins"):
                self.assertNotIn(secret, text)
        deal.invalidate_recordset()
        self.assertNotIn("FT Allergies", str(deal.crm_rule_hints))

    def test_no_context_opens_the_rule(self):
        """Attack: what a client can send along changes nothing."""
        self.clash()
        deal = self.patient()
        for context in (
            {"crm_custom_rows_outer": True},
            {"crm_custom_rows_outer": {"ids": deal.ids}},
            {"import_file": True, "install_mode": True, "active_test": False},
            {"tracking_disable": True, "mail_notrack": True},
        ):
            with self.subTest(context=context), self.refused("conflicts with"):
                rows = deal.with_context(**context).x_cft_plan
                rows.create({"x_parent_id": deal.id, **self.pills()[0][2]})


@tagged("post_install", "-at_install")
class TestClashOverTheWire(ClashCommon, HttpCase):
    """Attack: another program writes one row, with a context that asks for mercy."""

    def test_json_2_with_hostile_context_is_refused(self):
        self.clash()
        user = new_test_user(
            self.env, "fields_clash", groups="sales_team.group_sale_salesman"
        )
        deal = self.patient(user=user)
        day = fields.Datetime.now() + timedelta(days=1)
        keys = self.env["res.users.apikeys"].with_user(user)
        bad = {"x_parent_id": deal.id, **self.item("Amoxicillin", "penicillin")}

        answer = self.url_open(
            f"/json/2/{self.plan.row_model_id.model}/create",
            data=json.dumps(
                {
                    "context": {**HOSTILE, "crm_custom_rows_outer": deal.ids},
                    "vals_list": [bad],
                }
            ),
            headers={
                "Authorization": f"Bearer {keys._generate('rpc', 'Clash', day)}",
                "Content-Type": "application/json",
            },
        )

        self.assertEqual(answer.status_code, 422, answer.text)
        self.assertIn("“Amoxicillin” (FT Plan) conflicts", answer.json()["message"])
        self.assertEqual(deal.x_cft_plan.mapped("x_item"), ["Gloves"])
