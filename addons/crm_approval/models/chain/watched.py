from odoo import api, models
from odoo.tools import SQL
from odoo.tools.sql import existing_tables

from ...engine import spec as engine
from ...engine import watch as engine_watch
from ...kept import kept

TABLES = ["crm_approval_chain", "crm_approval_version"]
LINE_TYPES = ("one2many",)
# Where a transaction keeps what is watched; see _approval_watch().
WATCH = "crm_approval_watch"


class CrmApprovalChainWatched(models.Model):
    """What the gate must look at for the published chains, put ready once."""

    _inherit = "crm.approval.chain"

    @api.model
    @kept()
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
    @kept()
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
    @kept("model", "changed")
    def _to_check(self, model, changed=None):
        """Return what a change of these fields has to be held against."""
        return engine_watch.to_check(self._published_specs(model), changed)

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
