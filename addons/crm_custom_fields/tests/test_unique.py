from pathlib import Path
from runpy import run_path

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import FieldsCommon


class TestUnique(FieldsCommon):
    """Unique values are held by PostgreSQL itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field = cls.define(
            {
                "name": "Field Test Number",
                "technical_name": "x_cft_number",
                "unique_scope": "all",
            }
        )

    @mute_logger("odoo.sql_db")
    def test_a_second_record_with_the_value_is_refused(self):
        self.lead(x_cft_number="A-1")

        with self.assertRaises(psycopg2.errors.UniqueViolation) as caught:
            with self.env.cr.savepoint():
                self.lead(x_cft_number="A-1")

        message = self.env["crm.lead"]._sql_error_to_message(caught.exception)
        self.assertRegex(message, "Field Test Number has to be unique.*A-1")

    def test_empty_values_do_not_count(self):
        self.lead()

        self.assertTrue(self.lead().exists())

    def test_an_empty_text_does_not_count(self):
        self.lead(x_cft_number="")
        second = self.lead(x_cft_number="")

        self.env.flush_all()

        self.assertTrue(second.exists())

    def test_the_upgrade_rebuilds_an_index_that_counted_empty_texts(self):
        name = self.field._unique_index_name()
        self.field._drop_index(name)
        self.env.cr.execute(
            f"CREATE UNIQUE INDEX {name} ON crm_lead (x_cft_number)"
            " WHERE x_cft_number IS NOT NULL"
        )
        script = Path(__file__).parents[1] / "migrations/19.0.1.1.0/post-unique.py"

        run_path(str(script))["migrate"](self.env.cr, "19.0.1.0.0")

        self.test_an_empty_text_does_not_count()

    @mute_logger("odoo.sql_db")
    def test_the_scope_can_be_the_company(self):
        self.field.unique_scope = "company"
        other = self.env["res.company"].create({"name": "Field Test Company"})
        leads = self.env["crm.lead"]
        mine = {
            "name": "Mine",
            "x_cft_number": "A-1",
            "company_id": self.env.company.id,
        }
        leads.create([mine, {**mine, "company_id": other.id}])

        with self.assertRaises(psycopg2.errors.UniqueViolation):
            with self.env.cr.savepoint():
                leads.create(mine)

    def test_values_that_repeat_already_are_named(self):
        self.field.unique_scope = False
        self.lead(x_cft_number="A-1")
        self.lead(x_cft_number="A-1")

        with self.assertRaisesRegex(UserError, "share the value A-1"):
            self.field.unique_scope = "all"

    def test_kinds_without_one_value_cannot_be_unique(self):
        with self.assertRaisesRegex(ValidationError, "cannot be indexed or unique"):
            self.define(
                {"name": "Field Test Text", "kind": "text", "unique_scope": "all"}
            )
