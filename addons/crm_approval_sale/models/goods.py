from odoo import models

from ..engine import effective

MEASURES = {"effective": effective.discount, "margin": effective.margin}


class OrderGoods(models.Model):
    """What is sold on an order, by the list and as it is charged."""

    _inherit = "sale.order"

    def _approval_goods(self):
        """Return each line with its list value, what is charged, and its cost."""
        self.ensure_one()
        date = self.env["crm.approval.gate"]._rate_date(self)
        return [
            line._approval_good(date)
            for line in self.order_line
            if not line.display_type and not line._approval_is_offered_only()
        ]


class OrderGood(models.Model):
    """One line as a good: everything in the order's currency, without taxes."""

    _inherit = "sale.order.line"

    def _approval_is_offered_only(self):
        """Tell whether the customer may still choose the line (sale_management)."""
        return hasattr(self, "_is_line_optional") and self._is_line_optional()

    def _approval_good(self, date):
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        unit = self.product_uom_id or product.uom_id
        quantity = self.product_uom_qty
        pieces = quantity
        if product and unit != product.uom_id:
            pieces = unit._compute_quantity(quantity, product.uom_id, round=False)
        listed = self._approval_in_order(product.lst_price, product.currency_id, date)
        listed = self._approval_without_taxes(listed * pieces)
        if not product or (not listed and self.price_unit > 0):
            # What has no list price costs by the list what it would without discount.
            full = max(self.price_unit, 0.0) * quantity
            listed = self._approval_without_taxes(full)
        cost = self._approval_in_order(
            product.standard_price, product.cost_currency_id, date
        )
        return effective.Good(
            listed, self.price_subtotal, cost * pieces if cost else None
        )

    def _approval_in_order(self, amount, currency, date):
        """Convert into the currency of the order, at the day that chains look at."""
        into = self.currency_id or self.order_id.currency_id
        if not amount or not currency or currency == into:
            return amount or 0.0
        return currency._convert(amount, into, self.company_id, date, round=False)

    def _approval_without_taxes(self, amount):
        """List prices of some taxes include them; what is charged never does."""
        taxes = self.tax_ids.filtered("price_include")
        if not taxes:
            return amount
        computed = taxes.compute_all(
            amount, self.currency_id, handle_price_include=True
        )
        return computed["total_excluded"]
