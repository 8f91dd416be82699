from odoo import fields, models


class IrModelFields(models.Model):
    """Knows the kinds of index that a plain manual field cannot have."""

    _inherit = "ir.model.fields"

    crm_custom_index = fields.Selection(
        [("btree", "Exact search"), ("trigram", "Search inside the text")],
        string="Custom Field Index",
    )

    def _instanciate_attrs(self, field_data):
        attrs = super()._instanciate_attrs(field_data)
        if attrs and field_data.get("crm_custom_index"):
            attrs["index"] = field_data["crm_custom_index"]
        return attrs
