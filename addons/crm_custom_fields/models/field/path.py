from collections import namedtuple

from odoo import api, models

from ...engine.field.naming import PARENT, POSITION

# The type of a field, and the model that it leads to, if it leads to one.
Step = namedtuple("Step", "type comodel")


class CrmCustomFieldPath(models.AbstractModel):
    """Follows paths of fields like ``partner_id.country_id``.

    Also over fields whose columns come later in the same step: definitions are
    checked first, then all columns are made together.
    """

    _name = "crm.custom.field.path"
    _description = "Custom Field Path"

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
