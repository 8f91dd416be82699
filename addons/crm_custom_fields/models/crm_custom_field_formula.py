from odoo import api, models
from odoo.exceptions import ValidationError

from ..engine.formula import Formula, FormulaError, find_cycle


class CrmCustomFieldFormula(models.AbstractModel):
    """Reads the formula of a computed field and says what is wrong with it."""

    _name = "crm.custom.field.formula"
    _description = "Custom Field Formula"

    @api.constrains("kind", "formula", "formula_kind")
    def _check_formula(self):
        for field in self.filtered(lambda f: f.kind == "formula"):
            formula = field._formula()
            for path in sorted(formula.paths):
                field._check_formula_path(path)
            field._check_formula_cycle()

    def _formula(self):
        """Return the formula of the definition, read."""
        self.ensure_one()
        try:
            return Formula(self.formula or "")
        except FormulaError as error:
            reason, text, position = error.args
            raise ValidationError(
                self.env._(
                    "The formula of %(field)s is not understood at position "
                    "%(position)s, “%(text)s”: %(reason)s",
                    field=self.name,
                    position=position,
                    text=text,
                    reason=self._formula_reasons()[reason],
                )
            ) from error

    @api.model
    def _formula_reasons(self):
        return {
            "syntax": self.env._("something is missing or too much here."),
            "piece": self.env._("formulas cannot contain this."),
            "function": self.env._("there is no such function."),
            "arguments": self.env._("the function takes another number of values."),
            "long": self.env._("the formula is too long. Split it into two fields."),
        }

    def _check_formula_path(self, path):
        """Only values that the designer may see himself: see _related_target."""
        model, target = self.env[self.model_name], None
        for name in path.split("."):
            if model is not None and name in self._pending_names(model._name):
                return
            target = model._fields.get(name) if model is not None else None
            if target is None or not self._is_open_to_designer(model, target):
                raise ValidationError(
                    self.env._(
                        "The formula of %(field)s uses “%(path)s”, which is no field "
                        "that you can see. Write the technical name of a field, or a "
                        "path of them.",
                        field=self.name,
                        path=path,
                    )
                )
            model = self.env[target.comodel_name] if target.relational else None

    def _pending_names(self, model_name):
        """Return the fields defined together with this one, before their columns."""
        known = self.search_fetch([("model_name", "=", model_name)], ["technical_name"])
        return set(known.mapped("technical_name")).difference(
            self.env[model_name]._fields
        )

    def _check_formula_cycle(self):
        others = self.with_context(active_test=False).search(
            [("model_id", "=", self.model_id.id), ("kind", "=", "formula")]
        )
        depends = {
            field.technical_name: {
                path.split(".")[0] for path in field._formula().paths
            }
            for field in others | self
        }
        way = find_cycle(depends, self.technical_name)
        if way:
            raise ValidationError(
                self.env._(
                    "The formula of %(field)s needs its own result: %(way)s. Take one "
                    "of these fields out of the formula.",
                    field=self.name,
                    way=" → ".join(way),
                )
            )

    def _recompute_formulas(self):
        """Compute the values of existing records anew after a change."""
        for field in self.filtered(lambda f: f.kind == "formula"):
            model = self.env[field.model_name].sudo()  # sudo: every record counts
            column = model._fields[field.technical_name]
            if column.store:
                records = model.with_context(active_test=False)
                self.env.add_to_compute(column, records.browse(records._search([])))
