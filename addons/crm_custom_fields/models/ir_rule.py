from odoo import api, models
from odoo.fields import Domain

from ..engine.field.naming import PARENT
from .table.crm_custom_field_row import PARENT_RIGHT


class IrRule(models.Model):
    """Rows of a custom table follow the record that they belong to."""

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Also hold the record rules of the record: companies, own documents, ..."""
        domain = super()._compute_domain(model_name, mode)
        table = self.env["crm.custom.field.row"]._table_of(model_name)
        if not table or self.env.su:
            return domain
        parents = self._compute_domain(table[0], PARENT_RIGHT[mode])
        if parents.is_true():
            return domain
        return domain & Domain(PARENT, "any", parents)
