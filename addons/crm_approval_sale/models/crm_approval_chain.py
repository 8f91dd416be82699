from odoo import api, fields, models

from odoo.addons.crm_approval.engine.spec import parse_domain

ORDER = "sale.order"
# What a chain protects orders from, and the state that is.
STATES = {"confirm": "sale", "cancel": "cancel"}
CONFIRM = ("action_confirm",)


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
