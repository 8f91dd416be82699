from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import ValidationError

from ..engine.config import config_file
from .common import FieldsCommon


class TestBuild(FieldsCommon):
    """All columns of one step are made together, with one registry rebuild."""

    @contextmanager
    def refused(self, text):
        """Expect a refusal, and take back what came before it."""
        with self.assertRaisesRegex(ValidationError, text), self.env.cr.savepoint():
            yield

    def visits(self, *columns, **values):
        """Return the definition of a table of visits with a fee and a country."""
        country = self.env["ir.model"]._get("res.country")
        known = (
            {"name": "Fee", "technical_name": "x_fee", "kind": "monetary"},
            {
                "name": "Country",
                "technical_name": "x_country_id",
                "kind": "many2one",
                "relation_model_id": country.id,
            },
        )
        return {
            "name": "FT Visits",
            "technical_name": "x_cft_visits",
            "kind": "table",
            "column_ids": [Command.create(column) for column in (*known, *columns)],
            **values,
        }

    def total(self, formula):
        return {
            "name": "FT Total",
            "technical_name": "x_cft_total",
            "kind": "formula",
            "formula": formula,
        }

    def related(self, path):
        return {
            "name": "Shown",
            "technical_name": "x_shown",
            "kind": "related",
            "related_path": path,
        }

    def test_a_table_with_every_sort_of_column_takes_one_rebuild(self):
        columns = (
            {
                "name": "Fee and Half",
                "technical_name": "x_half",
                "kind": "formula",
                "formula": "x_fee * 1.5",
            },
            {
                "name": "Day",
                "technical_name": "x_day",
                "kind": "formula",
                "formula_kind": "date",
                "formula": "create_date",
            },
            self.related("x_country_id.code"),
            {
                **self.related("x_parent_id.partner_id.name"),
                "name": "Customer",
                "technical_name": "x_customer",
            },
            {
                "name": "Kind of Visit",
                "technical_name": "x_kinds",
                "kind": "tags",
                "option_ids": [Command.create({"name": "First", "value": "first"})],
            },
            {
                "name": "Number",
                "technical_name": "x_number",
                "unique_scope": "all",
                "default_value": "none yet",
            },
        )
        with self.rebuilds() as rebuilds:
            table = self.define(self.visits(*columns))

        self.assertEqual(len(rebuilds), 1)
        peru = self.env.ref("base.pe")
        partner = self.env["res.partner"].create({"name": "Clinic North"})
        rows = [Command.create({"x_fee": 20, "x_country_id": peru.id})]
        row = self.lead(partner_id=partner.id, x_cft_visits=rows).x_cft_visits
        self.assertEqual((row.x_half, row.x_shown), (30, "PE"))
        self.assertEqual((row.x_customer, row.x_number), ("Clinic North", "none yet"))
        self.assertEqual(row.x_day, row.create_date.date())
        tags = table.column_ids.filtered(lambda column: column.kind == "tags")
        self.assertEqual(tags.option_ids.value, "first")

    def test_the_column_of_the_table_knows_the_column_that_it_follows(self):
        table = self.define(self.visits())

        followed = table._columns().relation_field_id
        self.assertEqual(followed.name, "x_parent_id")
        self.assertEqual(followed.model, table.row_model_id.model)

    def test_a_file_with_tables_and_formulas_takes_one_rebuild(self):
        self.define(self.visits())
        self.define(self.total("sum(x_cft_visits.x_fee)"))
        config = self.env["crm.custom.field.config"].with_user(self.designer)
        text = config_file.dump(config._document())
        fields = self.env["crm.custom.field"]
        fields.search([("technical_name", "=", "x_cft_total")]).unlink()
        fields.search([("technical_name", "=", "x_cft_visits")]).unlink()

        with self.rebuilds() as rebuilds:
            config._apply(config_file.load(text))

        self.assertEqual(len(rebuilds), 1)
        self.assertEqual(config_file.dump(config._document()), text)
        rows = [Command.create({"x_fee": 20}), Command.create({"x_fee": 5})]
        self.assertEqual(self.lead(x_cft_visits=rows).x_cft_total, 25)

    def test_formulas_look_through_what_is_defined_with_them(self):
        self.define(self.visits(), self.total("sum(x_cft_visits.x_fee)"))

        rows = [Command.create({"x_fee": 20}), Command.create({"x_fee": 5})]
        self.assertEqual(self.lead(x_cft_visits=rows).x_cft_total, 25)

    def test_a_formula_over_what_is_not_there_is_refused_before_anything_is_made(self):
        for path in ("x_cft_visits.x_nothing", "x_cft_visits.x_country_id.nothing"):
            with self.subTest(path=path), self.rebuilds() as rebuilds:
                with self.refused(f"uses “{path}”"):
                    self.define(self.visits(), self.total(f"count({path})"))

        self.assertFalse(rebuilds)

    def test_a_formula_does_not_look_into_what_the_designer_may_not_see(self):
        hidden = {
            "name": "Secret",
            "technical_name": "x_secret",
            "kind": "integer",
            "read_group_ids": [Command.link(self.env.ref("base.group_system").id)],
        }
        with self.refused("no field that you can see"):
            self.define(self.visits(hidden), self.total("sum(x_cft_visits.x_secret)"))

        servers = self.env["ir.model"]._get("ir.mail_server")
        link = {
            "name": "Server",
            "technical_name": "x_server_id",
            "kind": "many2one",
            "relation_model_id": servers.id,
        }
        with self.refused("does not lead to a value"):
            self.define(self.visits(link, self.related("x_server_id.smtp_pass")))

    def test_a_table_inside_a_table_that_is_new_itself_is_refused(self):
        inner = {"name": "Inner", "technical_name": "x_inner", "kind": "table"}

        with self.refused("a table inside a table"):
            self.define(self.visits(inner))

    def test_a_table_that_fails_leaves_the_registry_as_it_was(self):
        with self.refused("already has a field “Probability”"):
            self.define(self.visits(), {"name": "Probability"})

        self.assertNotIn("x_crm_lead_cft_visits", self.env)
        table = self.define(self.visits())
        self.assertIn(table.row_model_id.model, self.env)

    def test_a_file_that_changes_many_columns_takes_one_rebuild(self):
        self.define(
            {"name": "FT Logged", "technical_name": "x_cft_logged"},
            {"name": "FT Found", "technical_name": "x_cft_found"},
            {"name": "FT Amount", "technical_name": "x_cft_amount", "kind": "float"},
            self.total("x_cft_amount * 2"),
        )
        lead = self.lead(x_cft_amount=5)
        config = self.env["crm.custom.field.config"].with_user(self.designer)
        document = config._document()
        entries = {entry["key"]: entry for entry in document["fields"]}
        entries["crm.lead/x_cft_logged"].update(tracking=True, index="btree")
        entries["crm.lead/x_cft_found"].update(index="trigram")
        entries["crm.lead/x_cft_amount"].update(tracking=True)
        entries["crm.lead/x_cft_total"].update(formula="x_cft_amount * 3")

        with self.rebuilds() as rebuilds:
            config._apply(document)

        self.assertEqual(len(rebuilds), 1)
        fields = self.env["crm.lead"]._fields
        self.assertTrue(fields["x_cft_logged"].tracking)
        self.assertTrue(fields["x_cft_amount"].tracking)
        self.assertIn("btree", self.column_of("crm_lead", "x_cft_logged")[1])
        self.assertIn("gin", self.column_of("crm_lead", "x_cft_found")[1])
        self.assertEqual(lead.x_cft_total, 15)

    def test_kept_columns_are_taken_over_with_one_rebuild(self):
        definitions = [
            {
                "name": f"FT Kept {number}",
                "technical_name": f"x_cft_kept_{number}",
                "index": "trigram",
            }
            for number in range(3)
        ]
        self.define(*definitions)
        lead = self.lead(x_cft_kept_0="stays")
        # As after an uninstall: the columns are there, what we know of them is not.
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_custom_field")
        self.env.cr.execute("UPDATE ir_model_fields SET crm_custom_spec = NULL")
        self.env.invalidate_all()

        with self.rebuilds() as rebuilds:
            self.define(*definitions)

        self.assertEqual(len(rebuilds), 1)
        self.assertEqual(lead.x_cft_kept_0, "stays")
        for number in range(3):
            index = self.column_of("crm_lead", f"x_cft_kept_{number}")[1]
            self.assertIn("gin", index)
