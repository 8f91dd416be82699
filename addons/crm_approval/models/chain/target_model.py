from odoo import api, models
from odoo.exceptions import UserError

from ...engine import spec as engine

ANY_MODEL = ("archive", "reassign", "delete", "value", "method")
PEOPLE = ("user_id", "team_id")


class CrmApprovalChainTargetModel(models.Model):
    """Which model a chain protects, and from what."""

    _inherit = "crm.approval.chain"

    @api.model
    def _selection_res_model(self):
        # sudo: names of models are no secret; only administrators may read ir.model.
        found = self.env["ir.model"].sudo()
        found = found.search_fetch(
            [("is_mail_thread", "=", True), ("transient", "=", False)],
            ["model", "name"],
            order="name, model",
        )
        return [
            (model.model, model.name)
            for model in found
            if model.model in self.env
            and not self.env[model.model]._abstract
            and not model.model.startswith("crm.approval.")
        ]

    def _fitting_targets(self):
        """Return what chains can protect these very records from."""
        model = self.env[self.res_model or engine.LEAD]
        targets = set(self._model_targets())
        if not any(name in model._fields for name in PEOPLE):
            targets.discard("reassign")
        if not model._active_name:
            targets.discard("archive")
        return targets

    def _model_targets(self):
        """Return what chains can protect records of this model from."""
        return engine.TARGETS.keys() if self.res_model == engine.LEAD else ANY_MODEL

    def _check_same_model(self):
        """A published chain keeps its model: grants name the chain and a number."""
        versions = self.version_ids.mapped("definition")
        before = {line.get("res_model", engine.LEAD) for line in versions}
        if before - {self.res_model}:
            raise UserError(
                self.env._(
                    "Approval chain %(chain)s was published for other records: "
                    "archive it and make a new chain for %(records)s.",
                    chain=self.name,
                    records=self._model_label(),
                )
            )

    def _model_label(self):
        self.ensure_one()
        if self.res_model == engine.LEAD:
            return self.env._("opportunities")
        return dict(self._selection_res_model()).get(self.res_model, self.res_model)

    def _prepare_model(self):
        """Return what a version freezes about the model."""
        self.ensure_one()
        known = self.env[self.res_model]._fields
        amount = known.get(self.amount_field)
        currency = False
        if self.res_model != engine.LEAD and amount and amount.type == "monetary":
            currency = amount.get_currency_field(self.env[self.res_model])
        always = {"company_id", self.amount_field, currency} & known.keys()
        return {
            "res_model": self.res_model,
            "amount_field": self.amount_field,
            "currency_field": currency,
            "always": sorted(always),
            "people": [name for name in PEOPLE if name in known],
        }
