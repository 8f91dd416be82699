from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user

from .common import FieldsCommon


class TablesCommon(FieldsCommon):
    """Opportunities with a table of certificates.

    Cast            group                         does
    colleague       Sales / Own Documents Only    has no business with the deal
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(
            cls.env, "fields_colleague", groups="sales_team.group_sale_salesman"
        )
        cls.table = cls.define(cls.certificates())
        cls.deal = cls.lead(
            x_cft_certificates=[
                Command.create({"x_country": "China", "x_number": "A-1"}),
                Command.create({"x_country": "France", "x_fee": 20}),
            ]
        )

    @property
    def rows(self):
        """The rows of the deal; the class of their model is new in each test."""
        return self.deal.x_cft_certificates

    @classmethod
    def certificates(cls, **values):
        columns = [
            {"name": "Country", "technical_name": "x_country"},
            {"name": "Number", "technical_name": "x_number", "unique_scope": "all"},
            {"name": "Expires", "technical_name": "x_expiry", "kind": "date"},
            {"name": "Fee", "technical_name": "x_fee", "kind": "monetary"},
            {
                "name": "Class",
                "technical_name": "x_class",
                "kind": "selection",
                "option_ids": [Command.create({"name": "II", "value": "ii"})],
            },
        ]
        return {
            "name": "FT Certificates",
            "technical_name": "x_cft_certificates",
            "kind": "table",
            "page": "Certificates",
            "column_ids": [Command.create(column) for column in columns],
            **values,
        }


class RowRulesCommon(TablesCommon):
    """Deals with certificates, and rules that look at them."""

    @classmethod
    def rule(cls, model=None, fields=(), **values):
        """Make a rule on fields of the lead, or on columns of the certificates."""
        row_model = cls.table.row_model_id.model
        columns = cls.env["ir.model.fields"]
        model = model or row_model
        ids = [columns._get(model, name).id for name in fields]
        model_id = cls.env["ir.model"]._get(model).id
        return cls.require(
            **{"name": "Row rule", **values},
            model_id=model_id,
            field_ids=[Command.set(ids)],
        )

    @classmethod
    def count(cls, **values):
        """Make a rule on the number of certificates."""
        return cls.rule(
            "crm.lead", ["x_cft_certificates"], name="Enough", effect="rows", **values
        )

    @contextmanager
    def refused(self, words):
        """Expect a refusal, after which nothing has changed."""
        with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
            yield
