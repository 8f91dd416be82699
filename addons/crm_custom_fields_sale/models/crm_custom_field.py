from odoo import api, fields, models


class CrmCustomField(models.Model):
    """A field of opportunities says which field of quotations gets its value."""

    _inherit = "crm.custom.field"

    carry_order_field_id = fields.Many2one(
        "crm.custom.field",
        string="Goes to Quotation",
        domain="[('model_name', '=', 'sale.order'), ('kind', '=', kind)]",
        index="btree_not_null",
        ondelete="set null",
        help="The field of the quotation that gets the value when a quotation is made "
        "from the opportunity. Empty: the one with the same technical name, if any.",
    )

    @api.constrains(
        "carry_order_field_id",
        "kind",
        "model_id",
        "relation_model_id",
        "read_group_ids",
        "mask",
    )
    def _check_carry_order_field(self):
        self._check_route("sale.order")

    def _unfit_values(self, kind):
        values = super()._unfit_values(kind)
        if self.carry_order_field_id:
            values["carry_order_field_id"] = False
        return values
