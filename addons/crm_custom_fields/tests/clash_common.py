from odoo import Command

from .rows_common import RowRulesCommon

HARMS = (("penicillin", "Penicillins"), ("latex", "Latex"), ("iodine", "Iodine"))


class ClashCommon(RowRulesCommon):
    """Deals with a plan and with allergies, both with a multi-select of substances."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.define(cls.table_of("FT Plan", "x_cft_plan"))
        cls.allergies = cls.define(cls.table_of("FT Allergies", "x_cft_allergies"))

    @classmethod
    def table_of(cls, label, name, model="crm.lead"):
        options = [{"name": n, "value": v} for v, n in HARMS]
        columns = [
            {"name": "Item", "technical_name": "x_item"},
            {
                "name": "Substances",
                "technical_name": "x_harms",
                "kind": "tags",
                "option_ids": [Command.create(option) for option in options],
            },
            {
                "name": "Main Substance",
                "technical_name": "x_main",
                "kind": "selection",
                "option_ids": [Command.create(option) for option in options],
            },
            {
                "name": "Origin",
                "technical_name": "x_origin",
                "kind": "many2one",
                "relation_model_id": cls.env["ir.model"]._get("res.country").id,
            },
            {"name": "Fee", "technical_name": "x_fee", "kind": "float"},
            {"name": "Counts", "technical_name": "x_counts", "kind": "boolean"},
        ]
        return {
            "name": label,
            "technical_name": name,
            "kind": "table",
            "page": "Clinic",
            "model_id": cls.env["ir.model"]._get(model).id,
            "column_ids": [Command.create(column) for column in columns],
        }

    @classmethod
    def column(cls, table, name):
        return cls.env["ir.model.fields"]._get(table.row_model_id.model, name)

    @classmethod
    def clash(cls, column="x_harms", other="x_harms", with_table=None, **values):
        """Make a rule on the plan and another table (the allergies)."""
        with_table = with_table or cls.allergies
        columns = cls.env["ir.model.fields"]
        return cls.rule(
            "crm.lead",
            ["x_cft_plan"],
            **{
                "name": "No harm",
                "effect": "clash",
                "pairing": "none",
                "column_id": cls.column(cls.plan, column).id,
                "with_table_id": columns._get(
                    with_table.model_name, with_table.technical_name
                ).id,
                "with_column_id": cls.column(with_table, other).id,
                **values,
            },
        )

    @classmethod
    def harms(cls, table, *values):
        column = table.column_ids.filtered(lambda c: c.technical_name == "x_harms")
        found = column.option_ids.filtered(lambda option: option.value in values)
        return [Command.set(found.ids)]

    @classmethod
    def entry(cls, table, item, *harms, **values):
        return {"x_item": item, "x_harms": cls.harms(table, *harms), **values}

    @classmethod
    def item(cls, item, *harms, **values):
        return cls.entry(cls.plan, item, *harms, **values)

    @classmethod
    def allergy(cls, item, *harms, **values):
        return cls.entry(cls.allergies, item, *harms, **values)

    @classmethod
    def patient(cls, **values):
        """Create a deal that is fine: an allergy, and an item that does no harm."""
        return cls.lead(
            **{
                "name": "Patient",
                "x_cft_plan": [Command.create(cls.item("Gloves", "latex"))],
                "x_cft_allergies": [
                    Command.create(cls.allergy("Antibiotics", "penicillin"))
                ],
                **values,
            }
        )
