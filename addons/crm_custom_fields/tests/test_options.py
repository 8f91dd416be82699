from odoo import Command
from odoo.exceptions import UserError, ValidationError

from .common import FieldsCommon


class TestOptions(FieldsCommon):
    """The options of a selection: added, renamed, translated, never lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field = cls.define(
            {
                "name": "Field Test Sector",
                "technical_name": "x_cft_sector",
                "kind": "selection",
                "option_ids": [
                    Command.create({"name": "Health care", "value": "health"}),
                    Command.create({"name": "Education"}),
                ],
            }
        )

    def choices(self, lang="en_US"):
        leads = self.env["crm.lead"].with_context(lang=lang)
        return leads.fields_get(["x_cft_sector"])["x_cft_sector"]["selection"]

    def test_the_stored_value_comes_from_the_label_when_left_empty(self):
        self.assertEqual(
            self.choices(), [("health", "Health care"), ("education", "Education")]
        )

    def test_a_new_option_can_be_chosen_at_once(self):
        self.field.option_ids = [Command.create({"name": "Fitness"})]

        lead = self.lead(x_cft_sector="fitness")

        self.assertEqual(lead.x_cft_sector, "fitness")

    def test_a_selection_without_options_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Add at least one option"):
            self.define({"name": "Empty choice", "kind": "selection"})

    def test_an_option_in_use_cannot_be_removed(self):
        self.lead(x_cft_sector="health")
        health, education = self.field.option_ids

        with self.assertRaisesRegex(UserError, "“Health care” is chosen .* 1 records"):
            health.unlink()

        education.unlink()
        self.assertEqual(self.choices(), [("health", "Health care")])

    def test_the_stored_value_of_an_option_stays(self):
        with self.assertRaisesRegex(ValidationError, "stays as it is"):
            self.field.option_ids[0].value = "other"

    def test_the_order_and_the_labels_follow(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        health, education = self.field.option_ids

        education.write({"sequence": 1, "name": "Schools"})
        health.with_context(lang="zh_CN").name = "医疗"

        self.assertEqual(
            self.choices(), [("education", "Schools"), ("health", "Health care")]
        )
        self.assertIn(("health", "医疗"), self.choices("zh_CN"))
