from collections import namedtuple

from odoo import api, models
from odoo.exceptions import ValidationError

from ...engine.field.formula import Formula, FormulaError, find_cycle
from ...engine.field.naming import PARENT, POSITION

# The type of a field, and the model that it leads to, if it leads to one.
Step = namedtuple("Step", "type comodel")


class CrmCustomFieldFormula(models.Model):
    """Formulas, and the paths of fields like ``partner_id.country_id`` in them.

    Paths are followed also over fields whose columns come later in the same step:
    definitions are checked first, then all columns are made together.
    """

    _inherit = "crm.custom.field"

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

    # Paths

    def _check_paths(self):
        """Called when everything is defined that comes in the same step."""
        self._check_related_path()
        self._check_formula()

    def _path_end(self, path):
        """Return the last step of ``path``, or None if it leads nowhere.

        What is at its end is read with the rights of the system, so the designer
        has to be allowed to see every step of the way himself.
        """
        self.ensure_one()
        model_name, step = self.model_name, None
        for name in path.split("."):
            step = self._step(model_name, name)
            if step is None:
                return None
            model_name = step.comodel
        return step

    @api.model
    def _step(self, model_name, name):
        model = self.env.get(model_name)
        field = None if model is None else model._fields.get(name)
        if field is None:
            return self._pending_step(model_name, name)
        if not self._is_open_to_designer(model, field):
            return None
        return Step(field.type, field.comodel_name if field.relational else "")

    @api.model
    def _pending_step(self, model_name, name):
        """Return the step over a field that has no column yet."""
        definitions = self.with_context(active_test=False)
        pending = definitions.search(
            [("model_name", "=", model_name), ("technical_name", "=", name)]
        )
        if not pending:
            return self._row_step(model_name, name)
        readers = pending.read_group_ids.ids
        if readers and set(readers).isdisjoint(self.env.user._get_group_ids()):
            return None
        if pending.kind == "related":
            return Step("", "")  # known when its own path is
        values = pending._column_values()
        return Step(values["ttype"], values.get("relation") or "")

    @api.model
    def _row_step(self, model_name, name):
        """Return the step over what the rows of every table have."""
        table = self.env["ir.model"]._get(model_name).crm_custom_table
        if not table:
            return None
        if name in models.MAGIC_COLUMNS:
            return self._step("ir.model", name)
        parent = table.partition("/")[0]
        fixed = {PARENT: Step("many2one", parent), POSITION: Step("integer", "")}
        return fixed.get(name)

    @api.model
    def _is_open_to_designer(self, model, field):
        model = model.sudo(False)  # constraints run as superuser
        return model.has_access("read") and model._has_field_access(field, "read")
