import json

from odoo import Command
from odoo.exceptions import UserError, ValidationError

from ..engine.config import config_file
from .common import CODE, FieldsCommon

EVIL = ("(a+)+b", "(a|aa)+$", "(.*,)*x", "([a-z]+)*@", "(x+x+)+y")


class TestBadInput(FieldsCommon):
    """What goes in wrong is refused in words that help, and nothing is half done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.code = cls.define(CODE)
        cls.config = cls.env["crm.custom.field.config"].with_user(cls.designer)

    def test_a_pattern_that_could_run_for_ever_is_refused(self):
        for pattern in EVIL:
            with self.subTest(pattern=pattern):
                with self.assertRaisesRegex(
                    ValidationError, "pattern of rule .* is not accepted.*simpler"
                ):
                    self.require(
                        "x_cft_code", effect="format", format="pattern", pattern=pattern
                    )

    def test_a_text_of_a_million_letters_is_judged_or_refused(self):
        self.require("x_cft_code", effect="format", format="pattern", pattern="a*b*c*")

        with self.assertRaisesRegex(ValidationError, "check Field Test Code"):
            self.lead(x_cft_code="a" * 1_000_000)

    def test_a_condition_is_read_and_never_run(self):
        with self.assertRaisesRegex(ValidationError, "The filter of"):
            self.require("x_cft_code", condition="[('id', '=', __import__('os'))]")

    def test_a_file_of_another_version_is_refused_as_a_whole(self):
        document = self.config._document()
        text = json.loads(config_file.dump(document))
        text["version"] = 99

        with self.assertRaisesRegex(
            UserError, "from another version of this app.*99.*Nothing was changed"
        ):
            self.config._read(json.dumps(text))

    def test_a_file_with_one_wrong_entry_changes_nothing(self):
        document = self.config._document()
        good = {
            "key": "crm.lead/x_cft_good",
            "kind": "char",
            "name": {"en_US": "Field Test Good"},
        }
        wrong = {**good, "key": "crm.lead/x_cft_wrong", "colour": "red"}
        wanted = {**document, "fields": [*document["fields"], good, wrong]}

        with self.assertRaisesRegex(
            ValidationError, "says “colour”, which this version does not know"
        ):
            self.config._apply(wanted)

        self.assertFalse(self.column_of("crm_lead", "x_cft_good"))

    def test_an_option_in_use_stays(self):
        field = self.define(
            {
                "name": "Field Test Choice",
                "technical_name": "x_cft_choice",
                "kind": "selection",
                "option_ids": [
                    Command.create({"name": n, "value": n.lower()}) for n in ("A", "B")
                ],
            }
        )
        lead = self.lead(x_cft_choice="a")

        with self.assertRaisesRegex(
            UserError,
            "“A” is chosen for Field Test Choice on 1 records.*Choose another",
        ):
            field.option_ids[0].unlink()

        self.assertEqual(lead.x_cft_choice, "a")
