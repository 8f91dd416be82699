from odoo import fields, models


class IrModel(models.Model):
    """A model that may carry custom fields says so here."""

    _inherit = "ir.model"

    crm_custom_fields_enabled = fields.Boolean(
        string="Custom Fields Allowed",
        help="Designers may define custom fields and rules for this model.",
    )
