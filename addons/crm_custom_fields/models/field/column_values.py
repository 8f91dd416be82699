from odoo import api, models

from ...engine.field.kinds import KINDS
from ...engine.field.naming import COMPANY_CURRENCY, PARENT


class CrmCustomFieldColumnValues(models.Model):
    """What ``ir.model.fields`` has to know, for each kind of field."""

    _inherit = "crm.custom.field"

    @api.model
    def _selection_kind(self):
        labels = {
            "char": self.env._("Text"),
            "text": self.env._("Multi-line Text"),
            "html": self.env._("Formatted Text"),
            "integer": self.env._("Integer"),
            "year": self.env._("Year or Plain Number"),
            "float": self.env._("Decimal"),
            "monetary": self.env._("Amount"),
            "percent": self.env._("Percentage"),
            "date": self.env._("Date"),
            "datetime": self.env._("Date & Time"),
            "boolean": self.env._("Checkbox"),
            "selection": self.env._("Selection"),
            "tags": self.env._("Multi-select"),
            "many2one": self.env._("Link to a Record"),
            "many2many": self.env._("Links to Records"),
            "phone": self.env._("Phone"),
            "email": self.env._("Email"),
            "url": self.env._("Web Address"),
            "file": self.env._("File"),
            "image": self.env._("Image"),
            "table": self.env._("Table of Rows"),
            "related": self.env._("Value of a Linked Record"),
            "formula": self.env._("Formula"),
        }
        return [(kind, labels[kind]) for kind in KINDS]

    def _all_column_values(self):
        """Return what to create: the column and the companions that it needs."""
        self.ensure_one()
        return [self._column_values(), *self._companion_values()]

    def _column_values(self):
        """Return what ``ir.model.fields`` has to know about the column."""
        self.ensure_one()
        values = {
            "name": self.technical_name,
            "model_id": self.model_id.id,
            "field_description": self.name,
            "help": self.help,
            "ttype": KINDS[self.kind].ttype,
            **self._changeable_values(),
        }
        special = SPECIAL.get(self.kind)
        if special:
            values.update(special(self))
        return values

    def _relation_table(self):
        """Return the table of the links: one for each field, so none collide."""
        model = self.env.get(self.model_name)  # None: rows of a table that is made now
        table = self.model_name if model is None else model._table
        return f"x_crm_{table}_{self.technical_name}"[:63]

    def _currency_field(self):
        """Return the name of the field that holds the currency of the amounts."""
        model = self.env.get(self.model_name)  # None: rows of a table that is made now
        fields = {} if model is None else model._fields
        for name in ("currency_id", "company_currency"):
            if name in fields and fields[name].comodel_name == "res.currency":
                return name
        return COMPANY_CURRENCY

    def _companion_values(self):
        """Return the helping fields: file name, covered value, currency."""
        self.ensure_one()
        base = {"model_id": self.model_id.id, "copied": False}
        values = []
        if self.kind in ("file", "image"):
            name, label = f"{self.technical_name}_filename", f"{self.name}: file name"
            values.append({**base, "ttype": "char", "name": name, "label": label})
        if self.mask:
            values.append({**base, **self._mask_values()})
        if self.kind == "monetary" and self._currency_field() == COMPANY_CURRENCY:
            values.append({**base, **self._currency_values()})
        known = self.env["ir.model.fields"]._get_ids(self.model_name)
        for value in values:
            value["field_description"] = value.pop("label")
        return [value for value in values if value["name"] not in known]

    def _mask_values(self):
        mask = {"source": self.technical_name, "style": self.mask}
        return {
            "ttype": "char",
            "name": f"{self.technical_name}_masked",
            "label": f"{self.name}: covered",
            "store": False,
            "readonly": True,
            "crm_custom_spec": {"mask": mask},
        }

    def _currency_values(self):
        return {
            "ttype": "many2one",
            "relation": "res.currency",
            "name": COMPANY_CURRENCY,
            "label": "Currency of the company",
            "store": False,
            "readonly": True,
            "crm_custom_spec": {"currency_of_company": True},
        }

    def _changeable_values(self):
        """Return the attributes of the column that may change later."""
        kind = KINDS[self.kind]
        spec = {"index": self.index, "aggregator": kind.aggregator}
        if self.kind == "formula":
            spec["formula"] = {"text": self.formula, "kind": self.formula_kind}
        return {
            "index": self.index == "btree",
            "crm_custom_spec": {k: v for k, v in spec.items() if v} or False,
            # Changes of rows are told by table/row_log.py, more closely.
            "tracking": 100 if self.tracking and self.kind != "table" else 0,
        }


# What the column of one kind alone has to know


def _many2one_column(field):
    return {"relation": field.relation_model_id.model}


def _selection_column(field):
    return {"selection": repr(field.option_ids._as_selection())}


def _many2many_column(field):
    return {
        "relation": field.relation_model_id.model,
        "relation_table": field._relation_table(),
        "column1": "record_id",
        "column2": "value_id",
    }


def _tags_column(field):
    return {
        "relation": "crm.custom.field.option",
        "domain": repr([("field_id", "=", field.id)]),
        "relation_table": field._relation_table(),
        "column1": "record_id",
        "column2": "value_id",
    }


def _table_column(field):
    return {
        "relation": field._row_model_name(),
        "relation_field": PARENT,
        "copied": True,
    }


def _monetary_column(field):
    return {"currency_field": field._currency_field()}


def _related_column(field):
    target = field._related_target()
    return {
        "ttype": target.type,
        "relation": target.comodel or False,
        "related": field.related_path,
        "store": False,
        "readonly": True,
    }


def _formula_column(field):
    return {
        "ttype": field.formula_kind,
        "store": not field._formula().uses_today,
        "readonly": True,
        "copied": False,
    }


SPECIAL = {
    "many2one": _many2one_column,
    "selection": _selection_column,
    "many2many": _many2many_column,
    "tags": _tags_column,
    "table": _table_column,
    "monetary": _monetary_column,
    "related": _related_column,
    "formula": _formula_column,
}
