from odoo import api, fields, models

from .. import registry
from ..engine.field.naming import POSITION


class IrModel(models.Model):
    """A model that may carry custom fields says so here; so do rows of tables."""

    _inherit = "ir.model"

    crm_custom_fields_enabled = fields.Boolean(
        string="Custom Fields Allowed",
        help="Designers may define custom fields and rules for this model.",
    )
    crm_custom_table = fields.Char(
        string="Custom Table",
        readonly=True,
        help="Model and field of the table whose rows this model holds.",
    )

    @api.model
    def _create_unknown(self, vals_list):
        """Create models that the registry gets to know with their first fields.

        ``create`` would set the registry up at once, and each batch of fields does so
        again. Here the caller creates the fields, and it happens only then.
        """
        created = models.BaseModel.create(self, vals_list)
        self.flush_model()
        registry.forget_fields(self.env)  # which names there are
        return created

    @api.model
    def _instanciate_attrs(self, model_data):
        """Give the models of rows what all rows can do."""
        attrs = super()._instanciate_attrs(model_data)
        table = attrs.get("_custom") and model_data.get("crm_custom_table")
        if table:
            parents = attrs.get("_inherit") or []
            parents = [parents] if isinstance(parents, str) else list(parents)
            attrs["_inherit"] = [*parents, "crm.custom.field.row"]
            attrs["_crm_table"] = tuple(table.split("/"))
            attrs["_order"] = f"{POSITION}, id"
        return attrs
