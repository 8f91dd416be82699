from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time

from .common import FieldsCommon

NOON = "2026-03-10 12:00:00"


class TestRuleMoments(FieldsCommon):
    """A limit may move with the clock: days from today, hours from now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(
            {
                "name": "Field Test Signed",
                "technical_name": "x_cft_signed",
                "kind": "datetime",
            },
            {"name": "Field Test Due", "technical_name": "x_cft_due", "kind": "date"},
        )

    def limit(self, name="x_cft_signed", **values):
        column = self.env["ir.model.fields"]._get("crm.lead", name)
        field_ids = [Command.set(column.ids)]
        return self.require(effect="range", field_ids=field_ids, **values)

    @freeze_time(NOON)
    def test_a_day_of_thinking_over_has_24_hours(self):
        self.limit(high="now-24h")

        self.assertTrue(self.lead(x_cft_signed="2026-03-09 12:00:00"))
        with self.assertRaisesRegex(ValidationError, "at most 24 hours ago"):
            self.lead(x_cft_signed="2026-03-09 12:01:00")

    @freeze_time(NOON)
    def test_an_appointment_is_at_least_two_hours_off(self):
        self.limit(low="now+2h", high="today+7")

        self.assertTrue(self.lead(x_cft_signed="2026-03-10 14:00:00"))
        self.assertTrue(self.lead(x_cft_signed="2026-03-17 20:00:00"))
        for value in ("2026-03-10 13:59:00", "2026-03-18 00:30:00"):
            with self.assertRaisesRegex(
                ValidationError, "within 2 hours from now and 7 days after today"
            ):
                self.lead(x_cft_signed=value)

    def test_time_goes_on_after_the_rule_is_known(self):
        self.limit(high="now-24h", stage=self.checked)
        with freeze_time(NOON):
            lead = self.lead(x_cft_signed="2026-03-10 11:00:00")
            with self.assertRaisesRegex(ValidationError, "24 hours ago"):
                lead.stage_id = self.checked
        with freeze_time("2026-03-11 11:00:00"):
            lead.stage_id = self.checked

    @freeze_time(NOON)
    def test_a_date_has_days(self):
        self.limit("x_cft_due", low="today-1", high="Today")

        self.assertTrue(self.lead(x_cft_due="2026-03-09"))
        with self.assertRaisesRegex(
            ValidationError, "within 1 days before today and today"
        ):
            self.lead(x_cft_due="2026-03-11")

    def test_hours_do_not_fit_a_date(self):
        for low in ("now", "now+2h"):
            with self.assertRaisesRegex(
                ValidationError, "for a date with its time also now, now.2h or now-24h"
            ):
                self.limit("x_cft_due", low=low)
