from odoo import api, models
from odoo.exceptions import ValidationError

from ...engine.field.formula import Formula, FormulaError, find_cycle


class CrmCustomFieldFormula(models.AbstractModel):
    """Reads the formula of a computed field and says what is wrong with it."""

    _name = "crm.custom.field.formula"
    _description = "Custom Field Formula"

    def _check_formula(self):
        for field in self.filtered(lambda f: f.kind == "formula"):
            formula = field._formula()
            for path in sorted(formula.paths):
                if field._path_end(path) is None:
                    raise ValidationError(
                        self.env._(
                            "The formula of %(field)s uses “%(path)s”, which is no "
                            "field that you can see. Write the technical name of a "
                            "field, or a path of them.",
                            field=field.name,
                            path=path,
                        )
                    )
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
