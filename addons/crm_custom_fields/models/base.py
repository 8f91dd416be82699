from odoo import api, models

from ..engine import layout


class Base(models.AbstractModel):
    """The doors of every model: checks on save, views, and field access.

    A consultant may put custom fields on any enabled model, so the hooks sit
    on the common ancestor. For a model without definitions each hook costs
    one look into the ORM cache.
    """

    _inherit = "base"

    def _validate_fields(self, field_names, excluded_names=()):
        """Also hold the custom rules.

        Create, write and recompute all come through here, import and RPC
        with them. The rules name fields that exist only as data, which a
        ``@api.constrains`` decorator, fixed when the class is built, cannot.
        """
        names = set(field_names)
        own = names.difference(excluded_names)
        if own and self._ids:
            rules = self.env["crm.custom.field.rule"]
            rules._enforce(self.sudo(), own)  # sudo: as stock constraints run
        return super()._validate_fields(names, excluded_names)

    @api.model
    def _has_field_access(self, field, operation):
        """Also hold the reading and writing groups of custom fields."""
        allowed = super()._has_field_access(field, operation)
        if not allowed or not field.manual or self.env.su:
            return allowed
        return self.env["crm.custom.field.layout"]._is_open_to_user(
            field.model_name, field.name, operation
        )

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        """Keep apart the views of users who may see different custom fields."""
        key = super()._get_view_cache_key(view_id, view_type, **options)
        visible = self.env["crm.custom.field.layout"]._visible_ids(self._name)
        return (*key, visible) if visible else key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Show the custom fields, and what the rules require, in the view."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in ("form", "list", "search"):
            placed = self.env["crm.custom.field.layout"]._placed(self._name)
            if placed:
                layout.add_to_view(arch, placed)
        if view_type == "form":
            rules = self.env["crm.custom.field.rule"]
            for name, expression in rules._required_expressions(self._name):
                layout.add_modifier(arch, name, "required", expression)
        return arch, view
