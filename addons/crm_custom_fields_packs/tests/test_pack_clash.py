import json
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import ValidationError

from .pack_common import PackCommon


class TestClinicPlan(PackCommon):
    """The clinic compares a treatment plan with the allergies of the patient."""

    switched_on = ("healthcare",)

    def setUp(self):
        super().setUp()
        known = self.add_samples(self.pack("healthcare"))
        self.deal = known["crm.lead", "implants"].with_context(lang="zh_CN")

    @property
    def allergy(self):
        return self.deal.partner_id.x_cl_allergies

    def antibiotic(self, **values):
        """Return an item with penicillin in it, as the form creates it."""
        columns = self.env["crm.custom.field"].search(
            [("technical_name", "=", "x_substances")]
        )
        found = columns.option_ids.filtered(lambda o: o.value == "penicillin")
        values = {"x_item": "阿莫西林", "x_qty": 1, "x_chosen": True, **values}
        return [Command.create({**values, "x_substances": [Command.set(found.ids)]})]

    def test_the_refusal_names_item_and_allergy_in_the_language_of_the_user(self):
        self.allergy.x_substance = "青霉素"
        with self.assertRaises(ValidationError) as refusal, self.env.cr.savepoint():
            self.deal.x_cl_plan = self.antibiotic()

        text = str(refusal.exception)
        words = "“阿莫西林”.治疗方案.与“青霉素.*”.过敏史.冲突.青霉素类。"
        self.assertRegex(text, words)
        self.assertIn("所选项目与高危过敏物冲突", text)

    def test_only_chosen_items_and_present_dangerous_allergies_count(self):
        self.deal.x_cl_plan = self.antibiotic(x_chosen=False)
        item = self.deal.x_cl_plan[-1]
        for values in (
            {"x_criticality": "low"},
            {"x_status": "resolved"},
            {"x_verification": "refuted"},
        ):
            with self.subTest(values=values), self.taken_back():
                self.allergy.write(values)
                item.x_chosen = True
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            item.x_chosen = True

    def test_an_allergy_that_comes_later_stops_the_next_stage(self):
        self.allergy.x_criticality = "low"
        self.deal.x_cl_plan = self.antibiotic()

        self.allergy.x_criticality = "high"
        with self.assertRaisesRegex(ValidationError, "阿莫西林"):
            self.deal.stage_id = self.stage("healthcare/paid")


class TestClinicUpgrade(PackCommon):
    """A clinic that uses the pack already gets the comparison by an upgrade."""

    new = (
        "crm.lead/x_cl_plan/x_substances",
        "res.partner/x_cl_allergies/x_groups",
        "cl_plan_allergy",
        "cl_allergy_groups",
    )

    def older(self, text):
        """Return the file as it was before these came."""
        document = json.loads(text)
        document["pack"]["version"] -= 1
        for section in ("fields", "rules"):
            kept = [e for e in document[section] if e["key"] not in self.new]
            document[section] = kept
        return json.dumps(document)

    def test_columns_and_rules_come_and_rows_stay(self):
        pack = self.pack("healthcare")
        text = self.older(pack._content())
        with patch.object(type(pack), "_content", lambda pack: text):
            pack.action_switch_on()
        self.assertFalse(self.rule("cl_plan_allergy"))
        partner = self.env["res.partner"].create(
            {
                "name": "Liu Min",
                "x_core_consent": "separate",
                "x_cl_allergies": [
                    Command.create({"x_substance": "Latex", "x_criticality": "high"})
                ],
            }
        )
        pack.invalidate_recordset()

        self.assertTrue(pack.can_upgrade)
        action = pack.action_upgrade()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.with_user(self.designer).action_apply()

        self.assertEqual(self.rule("cl_plan_allergy").with_column_id.name, "x_groups")
        allergy = self.env["res.partner"].browse(partner.id).x_cl_allergies
        self.assertEqual(allergy.x_substance, "Latex")
        with self.assertRaisesRegex(ValidationError, "Choose the substance groups"):
            allergy.x_reaction = "Rash"
            allergy.x_groups = False
