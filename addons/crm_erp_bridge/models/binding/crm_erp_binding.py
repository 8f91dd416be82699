from odoo import api, fields, models

ORDER_STATES = [
    ("draft", "Quotation"),
    ("sent", "Quotation Sent"),
    ("sale", "Sales Order"),
    ("cancel", "Cancelled"),
    ("gone", "Deleted in the ERP"),
]


class CrmErpBinding(models.Model):
    """One record here is that record there.

    Only the worker writes bindings: no user, not even an administrator, may create
    or change one, or an opportunity could claim somebody else's order.
    """

    _name = "crm.erp.binding"
    _description = "ERP Binding"
    _order = "id desc"
    _rec_name = "external_name"

    connection_id = fields.Many2one(
        "crm.erp.connection", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", index="btree_not_null", ondelete="set null"
    )
    external_model = fields.Char(required=True)
    external_id = fields.Char("External ID", required=True)
    external_name = fields.Char("Number")
    external_state = fields.Selection(ORDER_STATES, "State in the ERP")
    external_url = fields.Char("Link")
    read_at = fields.Datetime()

    _ours_uniq = models.UniqueIndex(
        "(connection_id, model, res_id)",
        "This record is already bound to a record of that ERP.",
    )
    _theirs_uniq = models.UniqueIndex(
        "(connection_id, external_model, external_id) WHERE model = 'crm.lead'",
        "This record of the ERP already belongs to another record.",
    )

    @api.model
    def _find(self, connection, model: str, res_id: int):
        return self.search(
            [
                ("connection_id", "=", connection.id),
                ("model", "=", model),
                ("res_id", "=", res_id),
            ],
            limit=1,
        )

    @api.model
    def _owner(self, message, erp_order):
        """Return the binding of another record to this order, if there is one."""
        return self.search(
            [
                ("connection_id", "=", message.connection_id.id),
                ("model", "=", message.model),
                ("res_id", "!=", message.res_id),
                ("external_model", "=", "sale.order"),
                ("external_id", "=", erp_order.external_id),
            ],
            limit=1,
        )

    @api.model
    def _bind(self, connection, model: str, res_id: int, vals: dict):
        """Remember who is who; a second time only writes what became different.

        Many orders share a customer's row: writing it for nothing would make
        parallel workers stumble over each other.
        """
        binding = self._find(connection, model, res_id)
        if not binding:
            keys = {"connection_id": connection.id, "model": model, "res_id": res_id}
            return self.create({**keys, **vals, "read_at": fields.Datetime.now()})
        known = binding._convert_to_write({name: binding[name] for name in vals})
        changed = {name: value for name, value in vals.items() if known[name] != value}
        if changed:
            binding.write({**changed, "read_at": fields.Datetime.now()})
        return binding

    def _store_states(self, orders: dict):
        """Take over number and state; an order that is not shown any more is gone."""
        now = fields.Datetime.now()
        groups = self.grouped(lambda binding: binding._state_of(orders))
        for (number, state), bindings in groups.items():
            if state == "gone" or (number, state) != (
                bindings[0].external_name,
                bindings[0].external_state,
            ):
                bindings.write({"external_name": number, "external_state": state})
        self.write({"read_at": now})

    def _state_of(self, orders: dict) -> tuple[str, str]:
        order = orders.get(self.external_id)
        if order is None:
            return self.external_name, "gone"
        return order.number, order.state
