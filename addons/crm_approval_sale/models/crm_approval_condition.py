from odoo import fields, models

REBATE_PATH = "order_line.price_subtotal"


class CrmApprovalCondition(models.Model):
    """The discount of a whole order, however it is given."""

    _inherit = "crm.approval.condition"

    function = fields.Selection(
        selection_add=[("rebate", "Discount on the whole (%)")],
        ondelete={"rebate": "cascade"},
    )

    def _fields_fit(self):
        if self.kind == "lines" and self.function == "rebate":
            return self._model()._name == "sale.order" and (
                self.lines_path == REBATE_PATH
            )
        return super()._fields_fit()
