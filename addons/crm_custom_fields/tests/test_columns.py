from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.modules.registry import Registry

from .common import FieldsCommon

EVERY_KIND = (
    ("char", "character varying"),
    ("text", "text"),
    ("integer", "integer"),
    ("float", "numeric"),
    ("date", "date"),
    ("datetime", "timestamp without time zone"),
    ("boolean", "boolean"),
    ("selection", "character varying"),
    ("many2one", "integer"),
    ("html", "text"),
    ("year", "integer"),
    ("monetary", "numeric"),
    ("percent", "numeric"),
    ("phone", "character varying"),
    ("email", "character varying"),
    ("url", "character varying"),
)


class TestColumns(FieldsCommon):
    """A definition is a column: made, adopted, kept or dropped as one says."""

    def definition_of(self, kind, **values):
        definition = {
            "name": f"Field Test {kind}",
            "technical_name": f"x_cft_{kind}",
            "model_id": self.lead_model.id,
            "kind": kind,
            **values,
        }
        if kind == "selection":
            definition["option_ids"] = [Command.create({"name": "Industry"})]
        if kind == "many2one":
            definition["relation_model_id"] = self.partner_model.id
        return definition

    def test_every_kind_becomes_a_column_of_its_type(self):
        self.define(*(self.definition_of(kind) for kind, _type in EVERY_KIND))

        for kind, column_type in EVERY_KIND:
            with self.subTest(kind=kind):
                column = self.column_of("crm_lead", f"x_cft_{kind}")
                self.assertTrue(column, "the column is missing in PostgreSQL")
                if kind not in ("float", "percent"):
                    self.assertEqual(column[0], column_type)

    def test_a_batch_of_fields_rebuilds_the_registry_once(self):
        setup = Registry._setup_models__
        definitions = [
            self.definition_of("char", name=f"Field {n}", technical_name=f"x_cft_{n}")
            for n in range(10)
        ]
        definitions += [self.definition_of("selection"), self.definition_of("many2one")]

        with patch.object(Registry, "_setup_models__", autospec=True) as rebuild:
            rebuild.side_effect = setup
            self.define(*definitions)

        self.assertEqual(rebuild.call_count, 1)

    def test_a_label_alone_gives_a_name_in_any_script(self):
        fields = self.define(
            {"name": "Founding year (test)"},
            {"name": "成立年份-测试"},
            {"name": "Founding-year test", "technical_name": ""},
        )

        self.assertEqual(
            fields.mapped("technical_name"),
            [
                "x_founding_year_test",
                "x_u6210_u7acb_u5e74_u4efd_u6d4b_u8bd5",
                "x_founding_year_test_2",
            ],
        )
        self.assertTrue(self.column_of("crm_lead", fields[1].technical_name))

    def test_a_technical_name_outside_the_custom_range_is_refused(self):
        for name in (
            "probability",
            "x_Big",
            "x_a; DROP TABLE crm_lead",
            "x_" + "a" * 60,
        ):
            with self.subTest(name=name):
                with self.assertRaisesRegex(ValidationError, "Start with x_"):
                    self.define({"name": "Bad name", "technical_name": name})

    def test_a_label_that_is_already_there_is_refused(self):
        with self.assertRaisesRegex(
            ValidationError, "already has a field “Probability”"
        ):
            self.define({"name": "Probability"})
        with self.assertRaisesRegex(ValidationError, "people can tell apart"):
            self.define({"name": "Same Label"}, {"name": "Same  Label"})

    def test_a_model_that_is_not_enabled_is_refused(self):
        users = self.env["ir.model"]._get("res.users")

        with self.assertRaisesRegex(ValidationError, "does not take custom fields"):
            self.define({"name": "Secret", "model_id": users.id})

    def test_the_type_and_name_of_a_column_stay(self):
        field = self.define(self.definition_of("char"))

        for vals in ({"kind": "text"}, {"technical_name": "x_other"}):
            with self.subTest(vals=vals):
                with self.assertRaisesRegex(ValidationError, "stays as it is"):
                    field.write(vals)

    def test_the_index_follows_the_choice(self):
        field = self.define(self.definition_of("char", index="btree"))
        self.assertIn("USING btree", self.column_of("crm_lead", "x_cft_char")[1])

        field.index = "trigram"
        self.assertIn("USING gin", self.column_of("crm_lead", "x_cft_char")[1])

        field.index = False
        self.assertEqual(self.column_of("crm_lead", "x_cft_char")[1], "")

    def test_searching_inside_a_number_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "nothing to search inside"):
            self.define(self.definition_of("integer", index="trigram"))

    def test_labels_follow_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        field = self.define(self.definition_of("char"))

        field.with_context(lang="zh_CN").name = "测试字段"
        field.name = "Renamed field"

        for lang, label in (("zh_CN", "测试字段"), ("en_US", "Renamed field")):
            leads = self.env["crm.lead"].with_context(lang=lang)
            self.assertEqual(
                leads.fields_get(["x_cft_char"])["x_cft_char"]["string"], label
            )

    def test_a_used_field_is_archived_and_never_dropped(self):
        field = self.define(self.definition_of("char"))
        lead = self.lead(x_cft_char="Ultrasound")

        with self.assertRaisesRegex(UserError, "holds a value on 1 records"):
            field.unlink()

        field.action_archive()
        self.assertEqual(lead.x_cft_char, "Ultrasound")

    def test_an_empty_field_is_dropped_with_its_column(self):
        field = self.define(self.definition_of("char"))

        field.unlink()

        self.assertFalse(self.column_of("crm_lead", "x_cft_char"))
        self.assertNotIn("x_cft_char", self.env["crm.lead"]._fields)

    def test_a_hand_made_column_is_taken_over_with_its_data(self):
        self.env["ir.model.fields"].create(
            {
                "model_id": self.lead_model.id,
                "name": "x_cft_char",
                "field_description": "Hand made",
                "ttype": "char",
            }
        )
        lead = self.lead(x_cft_char="Kept")

        self.define(self.definition_of("char"))

        self.assertEqual(lead.x_cft_char, "Kept")
        leads = self.env["crm.lead"].with_context(lang="en_US")
        self.assertEqual(
            leads.fields_get(["x_cft_char"])["x_cft_char"]["string"], "Field Test char"
        )

    def test_a_hand_made_selection_brings_its_options(self):
        self.env["ir.model.fields"].create(
            {
                "model_id": self.lead_model.id,
                "name": "x_cft_selection",
                "field_description": "Hand made",
                "ttype": "selection",
                "selection": "[('a', 'First'), ('b', 'Second')]",
            }
        )

        definition = self.definition_of("selection")
        del definition["option_ids"]
        field = self.define(definition)

        self.assertEqual(field.option_ids.mapped("value"), ["a", "b"])

    def test_a_column_of_another_type_is_not_taken_over(self):
        self.env["ir.model.fields"].create(
            {
                "model_id": self.lead_model.id,
                "name": "x_cft_char",
                "field_description": "Hand made",
                "ttype": "integer",
            }
        )

        with self.assertRaisesRegex(ValidationError, "of another type"):
            self.define(self.definition_of("char"))

    def test_values_survive_a_change_of_team(self):
        self.define(self.definition_of("char"), self.definition_of("integer"))
        lead = self.lead(x_cft_char="Ultrasound", x_cft_integer=120)

        lead.team_id = self.other_team
        self.env.flush_all()
        lead.invalidate_recordset()

        self.assertEqual((lead.x_cft_char, lead.x_cft_integer), ("Ultrasound", 120))

    def test_the_column_belongs_to_no_module(self):
        field = self.define(self.definition_of("char"))

        self.assertFalse(
            self.env["ir.model.data"].search(
                [
                    ("model", "=", "ir.model.fields"),
                    ("res_id", "=", field.ir_field_id.id),
                ]
            )
        )

    def test_logged_changes_appear_in_the_chatter(self):
        self.define(self.definition_of("char", tracking=True))
        lead = self.lead().with_context(tracking_disable=False)
        self.env.cr.flush()

        lead.x_cft_char = "Ultrasound"
        self.env.cr.flush()

        values = self.env["mail.tracking.value"].search(
            [("field_id.name", "=", "x_cft_char")]
        )
        self.assertEqual(values.mail_message_id.res_id, lead.id)
        self.assertEqual(values.new_value_char, "Ultrasound")
