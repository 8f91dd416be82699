from odoo import api, models


class CrmCustomFieldConfig(models.AbstractModel):
    """Configuration files also say which field of quotations gets a value."""

    _inherit = "crm.custom.field.config"

    @api.model
    def _entry_names(self, section):
        names = super()._entry_names(section)
        return {*names, "carry_to_quotation"} if section == "fields" else names

    @api.model
    def _field_links(self, record):
        target = record.carry_order_field_id.technical_name
        return {**super()._field_links(record), "carry_to_quotation": target}

    @api.model
    def _field_link_values(self, entry, record=None):
        values = super()._field_link_values(entry, record)
        name = entry.get("carry_to_quotation")
        target = name and self._definition("sale.order", name, entry)
        return {**values, "carry_order_field_id": target and target.id}
