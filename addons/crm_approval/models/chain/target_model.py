from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.sql import existing_tables

from ..engine import spec as engine
from ..engine import watch as engine_watch

TABLES = ["crm_approval_chain", "crm_approval_version"]
ANY_MODEL = ("archive", "reassign", "delete", "value", "method")
PEOPLE = ("user_id", "team_id")
LINE_TYPES = ("one2many",)
NUMBERS = ("float", "integer", "monetary")
# Where a transaction keeps what is watched; see _approval_watch().
WATCH = "crm_approval_watch"


class CrmApprovalChainModel(models.AbstractModel):
    """Which model a chain protects, and what the gate must look at for that."""

    _name = "crm.approval.chain.model"
    _description = "Model of an Approval Chain"

    res_model = fields.Selection(
        "_selection_res_model",
        string="Records",
        required=True,
        default="crm.lead",
        help="What the chain protects: any kind of record that has a chatter.",
    )
    amount_field = fields.Char(
        string="Amount",
        compute="_compute_amount_field",
        store=True,
        readonly=False,
        help="The number that the amount of the chain is compared with.",
    )

    fitting_targets = fields.Char(
        compute="_compute_fitting_targets", help="What these records can be kept from."
    )

    @api.depends("res_model")
    def _compute_fitting_targets(self):
        for chain in self:
            chain.fitting_targets = " ".join(sorted(chain._fitting_targets()))

    @api.onchange("res_model")
    def _onchange_res_model(self):
        if self.target not in self._fitting_targets():
            self.target = "value"

    @api.depends("res_model")
    def _compute_amount_field(self):
        for chain in self:
            names = ("expected_revenue", "amount_total")
            known = self.env[chain.res_model]._fields if chain.res_model else ()
            chain.amount_field = next((name for name in names if name in known), False)

    @api.model
    def _selection_res_model(self):
        # sudo: names of models are no secret; only administrators may read ir.model.
        found = self.env["ir.model"].sudo()  # sudo: see above
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

    @api.constrains("res_model", "target", "amount_field", "min_amount")
    def _check_model(self):
        for chain in self:
            model = self.env[chain.res_model]
            chain._check_same_model()
            chain.condition_ids._check_complete()
            if chain.target not in chain._fitting_targets():
                raise ValidationError(
                    self.env._(
                        "Approval chain %(chain)s cannot protect %(records)s from "
                        "that. Choose another target, for example “Any state in which "
                        "the conditions hold”.",
                        chain=chain.name,
                        records=chain._model_label(),
                    )
                )
            field = model._fields.get(chain.amount_field)
            if chain.min_amount and (not field or field.type not in NUMBERS):
                raise ValidationError(
                    self.env._(
                        "Approval chain %(chain)s compares an amount, but does not say "
                        "which number of %(records)s. Choose one under Amount, or "
                        "leave the amount empty.",
                        chain=chain.name,
                        records=chain._model_label(),
                    )
                )

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

    @api.model
    @tools.ormcache()
    def _specs_by_model(self):
        """Return what the gate enforces: the published, active chains by model."""
        if not self._is_there():
            return {}
        chains = self.env["crm.approval.gate"]._neutral(self)
        found = {}
        for chain in chains.search([("version_ids", "!=", False)]):
            spec = chain.version_id._spec()
            if spec.model in self.env:
                found.setdefault(spec.model, []).append(spec)
        return {model: tuple(specs) for model, specs in found.items()}

    @api.model
    def _is_there(self):
        """Tell whether the addon is not being removed, with its tables or without."""
        row = self.env.execute_query(
            SQL("SELECT state FROM ir_module_module WHERE name = 'crm_approval'")
        )
        leaving = row and row[0][0] in ("to remove", "uninstalled")
        return not leaving and len(existing_tables(self.env.cr, TABLES)) == len(TABLES)

    @api.model
    def _published_specs(self, model=engine.LEAD):
        return self._specs_by_model().get(model, ())

    @api.model
    def _watched_fields(self, model=engine.LEAD):
        watch = self._watch_map().get(model)
        return watch.fields if watch else frozenset()

    @api.model
    @tools.ormcache()
    def _watch_map(self):
        """Return by model what the gate must look at. Models not in it are free."""
        specs, lines = self._specs_by_model(), self._watched_lines()
        versions = self._versions_by_model()
        return {
            model: engine_watch.watch(
                specs.get(model, ()),
                lines.get(model, ()),
                versions.get(model, self.version_ids)._rights(),
                [version._spec() for version in versions.get(model, ())],
            )
            for model in (*specs, *lines)
        }

    @api.model
    def _versions_by_model(self):
        """Return every version of the published chains: requests keep theirs."""
        found = {}
        for model, specs in self._specs_by_model().items():
            chains = self.browse([spec.chain_id for spec in specs])
            found[model] = self.env["crm.approval.gate"]._neutral(chains).version_ids
        return found

    @api.model
    def _forget_watch(self):
        """Forget what published chains look at: it is another thing now."""
        self.env.registry.clear_cache()
        self.env.cr.cache.pop(WATCH, None)

    @api.model
    @tools.ormcache("model", "changed")
    def _minding(self, model, changed=None):
        """Return what a change of these fields has to be held against."""
        return engine_watch.minding(self._published_specs(model), changed)

    @api.model
    def _watched_lines(self):
        """Return by line model which fields of lines the chains add up."""
        found = {}
        for model, specs in self._specs_by_model().items():
            for spec in specs:
                for line in spec.conditions:
                    field = self.env[model]._fields.get(line.lines)
                    if not field or field.type not in LINE_TYPES or spec.event:
                        continue
                    comodel = self.env[field.comodel_name]
                    inverse = comodel._fields.get(field.inverse_name)
                    if inverse is not None and inverse.type == "many2one":
                        names = frozenset({field.inverse_name, line.line_field})
                        found.setdefault(comodel._name, []).append(
                            engine_watch.Lines(field.inverse_name, names)
                        )
        return found
