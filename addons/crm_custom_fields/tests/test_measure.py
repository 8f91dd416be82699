from odoo import Command
from odoo.exceptions import AccessError

from .common import FieldsCommon


class TestMeasure(FieldsCommon):
    """How far fields are filled in, of every type, in a few queries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        options = [Command.create({"name": "One"}), Command.create({"name": "Two"})]
        kinds = ("char", "integer", "boolean", "date", "file")
        cls.define(
            *(
                {
                    "name": f"Measured {kind}",
                    "technical_name": f"x_measured_{kind}",
                    "kind": kind,
                }
                for kind in kinds
            ),
            {
                "name": "Measured tags",
                "technical_name": "x_measured_tags",
                "kind": "tags",
                "option_ids": options,
            },
            {
                "name": "Measured related",
                "technical_name": "x_measured_related",
                "kind": "related",
                "related_path": "team_id.name",
            },
        )
        cls.fields = {
            field.technical_name: field
            for field in cls.env["crm.custom.field"].search(
                [("technical_name", "like", "x_measured")]
            )
        }
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        tags = cls.fields["x_measured_tags"].option_ids
        cls.lead(
            x_measured_char="a",
            x_measured_integer=3,
            x_measured_boolean=True,
            x_measured_date="2026-01-31",
            x_measured_file=b"YQ==",
            x_measured_tags=[Command.set(tags.ids)],
        )
        cls.lead(x_measured_char="", x_measured_integer=0, x_measured_boolean=False)

    def measure(self):
        measures = self.env["crm.custom.field.measure"].with_user(self.designer)
        measures.action_open()
        return {m.field_id.technical_name: m for m in measures.search([])}

    def test_every_type_is_measured(self):
        measures = self.measure()

        for name in self.fields.keys() - {"x_measured_related"}:
            with self.subTest(name=name):
                self.assertEqual(measures[name].filled_count, 1)
                self.assertEqual(measures[name].fill_rate, 50.0)
                self.assertEqual(measures[name].heat, "partly")
                self.assertTrue(measures[name].last_change)

    def test_a_field_that_nobody_fills_in_is_cold(self):
        self.define({"name": "Measured never", "technical_name": "x_measured_never"})

        never = self.measure()["x_measured_never"]

        self.assertEqual((never.filled_count, never.heat), (0, "empty"))
        self.assertFalse(never.last_change)

    def test_what_is_computed_when_read_has_no_rate(self):
        self.define(
            {
                "name": "Measured days",
                "technical_name": "x_measured_days",
                "kind": "formula",
                "formula": "today() - x_measured_date",
            },
            {
                "name": "Measured double",
                "technical_name": "x_measured_double",
                "kind": "formula",
                "formula": "x_measured_integer * 2",
            },
        )

        measures = self.measure()

        for name in ("x_measured_related", "x_measured_days"):
            self.assertEqual(measures[name].heat, "computed")
        stored = measures["x_measured_double"]
        self.assertEqual((stored.heat, stored.fill_rate), ("partly", 50.0))
        known = stored.search([])
        self.assertTrue(known[-1].is_computed, "behind those that have a rate")
        [(rate,)] = stored._read_group(
            [
                (
                    "field_id",
                    "in",
                    [
                        measures[name].field_id.id
                        for name in ("x_measured_double", "x_measured_days")
                    ],
                )
            ],
            [],
            ["fill_rate:avg"],
        )
        self.assertEqual(rate, 50.0)

    def test_a_table_is_filled_in_where_it_has_rows(self):
        column = {"name": "Part", "technical_name": "x_part"}
        self.define(
            {
                "name": "Measured parts",
                "technical_name": "x_measured_parts",
                "kind": "table",
                "column_ids": [Command.create(column)],
            }
        )
        lead = self.env["crm.lead"].search([], limit=1)
        rows = [{"x_part": "Lamp"}, {"x_part": "Arm"}]
        lead.x_measured_parts = [Command.create(row) for row in rows]

        table = self.measure()["x_measured_parts"]

        self.assertEqual((table.filled_count, table.fill_rate), (1, 50.0))

    def test_the_last_logged_change_counts_for_a_logged_field(self):
        field = self.fields["x_measured_char"]
        field.tracking = True
        lead = self.lead().with_context(tracking_disable=False)
        self.env.cr.flush()
        lead.x_measured_char = "logged"
        self.env.cr.flush()
        self.env["mail.tracking.value"].flush_model()
        self.env.cr.execute(
            "UPDATE mail_tracking_value SET create_date = '2020-02-02 10:00'"
            " WHERE field_id = %s",
            [field.ir_field_id.id],
        )

        last = self.measure()["x_measured_char"].last_change

        self.assertEqual(str(last), "2020-02-02 10:00:00")

    def test_the_uses_are_counted(self):
        self.require("x_measured_char")

        self.assertEqual(self.measure()["x_measured_char"].use_count, 1)

    def test_more_fields_of_a_model_take_no_more_queries(self):
        measures = self.env["crm.custom.field.measure"]
        names = list(self.fields.values())
        stored = (
            self.env["crm.custom.field"]
            .union(*names)
            .filtered(lambda field: field._is_stored())
        )
        measures._model_facts("crm.lead", stored)

        with self.assertQueryCount(4):  # columns, multi-selects, files, log
            measures._model_facts("crm.lead", stored)

    def test_a_salesman_reads_no_measures(self):
        measures = self.env["crm.custom.field.measure"].with_user(self.salesman)

        with self.assertRaises(AccessError):
            measures.action_open()
        with self.assertRaises(AccessError):
            measures.search([])
