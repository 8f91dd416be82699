from odoo import api, models, tools
from odoo.tools.sql import table_exists

from ..engine.layout import Placed


class CrmCustomFieldLayout(models.AbstractModel):
    """Who sees which field where, read from the cache on every view and access."""

    _name = "crm.custom.field.layout"
    _description = "Custom Field Layout"

    @api.model
    @tools.ormcache("model_name")
    def _groups_by_name(self, model_name):
        """Return ``{name: (reading groups, writing groups)}`` of limited fields."""
        if not self._is_installed():
            return {}
        limited = (
            self._definitions()
            .with_context(active_test=False)
            .search(
                [
                    ("model_name", "=", model_name),
                    "|",
                    ("read_group_ids", "!=", False),
                    ("write_group_ids", "!=", False),
                ]
            )
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
        if not self._is_installed():
            return frozenset(), frozenset()
        definitions = self._definitions().with_context(active_test=False)
        closed = definitions.search(
            [("model_name", "=", model_name), ("lifecycle", "!=", "used")]
        )
        archived = closed.filtered(lambda field: not field.active)
        return (
            frozenset((closed - archived).mapped("technical_name")),
            frozenset(archived.mapped("technical_name")),
        )

    @api.model
    def _limited(self, model_name):
        """Return the names of all fields that not everybody reads and writes."""
        names = self._groups_by_name(model_name).keys()
        return frozenset(names).union(*self._out_of_use(model_name))

    @api.model
    def _is_writable(self, model_name, name):
        """Tell whether new values may be entered at all."""
        return not any(name in names for names in self._out_of_use(model_name))

    @api.model
    def _closed_to_user(self, model_name):
        """Return the names of the fields that the user may not fill in."""
        retired, archived = self._out_of_use(model_name)
        limited = self._groups_by_name(model_name)
        if self.env.su:
            return retired | archived
        return (retired | archived).union(
            name
            for name in limited
            if not self._is_open_to_user(model_name, name, "write")
        )

    @api.model
    def _is_open_to_user(self, model_name, name, operation):
        """Tell whether the groups of a custom field admit the user."""
        if operation == "write" and not self._is_writable(model_name, name):
            return False
        groups = self._groups_by_name(model_name).get(name)
        if not groups:
            return True
        mine = self.env.user._get_group_ids()
        may_read = not groups[0] or not groups[0].isdisjoint(mine)
        if operation == "read" or not may_read:
            return may_read
        return not groups[1] or not groups[1].isdisjoint(mine)

    @api.model
    @tools.ormcache("model_name")
    def _shown(self, model_name):
        """Return ``(id, name, company, has mask)`` of active fields, in order."""
        if not self._is_installed():
            return ()
        shown = self._definitions().search([("model_name", "=", model_name)])
        return tuple(
            (f.id, f.technical_name, f.company_id.id, bool(f.mask)) for f in shown
        )

    @api.model
    def _visible(self, model_name):
        """Return ``(id, covered)`` of the fields that the user sees."""
        shown = self._shown(model_name)
        if not shown:
            return ()
        # Asked of the user, not of the context: views are cached per user
        # group, and the client asks for them without its company switcher.
        companies = {False, *self.env.user._get_company_ids()}
        known = self.env[model_name]._fields
        visible = []
        for field_id, name, company_id, has_mask in shown:
            if company_id in companies and name in known:
                is_open = self._is_open_to_user(model_name, name, "read")
                if is_open or has_mask:
                    visible.append((field_id, not is_open))
        return tuple(visible)

    @api.model
    @tools.ormcache("model_name")
    def _tables(self, model_name):
        """Return ``{field: model of the rows}`` of the tables on a model."""
        rows = self.env["crm.custom.field.row"]._table_of(model_name)
        if rows or not self._shown(model_name):
            return {}  # rows have no tables
        tables = self._definitions().search(
            [("model_name", "=", model_name), ("kind", "=", "table")]
        )
        return {table.technical_name: table._row_model_name() for table in tables}

    @api.model
    def _view_key(self, model_name):
        """Return what the user sees in a form, its tables included."""
        key = self._visible(model_name)
        rules = self.env["crm.custom.field.rule"]
        tables = self._tables(model_name).values()
        rows = [(self._visible(name), rules._bound(name)) for name in tables]
        return (*key, *rows)

    @api.model
    def _placed(self, model_name):
        """Return how the fields that the user sees are to be shown."""
        visible = dict(self._visible(model_name))
        has_company = "company_id" in self.env[model_name]._fields
        return [
            Placed(
                name=f"{field.technical_name}_masked"
                if covered
                else field.technical_name,
                kind="char" if covered else field.kind,
                label=field.name,
                page=field.page or self.env._("Additional Information"),
                section=field.section or "",
                in_list=field.in_list or "",
                in_search=field.in_search and not covered,
                invisible=self._invisible_expression(field, has_company),
                attributes=self._attributes(field, covered),
                views=self._row_views(field),
            )
            for field in self._definitions().browse(visible)
            for covered in [visible[field.id]]
            if field.kind != "table" or self._visible(field._row_model_name())
        ]

    @api.model
    def _row_views(self, field):
        """Return the views of the rows that a form shows for a table."""
        if field.kind != "table":
            return ()
        return self.env[field._row_model_name()]._views()

    @api.model
    def _attributes(self, field, covered):
        """Return further attributes of the node."""
        if covered:
            return (("string", field.name),)
        if field.kind == "table":
            return (("mode", "list,kanban"), ("nolabel", "1"), ("colspan", "2"))
        if field.kind in ("file", "image"):
            return (("filename", f"{field.technical_name}_filename"),)
        return ()

    @api.model
    def _invisible_expression(self, field, has_company):
        """Return when the form hides ``field``."""
        parts = []
        if field.company_id and has_company:
            parts.append(f"company_id and company_id != {field.company_id.id}")
        if field.is_retired:
            parts.append(f"not id or not {field.technical_name}")
        if field.profile_ids and field.model_name == "crm.lead":
            parts.append(f"crm_profile_id not in {sorted(field.profile_ids.ids)}")
        return " or ".join(parts)

    @api.model
    def _is_installed(self):
        """Tell whether there are definitions to ask: every model passes here,
        also while the addon comes or goes.
        """
        return table_exists(self.env.cr, "crm_custom_field")

    @api.model
    def _definitions(self):
        """Return the model of the definitions, readable."""
        definitions = self.env["crm.custom.field"]
        return definitions.sudo()  # sudo: salespeople do not read the definitions

    @api.model
    def _forget(self):
        """Forget what the cache knows about views and access."""
        self.env["crm.custom.field.guard"]._forget()
