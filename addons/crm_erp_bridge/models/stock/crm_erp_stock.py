from odoo import api, fields, models


class CrmErpStock(models.Model):
    """What one ERP had of one product when it was last asked."""

    _name = "crm.erp.stock"
    _description = "ERP Stock Figure"
    _rec_name = "product_id"

    connection_id = fields.Many2one(
        "crm.erp.connection", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    is_known = fields.Boolean(help="Whether the ERP has this product at all.")
    on_hand = fields.Float(digits="Product Unit")
    free = fields.Float(digits="Product Unit")
    read_at = fields.Datetime()

    _product_uniq = models.UniqueIndex(
        "(connection_id, product_id)",
        "This product already has a stock figure from that ERP.",
    )

    @api.model
    def _wanted_products(self, connection):
        """Return the products with a reference that open opportunities ask for."""
        rows = self.env["crm.erp.line"]._read_group(
            [
                ("company_id", "in", (connection.company_id.id, False)),
                ("product_id.default_code", "!=", False),
                ("lead_id.active", "=", True),
            ],
            ["product_id"],
        )
        return self.env["product.product"].union(*(product for (product,) in rows))

    @api.model
    def _store(self, connection, products, figures, moment, is_baseline: bool):
        """Write what came; what did not come is unchanged, or gone at a baseline."""
        existing = self.search([("connection_id", "=", connection.id)])
        by_product = {stock.product_id: stock for stock in existing}
        by_code = {figure.code: figure for figure in figures}
        missing = []
        for product in products:
            figure = by_code.get(product.default_code)
            stock = by_product.get(product)
            if stock is None:
                missing.append(self._values(connection, product, figure, moment))
            elif figure is not None or is_baseline:
                stock.write(self._figures(figure))
        self.create(missing)
        existing.filtered(lambda stock: stock.product_id in products).write(
            {"read_at": moment}
        )

    @api.model
    def _figures(self, figure):
        return {
            "is_known": figure is not None,
            "on_hand": figure.on_hand if figure else 0.0,
            "free": figure.free if figure else 0.0,
        }

    @api.model
    def _values(self, connection, product, figure, moment):
        return {
            "connection_id": connection.id,
            "product_id": product.id,
            "read_at": moment,
            **self._figures(figure),
        }
