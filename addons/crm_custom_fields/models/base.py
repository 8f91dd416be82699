from odoo import api, models

from ..engine.field import layout
from ..engine.field.naming import UNIQUE_PREFIX
from .field import cascade, entered, visibility
from .field.cache import WATCH
from .rule import engine, live, rows
from .rule.rows import OUTER
from .table import row_log

# What can be read more than once; most callers give a list.
COLLECTIONS = (list, tuple, dict, set, frozenset)
# Nobody in this transaction has asked yet what matters on a model.
ASK = object()


class Base(models.AbstractModel):
    """The doors of every model: checks on save, views, and field access.

    A consultant may put custom fields on any enabled model, so the hooks sit
    on the common ancestor. For a model without definitions each hook costs
    one look-up in a dictionary that is kept for the transaction.
    """

    _inherit = "base"

    @api.model
    def _crm_custom_watch(self):
        """Return the names that matter here, or None on a model without set-up.

        Every save of every model asks it, several times: the ORM cache, with its
        counters, would cost more than what is asked.
        """
        watches = self.env.cr.cache.setdefault(WATCH, {})
        try:
            return watches[self._name]
        except KeyError:
            watch = self.env["crm.custom.field.cache"]._watch(self._name)
            watches[self._name] = watch
            return watch

    def _validate_fields(self, field_names, excluded_names=()):
        """Also hold the custom rules.

        Create, write and recompute all come through here, import and RPC
        with them. The rules name fields that exist only as data, which a
        ``@api.constrains`` decorator, fixed when the class is built, cannot.
        """
        # Nine times in the save of a lead, so without a call where it is known.
        watch = self.env.cr.cache.get(WATCH, {}).get(self._name, ASK)
        if watch is ASK:
            watch = self._crm_custom_watch()
        if watch is None:
            return super()._validate_fields(field_names, excluded_names)
        names = (
            field_names if isinstance(field_names, COLLECTIONS) else set(field_names)
        )
        if watch.values.isdisjoint(names):
            return super()._validate_fields(names, excluded_names)
        own = set(names).difference(excluded_names)
        if not watch.values.isdisjoint(own) and self._ids:
            records = self.sudo()  # sudo: as stock constraints run
            entered.check(records, own)
            engine.enforce(records, own)
        return super()._validate_fields(names, excluded_names)

    def write(self, vals):
        """Also hold the rules that compare with what was there before."""
        watch = self._crm_custom_watch()
        if watch is None or watch.writes.isdisjoint(vals):
            return super().write(vals)
        if not watch.before.isdisjoint(vals):
            records = self.sudo()  # sudo: as stock constraints run
            engine.before_write(records, vals)
        if watch.tables.isdisjoint(vals):
            return super().write(vals)
        row_log.before_save(self, vals)
        return super(Base, rows.announced(self)).write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        """Judge records together with the rows that come along with them."""
        watch = self._crm_custom_watch()
        if watch is None or all(watch.tables.isdisjoint(vals) for vals in vals_list):
            return super().create(vals_list)
        announced = rows.announced(self.browse())
        return super(Base, announced).create(vals_list).with_env(self.env)

    def _parent_store_create(self):
        """Between its own columns and the rows that come along, a record is born."""
        if self.env.context.get(OUTER):
            rows.born(self)
        return super()._parent_store_create()

    @api.model
    def _sql_error_to_message(self, exc):
        """Say which custom field has to be unique."""
        constraint = exc.diag.constraint_name or ""
        if not constraint.startswith(UNIQUE_PREFIX):
            return super()._sql_error_to_message(exc)
        return entered.unique_message(self, exc)

    @api.model
    def _has_field_access(self, field, operation):
        """Also hold the reading and writing groups of custom fields."""
        if self.env.su:
            return True  # as Odoo says; twenty times in a save, so without its call
        allowed = super()._has_field_access(field, operation)
        if not allowed or not field.manual:
            return allowed
        # Asked of the model that has the field: attachments ask for other models.
        watch = self.env[field.model_name]._crm_custom_watch()
        if watch is None or field.name not in watch.limited:
            return True
        return visibility.is_open_to_user(
            self.env, field.model_name, field.name, operation
        )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer archived fields neither to filters, groups nor exports."""
        res = super().fields_get(allfields, attributes)
        if self._crm_custom_watch() is None:
            return res
        cache = self.env["crm.custom.field.cache"]
        for name in cache._out_of_use(self._name)[1] & res.keys():
            for attribute in ("searchable", "sortable", "groupable", "exportable"):
                if not attributes or attribute in attributes:
                    res[name][attribute] = False
        return res

    def copy_data(self, default=None):
        """Leave out the custom fields that the user may not fill in the copy."""
        if self._crm_custom_watch() is None:
            return super().copy_data(default)
        given = dict(default or {})
        closed = visibility.closed_to_user(self.env, self._name) - given.keys()
        if not closed:
            return super().copy_data(default)
        # Given, so that they are not even read.
        vals_list = super().copy_data({**given, **dict.fromkeys(closed, False)})
        for vals in vals_list:
            for name in closed if vals else ():
                del vals[name]
        return vals_list

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        """Keep apart the views of users who may see different custom fields."""
        key = super()._get_view_cache_key(view_id, view_type, **options)
        visible = visibility.view_key(self.env, self._name)
        bound = self.env["crm.custom.field.rule"]._bound(self._name)
        return (*key, visible, bound) if visible or bound else key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Show the custom fields, and what the rules require, in the view."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in ("form", "list", "search"):
            placed = visibility.placed(self.env, self._name)
            if placed:
                layout.add_to_view(arch, placed)
        if view_type in ("form", "list"):
            cascade.mirror(self.env, self._name, arch)
            self.env["crm.custom.field.rule"]._mirror(self._name, arch)
        return arch, view

    def _has_onchange(self, field, other_fields):
        """Let the client ask when what rules or choices depend on changes."""
        return super()._has_onchange(field, other_fields) or (
            field.name in self.env["crm.custom.field.cache"]._asked_live(self._name)
        )

    def _apply_onchange_methods(self, field_name, result):
        """Also clear choices that no longer fit, and judge the rules anew."""
        res = super()._apply_onchange_methods(field_name, result)
        if field_name in self.env["crm.custom.field.cache"]._asked_live(self._name):
            cascade.clear_misfits(self, field_name)
            live.judge_anew(self)
        return res
