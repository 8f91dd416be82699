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
    def _is_open_to_user(self, model_name, name, operation):
        """Tell whether the groups of a custom field admit the user."""
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
    def _shown_ids(self, model_name):
        """Return ``(id, name, company)`` of every active field, in order."""
        if not self._is_installed():
            return ()
        shown = self._definitions().search([("model_name", "=", model_name)])
        return tuple((f.id, f.technical_name, f.company_id.id) for f in shown)

    @api.model
    def _visible_ids(self, model_name):
        """Return the ids of the fields that the user sees on ``model_name``."""
        shown = self._shown_ids(model_name)
        if not shown:
            return ()
        # Asked of the user, not of the context: views are cached per user
        # group, and the client asks for them without its company switcher.
        companies = {False, *self.env.user._get_company_ids()}
        known = self.env[model_name]._fields
        return tuple(
            field_id
            for field_id, name, company_id in shown
            if company_id in companies
            and name in known
            and self._is_open_to_user(model_name, name, "read")
        )

    @api.model
    def _placed(self, model_name):
        """Return how the fields that the user sees are to be shown."""
        visible = self._visible_ids(model_name)
        has_company = "company_id" in self.env[model_name]._fields
        return [
            Placed(
                name=field.technical_name,
                kind=field.kind,
                label=field.name,
                page=field.page or self.env._("Additional Information"),
                section=field.section or "",
                in_list=field.in_list or "",
                in_search=field.in_search,
                invisible=self._invisible_expression(field, has_company),
            )
            for field in self._definitions().browse(visible)
        ]

    @api.model
    def _invisible_expression(self, field, has_company):
        """Return when the form hides ``field``."""
        if not field.company_id or not has_company:
            return ""
        return f"company_id and company_id != {field.company_id.id}"

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
        self.env.registry.clear_cache()
        self.env.registry.clear_cache("templates")
