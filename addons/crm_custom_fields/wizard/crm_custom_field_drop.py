import base64
import csv
import io

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmCustomFieldDrop(models.TransientModel):
    """Asks before a column is deleted: where it is used, what would be lost."""

    _name = "crm.custom.field.drop"
    _description = "Custom Field Deletion"

    field_id = fields.Many2one("crm.custom.field", required=True, ondelete="cascade")
    use_ids = fields.Many2many(
        "crm.custom.field.use", string="Used In", compute="_compute_use_ids"
    )
    is_used = fields.Boolean(compute="_compute_use_ids")
    is_archived = fields.Boolean(compute="_compute_is_archived")
    value_count = fields.Integer(
        string="Records with a Value", compute="_compute_value_count"
    )
    values_file = fields.Binary(string="Values", readonly=True, attachment=False)
    values_name = fields.Char(readonly=True)
    written_count = fields.Integer(string="Values in the File", readonly=True)
    is_confirmed = fields.Boolean(string="Delete the Column and Its Values")

    @api.depends("field_id")
    def _compute_use_ids(self):
        for wizard in self:
            wizard.use_ids = self.env["crm.custom.field.use"]._collect(wizard.field_id)
            wizard.is_used = any(not use.is_soft for use in wizard.use_ids)

    @api.depends("field_id")
    def _compute_is_archived(self):
        for wizard in self:
            wizard.is_archived = wizard.field_id.lifecycle == "archived"

    @api.depends("field_id")
    def _compute_value_count(self):
        for wizard in self:
            wizard.value_count = wizard.field_id._count_values()

    def action_write_file(self):
        """Write the values that the user may see into a file."""
        self.ensure_one()
        rows = self._rows()
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        content = out.getvalue().encode("utf-8-sig")  # spreadsheets need the mark
        self.values_file = base64.b64encode(content)
        self.values_name = f"{self.field_id.technical_name}.csv"
        self.written_count = len(rows) - 1
        return self._as_action()

    def _rows(self):
        """Return the header and one row for each record with a value."""
        field = self.field_id
        self._refuse_hidden(field)
        name = field.technical_name
        model = self.env[field.model_name].with_context(active_test=False)
        records = model.search([(name, "!=", False)], order="id")
        shown = records.export_data([".id", "display_name", name])["datas"]
        return [["id", "display_name", name], *shown]

    def _refuse_hidden(self, field):
        """Nobody takes out, or deletes, what he may not see."""
        model = self.env[field.model_name]
        column = model._fields.get(field.technical_name)
        if column is not None and not model._has_field_access(column, "read"):
            raise UserError(
                self.env._(
                    "You may not see the values of %(field)s, so you cannot take them "
                    "out or delete them. Ask somebody it is visible to.",
                    field=field.name,
                )
            )

    def action_drop(self):
        """Delete the field for good."""
        self.ensure_one()
        field = self.field_id
        field.check_access("unlink")
        self._refuse_hidden(field)
        if not self.is_archived:
            raise UserError(
                self.env._(
                    "%(field)s is still in use. Archive it first and see whether "
                    "anybody misses it.",
                    field=field.name,
                )
            )
        if self.value_count and not self.is_confirmed:
            raise UserError(
                self.env._(
                    "%(field)s holds a value on %(count)s records. Take the values out "
                    "as a file if you may need them, then confirm that they go.",
                    field=field.name,
                    count=self.value_count,
                )
            )
        field._drop()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.custom.field",
            "name": self.env._("Custom Fields"),
            "views": [(False, "list"), (False, "form")],
            "target": "main",
        }

    def _as_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delete for Good"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
