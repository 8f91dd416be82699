from odoo import api, models

from ..engine import rebate
from .crm_approval_chain import ORDER
from .goods import MEASURES


class CrmApprovalGate(models.AbstractModel):
    """How the gate reads sale orders."""

    _inherit = "crm.approval.gate"

    def _value(self, lead, name):
        """A quotation that was sent is still a quotation: it may be sent meanwhile."""
        value = super()._value(lead, name)
        if name == "state" and lead._name == ORDER and value == "sent":
            return "draft"
        return value

    @api.model
    def _rate_date(self, record):
        """The day of the order; nobody gets a rate from before there was an order."""
        if record._name != ORDER:
            return super()._rate_date(record)
        dates = [date for date in (record.date_order, record.create_date) if date]
        return max(dates).date() if dates else super()._rate_date(record)

    @api.model
    def _counted(self, lines):
        """Headings and notes have no discount that could lower an average."""
        found = super()._counted(lines)
        if found._name == "sale.order.line":
            return found.filtered(lambda line: not line.display_type)
        return found

    def _measured(self, lead, name):
        if lead._name == ORDER and (measure := MEASURES.get(name.partition("(")[0])):
            return measure(lead._approval_goods())
        if not name.startswith("rebate(") or lead._name != ORDER:
            return super()._measured(lead, name)
        return rebate.rebate(
            rebate.Line(
                line.price_subtotal,
                line.discount,
                line.price_unit * line.product_uom_qty,
            )
            for line in self._counted(lead.order_line)
        )
