from odoo.addons.crm_approval.tests.common import ApprovalCast


class OrderCast(ApprovalCast):
    """The people of the approval tests, and orders of 60 000."""

    @classmethod
    def _set_up_cast(cls):
        result = super()._set_up_cast()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme", "email": "acme@example.com"}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Panel", "type": "service", "list_price": 100, "taxes_id": False}
        )
        return result

    @classmethod
    def _order_chain(cls, target="confirm", **values):
        values.setdefault("min_amount", 50000)
        chain = cls._chain(
            "Large orders",
            cls.approver,
            res_model="sale.order",
            target=target,
            **values,
        )
        chain.with_user(cls.manager).action_publish()
        return chain

    @classmethod
    def _lines(cls, function, path, operator, bound):
        condition = {
            "kind": "lines",
            "function": function,
            "lines_path": path,
            "operator": operator,
            "bound": bound,
        }
        return {"min_amount": 0, "condition_ids": [(0, 0, condition)]}

    @classmethod
    def _order(cls, quantity=600, **values):
        line = {"product_id": cls.product.id, "product_uom_qty": quantity}
        return (
            cls.env["sale.order"]
            .with_user(cls.salesman)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "user_id": cls.salesman.id,
                    "team_id": cls.team.id,
                    "order_line": [(0, 0, line)],
                    **values,
                }
            )
        )

    def _requests(self, orders):
        requests = self.env["crm.approval.request"]
        return requests.search([("sale_order_id", "in", orders.ids)])
