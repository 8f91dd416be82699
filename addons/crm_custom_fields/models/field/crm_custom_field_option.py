from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.field import naming
from ..stored_texts import TITLE, refuse_long


class CrmCustomFieldOption(models.Model):
    """One choice of a selection field."""

    _name = "crm.custom.field.option"
    _description = "Custom Field Option"
    _order = "field_id, sequence, id"

    field_id = fields.Many2one(
        "crm.custom.field", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="field_id.company_id")
    name = fields.Char(string="Label", required=True, translate=True)
    value = fields.Char(
        compute="_compute_value",
        store=True,
        readonly=False,
        precompute=True,
        help="What is stored. Taken from the label if left empty.",
    )
    sequence = fields.Integer(default=10)
    parent_ids = fields.Many2many(
        "crm.custom.field.option",
        "crm_custom_field_option_parent_rel",
        "option_id",
        "parent_id",
        string="Under",
        help="Can be chosen only with one of these. Empty: always.",
    )

    _value_uniq = models.UniqueIndex(
        "(field_id, value)", "This field already has an option with the same value."
    )

    @api.constrains("name", "value")
    def _check_lengths(self):
        refuse_long(self, name=TITLE, value=TITLE)

    @api.depends("name")
    def _compute_value(self):
        taken = {}
        for option in self:
            if option.value or not option.name:
                continue
            values = taken.setdefault(
                option.field_id, set(option.field_id.option_ids.mapped("value"))
            )
            option.value = naming.option_value(option.name, values)
            values.add(option.value)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("value", True):
                del vals["value"]
        options = super().create(vals_list)
        options.field_id._options_changed()
        return options

    def write(self, vals):
        if "value" in vals and any(option.value != vals["value"] for option in self):
            raise ValidationError(
                self.env._(
                    "The stored value of an option stays as it is. Change its label, "
                    "or add another option."
                )
            )
        res = super().write(vals)
        self.field_id._options_changed()
        return res

    def unlink(self):
        self._refuse_used()
        rows = self._rows()
        res = super().unlink()
        rows.unlink()
        self.env["crm.custom.field.cache"]._forget()
        return res

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        res = super()._update_field_translations(
            field_name, translations, digest, source_lang
        )
        self.field_id._options_changed()
        return res

    def _rows(self):
        """Return the rows of ``ir.model.fields.selection`` for these options."""
        rows = self.env["ir.model.fields.selection"].sudo()  # sudo: of own columns
        for option in self:
            column = option.field_id._columns()
            rows += column.selection_ids.filtered(
                lambda row, option=option: row.value == option.value
            )
        return rows

    def _as_selection(self):
        """Return ``[(value, English label)]`` in order."""
        return [(o.value, o.name) for o in self.with_context(lang="en_US").sorted()]

    def _refuse_used(self):
        for field, options in self.grouped("field_id").items():
            if not field.ir_field_id:
                continue
            used = field._used_values()
            for option in options:
                key = option.id if field.kind == "tags" else option.value
                if key in used:
                    raise UserError(
                        self.env._(
                            "“%(option)s” is chosen for %(field)s on %(count)s "
                            "records. Choose another option there first, then remove "
                            "it.",
                            option=option.name,
                            field=field.name,
                            count=used[key],
                        )
                    )
