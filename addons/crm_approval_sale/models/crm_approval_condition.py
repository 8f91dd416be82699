from odoo import fields, models

# Measures of a whole order.
WHOLE = ("rebate", "effective", "margin")
REBATE_PATH = "order_line.price_subtotal"


class CrmApprovalCondition(models.Model):
    """The discount of a whole order, however it is given."""

    _inherit = "crm.approval.condition"

    function = fields.Selection(
        selection_add=[
            ("rebate", "Discount on the whole (%)"),
            ("effective", "Effective discount (%)"),
            ("margin", "Margin (%)"),
        ],
        ondelete=dict.fromkeys(WHOLE, "cascade"),
    )

    def _fields_fit(self):
        if self.kind == "lines" and self.function in WHOLE:
            return self._model()._name == "sale.order" and (
                self.lines_path == REBATE_PATH
            )
        return super()._fields_fit()
