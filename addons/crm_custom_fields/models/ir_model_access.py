from odoo import api, models

from .field import visibility
from .table.crm_custom_field_row import PARENT_RIGHT


class IrModelAccess(models.Model):
    """Rows of a custom table follow the record that they belong to."""

    _inherit = "ir.model.access"

    @api.model
    def check(self, model, mode="read", raise_exception=True):
        """Ask for the rights on the record, and on the field that is the table."""
        table = self.env["crm.custom.field.row"]._table_of(model)
        if not table or self.env.su:
            return super().check(model, mode, raise_exception=raise_exception)
        parent, field = table
        right = PARENT_RIGHT[mode]
        if not super().check(parent, right, raise_exception=raise_exception):
            return False
        if visibility.is_open_to_user(self.env, parent, field, right):
            return True
        if raise_exception:
            raise self._make_access_error(model, mode)
        return False

    @api.model
    def group_names_with_access(self, model_name, access_mode):
        """Name the groups that have the right on the record."""
        table = self.env["crm.custom.field.row"]._table_of(model_name)
        if table:
            model_name, access_mode = table[0], PARENT_RIGHT[access_mode]
        return super().group_names_with_access(model_name, access_mode)
