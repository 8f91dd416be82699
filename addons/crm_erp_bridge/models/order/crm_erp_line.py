from odoo import api, fields, models


class CrmErpLine(models.Model):
    """One product of an opportunity: how much, at what price, and what is there."""

    _name = "crm.erp.line"
    _description = "Opportunity Product"
    _order = "lead_id, sequence, id"
    _rec_name = "product_id"

    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="lead_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('sale_ok', '=', True)]",
    )
    quantity = fields.Float(default=1.0, required=True, digits="Product Unit")
    currency_id = fields.Many2one(related="lead_id.company_currency")
    price_unit = fields.Float(
        "Unit Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Price",
    )
    price_subtotal = fields.Monetary("Amount", compute="_compute_price_subtotal")
    stock_on_hand = fields.Float(
        "On Hand", compute="_compute_stock", digits="Product Unit"
    )
    stock_free = fields.Float("Free", compute="_compute_stock", digits="Product Unit")
    stock_read_at = fields.Datetime("Stock As Of", compute="_compute_stock")
    stock_state = fields.Selection(
        [
            ("enough", "Enough"),
            ("short", "Short"),
            ("unknown", "Not in the ERP"),
            ("unread", "Not read yet"),
            ("ordered", "Ordered"),
        ],
        compute="_compute_stock",
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)",
        "The quantity of a product must be more than zero. Remove the line instead.",
    )

    @api.depends("product_id")
    def _compute_price_unit(self):
        for line in self:
            line.price_unit = line.product_id.lst_price

    @api.depends("quantity", "price_unit")
    def _compute_price_subtotal(self):
        for line in self:
            line.price_subtotal = line.quantity * line.price_unit

    @api.depends(
        "product_id",
        "quantity",
        "company_id",
        "lead_id.erp_binding_ids.external_state",
    )
    def _compute_stock(self):
        figures = self._stock_figures()
        for line in self:
            company = line.company_id or self.env.company
            stock = figures.get((company.id, line.product_id.id))
            line.stock_on_hand = stock.on_hand if stock else 0.0
            line.stock_free = stock.free if stock else 0.0
            line.stock_read_at = stock.read_at if stock else False
            line.stock_state = line._stock_state(stock)

    def _stock_state(self, stock) -> str:
        """Say it in a word; a confirmed order has taken its share already."""
        if self.lead_id.erp_order_state == "sale":
            return "ordered"
        if not stock:
            return "unread"
        if not stock.is_known:
            return "unknown"
        return "short" if stock.free < self.quantity else "enough"

    def _stock_figures(self) -> dict:
        companies = self.company_id | self.env.company
        stocks = self.env["crm.erp.stock"].search(
            [
                ("product_id", "in", self.product_id.ids),
                ("company_id", "in", companies.ids),
            ],
            order="read_at",  # the ERP that was read last wins
        )
        return {(stock.company_id.id, stock.product_id.id): stock for stock in stocks}

    @api.constrains("lead_id", "product_id", "quantity", "price_unit")
    def _check_erp_events(self):
        """Late or changed lines may complete or concern the order of a won deal."""
        self.lead_id._erp_mark()
