from odoo import api, fields, models

from odoo.addons.crm_approval.engine.spec import parse_domain
from odoo.addons.crm_approval.engine.watch import Lines

from .goods import MEASURES

ORDER = "sale.order"
# What a chain protects orders from, and the state that is.
STATES = {"confirm": "sale", "cancel": "cancel"}
CONFIRM = ("action_confirm",)
# What of a line changes its list value or its cost while its subtotal stays.
GOODS = frozenset(
    {
        *("product_id", "product_uom_qty", "product_uom_id"),
        *("price_unit", "discount", "tax_ids"),
    }
)


def _keep_as_filter(chains):
    """Without this addon the state stays protected: as a filter of the chain."""
    for chain in chains:
        chain.write({"domain": chain._state_filter(), "target": "value"})


class CrmApprovalChain(models.Model):
    """A chain that protects sale orders from being confirmed or cancelled.

    It is published as what the gate knows already: a filter that holds in the state.
    """

    _inherit = "crm.approval.chain"

    target = fields.Selection(
        selection_add=[
            ("confirm", "Being confirmed (orders)"),
            ("cancel", "Being cancelled (orders)"),
        ],
        ondelete={"confirm": _keep_as_filter, "cancel": _keep_as_filter},
    )

    def _model_targets(self):
        targets = super()._model_targets()
        if self.res_model == ORDER:
            return {*targets, *STATES}
        return set(targets) - STATES.keys()

    @api.model
    def _method_fault(self, model_name, name):
        """A customer's signature confirms too: nobody waits there for an answer."""
        if model_name == ORDER and name in CONFIRM:
            return self.env._(
                "orders are confirmed by signatures and payments, too. Choose “Being "
                "confirmed (orders)” instead."
            )
        return super()._method_fault(model_name, name)

    @api.model
    def _watched_lines(self):
        """More pieces at the same total are another discount: look at both."""
        found = super()._watched_lines()
        specs = self._specs_by_model().get(ORDER, ())
        measured = (line.function for spec in specs for line in spec.conditions)
        if not MEASURES.keys().isdisjoint(measured):
            lines = found.setdefault("sale.order.line", [])
            lines.append(Lines("order_id", GOODS))
        return found

    def _state_filter(self):
        self.ensure_one()
        return repr([("state", "=", STATES[self.target]), *parse_domain(self.domain)])

    def _prepare_definition(self):
        definition = super()._prepare_definition()
        if self.target not in STATES:
            return definition
        return {
            **definition,
            "target": "value",
            "sale_target": self.target,
            "domain": self._state_filter(),
            "fields": sorted({*definition["fields"], "state"}),
            # Who the customer is belongs to what is agreed.
            "always": sorted({*definition["always"], "partner_id"}),
        }
