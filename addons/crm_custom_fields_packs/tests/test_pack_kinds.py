import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError

from .pack_common import PackCommon


class TestPackKinds(PackCommon):
    """The cooling-off of the banking pack: by the day once, by the hour now."""

    def setUp(self):
        super().setUp()
        self.banking = self.pack("banking")
        self.shipped = self.banking._content()

    def ship(self, text):
        patcher = patch.object(type(self.banking), "_content", lambda pack: text)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.banking.invalidate_recordset(["version", "can_upgrade"])

    def first_version(self):
        """Return the pack as it was when the day of signing was a date."""
        document = json.loads(self.shipped)
        document["pack"]["version"] = 1
        entries = {e["key"]: e for part in ("fields", "rules") for e in document[part]}
        signed = entries["crm.lead/x_wm_sub_date"]
        signed.update(kind="date", name={"en_US": "Signed On", "zh_CN": "认购签约日期"})
        document["fields"].append(
            {
                **signed,
                "key": "crm.lead/x_wm_cool_end",
                "kind": "formula",
                "formula": "x_wm_sub_date + 1",
                "formula_kind": "date",
                "name": {"en_US": "Cooling-off Until", "zh_CN": "投资冷静期截止"},
            }
        )
        entries["wm_cool_hide"]["fields"].append("x_wm_cool_end")
        entries["wm_cooling"].update(fields=["x_wm_cool_end"], high="today")
        return json.dumps(document)

    def upgrade(self):
        action = self.banking.action_upgrade()
        wizards = self.env[action["res_model"]].with_user(self.designer)
        wizard = wizards.browse(action["res_id"])
        preview = wizard.preview
        wizard.action_apply()
        return preview

    def private_deal(self):
        """Return the deal over a private fund, of a client whom the fund suits."""
        deal = self.add_samples(self.banking)["crm.lead", "private"]
        today = fields.Date.today()
        deal.partner_id.write({"x_core_risk": "c5", "x_core_risk_date": today})
        return deal

    def cooled_for(self, deal, hours):
        """Bring the deal into force, so many hours after it was signed."""
        signed = fields.Datetime.now() - timedelta(hours=hours)
        deal.write(
            {
                "stage_id": self.stage("banking/effective").id,
                "x_wm_sub_date": signed,
                "x_wm_revisit": True,
                "x_wm_agreement_no": "A1",
                "x_wm_warning": "signed",
                "x_wm_dual": "done",
            }
        )

    def check_hours(self, deal):
        with self.assertRaisesRegex(ValidationError, "Cooling-off"):
            with self.env.cr.savepoint():
                self.cooled_for(deal, 23)
        self.cooled_for(deal, 25)
        self.assertEqual(deal.stage_id, self.stage("banking/effective"))

    def test_the_cooling_off_takes_24_hours(self):
        self.banking.action_switch_on()

        self.check_hours(self.private_deal())

    def test_the_upgrade_turns_the_day_of_signing_into_a_time(self):
        self.designer.tz = "Asia/Shanghai"
        self.ship(self.first_version())
        self.banking.action_switch_on()
        deal = self.private_deal()
        deal.x_wm_sub_date = "2026-01-31"
        self.assertEqual(str(deal.x_wm_cool_end), "2026-02-01")
        self.ship(self.shipped)

        preview = self.upgrade()

        self.assertIn("<del>Date</del> → <b>Date &amp; Time</b>", preview)
        self.assertIn("Cooling-off Until", preview)
        deal = self.env["crm.lead"].with_user(self.designer).browse(deal.id)
        self.assertEqual(str(deal.x_wm_sub_date), "2026-01-30 16:00:00")
        self.assertFalse(self.field("x_wm_cool_end").active)
        self.assertEqual(self.column_of("crm_lead", "x_wm_cool_end")[0], "date")
        self.check_hours(deal)

    def test_a_type_that_does_not_fit_every_value_stops_the_file(self):
        document = json.loads(self.shipped)
        [number] = [f for f in document["fields"] if f["key"].endswith("/x_wm_term_d")]
        number["kind"] = "char"
        self.ship(json.dumps(document))
        self.banking.action_switch_on()
        deal = self.private_deal()
        deal.x_wm_term_d = "three years"
        document["pack"]["version"] = 3
        number["kind"] = "integer"
        self.ship(json.dumps(document))

        with self.assertRaisesRegex(UserError, "“three years”"):
            self.upgrade()

        self.assertEqual(self.field("x_wm_term_d").kind, "char")
        self.assertEqual(deal.x_wm_term_d, "three years")
