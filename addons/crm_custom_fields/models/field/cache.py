from odoo import api, models, tools
from odoo.tools.sql import existing_tables

from ...engine.field.kinds import FILES, UNSTORED
from ...engine.rule.watch import Watch
from ...engine.table.row_log import CLEAR, SECRET
from . import cascade, visibility

# Where a transaction keeps what is watched; see _crm_custom_watch().
WATCH = "crm_custom_watch"
# What there is to ask. Every model asks, also while the addon comes or goes.
TABLES = (
    "crm_custom_field",
    "crm_custom_field_finding",
    "crm_custom_field_profile",
    "crm_custom_field_rule",
)


def is_installed(cr):
    """Tell whether the database holds the set-up: all of it, or nothing is asked."""
    return len(existing_tables(cr, TABLES)) == len(TABLES)


class CrmCustomFieldCache(models.AbstractModel):
    """What every view, access and save asks of the definitions, kept per registry.

    The one place that keeps it, and the one that forgets it.
    """

    _name = "crm.custom.field.cache"
    _description = "Custom Field Cache"

    @api.model
    def _forget(self):
        """Forget what is kept of definitions and rules, and the views they shape."""
        self.env.registry.clear_cache()
        self.env.registry.clear_cache("templates")
        self.env.cr.cache.pop(WATCH, None)

    @api.model
    def _definitions(self, *domain, with_archived=True):
        """Return the definitions within ``domain``, none without a set-up."""
        # sudo: salespeople do not read the definitions, which bind them all the same
        definitions = self.env["crm.custom.field"].sudo()
        if not is_installed(self.env.cr):
            return definitions
        return definitions.with_context(active_test=not with_archived).search(
            list(domain)
        )

    # What a save looks at

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
        if not is_installed(self.env.cr):
            return frozenset()
        found = set()
        for name in ("crm.custom.field", "crm.custom.field.rule"):
            records = self.env[name].sudo()  # sudo: they bind everybody
            records = records.with_context(active_test=False)
            found.update(name for [name] in records._read_group([], ["model_name"]))
        return frozenset(name for name in found if name in self.env)

    @api.model
    @tools.ormcache("model_name")
    def _watched(self, model_name):
        rules = self.env["crm.custom.field.rule"]
        names = set(self._tag_fields(model_name))
        for step in self._cascades(model_name):
            names |= {step.name, step.parent}
        for _table, below in rules._row_programs(model_name):
            names |= below.head_watched
        tables = frozenset(self._tables(model_name))
        limited = visibility.limited(self.env, model_name)
        program = rules._program(model_name)
        if program is None:
            return Watch(frozenset(names), tables=tables, limited=limited)
        # A new record can break any rule, also by what it does not say.
        values = frozenset(names | program.watched | {"create_date"})
        moves = {"stage_id"} if program.has_moves else set()
        return Watch(values, program.locked | moves, tables, limited)

    # What a form asks the server while somebody types

    @api.model
    @tools.ormcache("model_name")
    def _asked_live(self, model_name):
        """Return the fields whose change the form asks the server about."""
        parents = frozenset(step.parent for step in self._cascades(model_name))
        if "crm_rule_matching" not in self.env[model_name]._fields:
            return parents
        rules = self.env["crm.custom.field.rule"]
        program = rules._program(model_name)
        return parents.union(
            program.watched if program else (),
            *(
                {table, *below.head_watched}
                for table, below in rules._row_programs(model_name)
            ),
        )

    @api.model
    @tools.ormcache("model_name")
    def _cascades(self, model_name):
        """Return the fields of ``model_name`` whose choices follow another one."""
        narrowed = self._definitions(
            ("model_name", "=", model_name),
            ("narrow_by_id", "!=", False),
            with_archived=False,
        )
        return cascade.compiled(narrowed, self.env[model_name]._fields)

    # Who sees what

    @api.model
    @tools.ormcache("model_name")
    def _groups_by_name(self, model_name):
        """Return ``{name: (reading groups, writing groups)}`` of limited fields."""
        limited = self._definitions(
            ("model_name", "=", model_name),
            "|",
            ("read_group_ids", "!=", False),
            ("write_group_ids", "!=", False),
        )
        return {
            field.technical_name: (
                frozenset(field.read_group_ids.ids),
                frozenset(field.write_group_ids.ids),
            )
            for field in limited
        }

    @api.model
    @tools.ormcache("model_name")
    def _out_of_use(self, model_name):
        """Return the names of the retired and of the archived fields."""
        closed = self._definitions(
            ("model_name", "=", model_name), ("lifecycle", "!=", "used")
        )
        archived = closed.filtered(lambda field: not field.active)
        return (
            frozenset((closed - archived).mapped("technical_name")),
            frozenset(archived.mapped("technical_name")),
        )

    @api.model
    @tools.ormcache("model_name")
    def _shown(self, model_name):
        """Return ``(id, name, company, has mask)`` of active fields, in order."""
        shown = self._definitions(("model_name", "=", model_name), with_archived=False)
        return tuple(
            (f.id, f.technical_name, f.company_id.id, bool(f.mask)) for f in shown
        )

    # Kinds of fields

    @api.model
    @tools.ormcache("model_name")
    def _tag_fields(self, model_name):
        """Return ``{name: definition id}`` of the multi-select fields."""
        tags = self._definitions(("model_name", "=", model_name), ("kind", "=", "tags"))
        return {field.technical_name: field.id for field in tags}

    @api.model
    @tools.ormcache("model_name")
    def _tables(self, model_name):
        """Return ``{field: model of the rows}`` of the tables on a model."""
        rows = self.env["crm.custom.field.row"]._table_of(model_name)
        if rows or not self._shown(model_name):
            return {}  # rows have no tables
        tables = self._definitions(
            ("model_name", "=", model_name), ("kind", "=", "table"), with_archived=False
        )
        return {table.technical_name: table._row_model_name() for table in tables}

    @api.model
    @tools.ormcache("model_name")
    def _logged_tables(self, model_name):
        """Return the names of the tables whose changes are logged."""
        if not hasattr(self.env[model_name], "_message_log_batch"):
            return frozenset()
        tables = self._definitions(
            ("model_name", "=", model_name),
            ("kind", "=", "table"),
            ("tracking", "=", True),
            with_archived=False,
        )
        return frozenset(tables.mapped("technical_name"))

    @api.model
    @tools.ormcache("model_name")
    def _told_columns(self, model_name):
        """Return ``{column: how far it is told}``: clear, secret, or a mask."""
        columns = self._definitions(
            ("model_name", "=", model_name),
            ("kind", "not in", UNSTORED),
            with_archived=False,
        )
        told = {}
        for column in columns:
            closed = column.read_group_ids or column.pii_class or column.kind in FILES
            told[column.technical_name] = column.mask or (SECRET if closed else CLEAR)
        return told
