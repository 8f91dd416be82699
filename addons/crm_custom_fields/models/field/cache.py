from odoo import api, models, tools
from odoo.exceptions import ValidationError
from odoo.tools.sql import table_exists

from ...engine.rule.watch import Watch

# Where a transaction keeps what is watched; see _crm_custom_watch().
WATCH = "crm_custom_watch"


class CrmCustomFieldGuard(models.AbstractModel):
    """What the values of custom fields obey by their type, without any rule."""

    _name = "crm.custom.field.guard"
    _description = "Custom Field Guard"

    @api.model
    def _watch(self, model_name):
        """Return the names whose change anything here looks at.

        None on models that have neither custom fields nor rules. Only for the model
        that asks: after each change of the set-up that is much less than all.
        """
        if model_name not in self._watched_models():
            return None
        return self._watched(model_name)

    @api.model
    @tools.ormcache()
    def _watched_models(self):
        """Return the models with custom fields or rules."""
        if not table_exists(self.env.cr, "crm_custom_field_rule"):
            return frozenset()  # the addon comes or goes
        found = set()
        for name in ("crm.custom.field", "crm.custom.field.rule"):
            records = self.env[name].sudo()  # sudo: as for the layout
            records = records.with_context(active_test=False)
            found.update(name for [name] in records._read_group([], ["model_name"]))
        return frozenset(name for name in found if name in self.env)

    @api.model
    @tools.ormcache("model_name")
    def _watched(self, model_name):
        names = set(self._tag_fields(model_name))
        for cascade in self.env["crm.custom.field.narrow"]._cascades(model_name):
            names |= {cascade.name, cascade.parent}
        for _table, below in self.env["crm.custom.field.rule.rows"]._programs(
            model_name
        ):
            names |= below.head_watched
        layout = self.env["crm.custom.field.layout"]
        tables = frozenset(layout._tables(model_name))
        limited = layout._limited(model_name)
        program = self.env["crm.custom.field.rule"]._program(model_name)
        if program is None:
            return Watch(frozenset(names), tables=tables, limited=limited)
        # A new record can break any rule, also by what it does not say.
        values = frozenset(names | program.watched | {"create_date"})
        moves = {"stage_id"} if program.has_moves else set()
        return Watch(values, program.locked | moves, tables, limited)

    @api.model
    def _forget(self):
        """Forget what is kept of definitions and rules, and the views they shape."""
        self.env.registry.clear_cache()
        self.env.registry.clear_cache("templates")
        self.env.cr.cache.pop(WATCH, None)

    @api.model
    @tools.ormcache("model_name")
    def _tag_fields(self, model_name):
        """Return ``{name: definition id}`` of the multi-select fields."""
        if not table_exists(self.env.cr, "crm_custom_field"):
            return {}
        definitions = self.env["crm.custom.field"].sudo()  # sudo: as for the layout
        tags = definitions.with_context(active_test=False).search(
            [("model_name", "=", model_name), ("kind", "=", "tags")]
        )
        return {field.technical_name: field.id for field in tags}

    @api.model
    def _check_values(self, records, names):
        """Refuse options of another field, and choices that do not fit."""
        tag_fields = self._tag_fields(records._name)
        for name in tag_fields.keys() & names:
            foreign = records[name].filtered(
                lambda option, name=name: option.field_id.id != tag_fields[name]
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "“%(option)s” is not an option of %(field)s. Choose one from "
                        "its list.",
                        option=foreign[0].name,
                        field=records._fields[name]._description_string(self.env),
                    )
                )

        self.env["crm.custom.field.narrow"]._check(records, names)

    @api.model
    def _unique_message(self, model, exc):
        """Say which custom field has to be unique."""
        diag = exc.diag
        definitions = self.env["crm.custom.field"].sudo()  # sudo: as for the layout
        known = definitions.with_context(active_test=False).search(
            [("model_name", "=", model._name), ("unique_scope", "!=", False)]
        )
        field = known.filtered(lambda f: f._unique_index_name() == diag.constraint_name)
        return self.env._(
            "%(field)s has to be unique, and another record already has this value. "
            "Enter another value, or continue with the other record. (%(detail)s)",
            field=field.name or diag.constraint_name,
            detail=diag.message_detail or "",
        )
