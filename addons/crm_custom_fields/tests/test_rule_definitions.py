from odoo.exceptions import ValidationError

from .common import CODE, SEATS, FieldsCommon


class TestRuleDefinitions(FieldsCommon):
    """A rule that could not work is refused when it is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(CODE, SEATS)

    def test_an_incomplete_rule_is_refused(self):
        faults = (
            ({"effect": "required"}, (), "fill in Fields"),
            ({"effect": "format"}, ("x_cft_code",), "fill in Format"),
            ({"effect": "compare"}, ("x_cft_seats",), "fill in Has to Be"),
            ({"effect": "transition"}, (), "fill in Going To"),
            ({"effect": "range"}, ("x_cft_seats",), "a lower or an upper limit"),
            ({"effect": "allowed"}, ("stage_id",), "Say which values"),
        )
        for values, names, message in faults:
            with self.subTest(effect=values["effect"]):
                with self.assertRaisesRegex(ValidationError, message):
                    self.require(*names, **values)

    def test_a_filter_that_does_not_fit_is_refused(self):
        for condition in (
            "[('x_nowhere', '=', 1)]",
            "[('x_cft_code', '~', 1)]",
            "env['res.users'].search([])",
            "[(",
        ):
            with self.subTest(condition=condition):
                with self.assertRaisesRegex(ValidationError, "does not fit"):
                    self.require("x_cft_code", condition=condition)

    def test_a_pattern_that_could_run_for_ever_is_refused(self):
        for pattern in ("(a+)+b", "(a|a)*", ".*.*.*.*x", r"(a)\1", "[", "x" * 501):
            with self.subTest(pattern=pattern[:12]):
                with self.assertRaisesRegex(ValidationError, "Write a simpler one"):
                    self.require(
                        "x_cft_code", effect="format", format="pattern", pattern=pattern
                    )

    def test_a_limit_that_is_no_number_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "The limit many .* does not fit"):
            self.require("x_cft_seats", effect="range", low="many")

    def test_a_type_that_does_not_fit_the_effect_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "has not the type"):
            self.require("x_cft_seats", effect="format", format="iban")
