from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.lifecycle import reference


class CrmCustomFieldUse(models.TransientModel):
    """One place where a field is used, found just now and listed for people."""

    _name = "crm.custom.field.use"
    _description = "Custom Field Use"
    _order = "field_id, kind, id"

    field_id = fields.Many2one("crm.custom.field", required=True, ondelete="cascade")
    kind = fields.Selection(selection="_selection_kind", string="Where", required=True)
    name = fields.Char(required=True)
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    is_soft = fields.Boolean(
        string="Does Not Hinder", help="The field may be deleted all the same."
    )

    @api.model
    def _selection_kind(self):
        labels = {
            "view": self.env._("View"),
            "dashboard": self.env._("Dashboard"),
            "filter": self.env._("Saved filter"),
            "rule": self.env._("Rule"),
            "profile": self.env._("Profile"),
            "field": self.env._("Formula or field"),
            "action": self.env._("Menu action"),
            "automation": self.env._("Automation"),
            "export": self.env._("Export template"),
            "template": self.env._("Message template"),
            "access": self.env._("Access rule"),
            "other": self.env._("Other app"),
        }
        return list(labels.items())

    @api.model
    def _collect(self, definitions):
        """Return the present uses of ``definitions`` as records of the user."""
        definitions.check_access("read")
        found = reference.uses(definitions)
        return self.create(
            [
                {
                    "field_id": use.field_id,
                    "kind": use.kind,
                    "name": name,
                    "res_model": use.model,
                    "res_id": use.res_id,
                    "is_soft": use.is_soft,
                }
                for use, name in zip(found, self._labels(found), strict=True)
            ]
        )

    @api.model
    def _labels(self, uses):
        """Return what people call the places, one query for each model."""
        ids = {}
        for use in uses:
            ids.setdefault(use.model, []).append(use.res_id)
        names = {}
        for model, res_ids in ids.items():
            places = self.env[model].sudo()  # sudo: only the name
            for place in places.browse(dict.fromkeys(res_ids)):
                names[model, place.id] = place.display_name or str(place.id)
        return [names[use.model, use.res_id] for use in uses]

    @api.model
    def action_search(self):
        """List where every field is used, to search in."""
        definitions = self.env["crm.custom.field"].with_context(active_test=False)
        known = definitions.search([("model_name", "!=", False)])
        return self._collect(known)._as_action()

    def _as_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Where Fields Are Used"),
            "res_model": self._name,
            "view_mode": "list,kanban",
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", self.ids)],
            "context": {"create": False, "edit": False, "delete": False},
        }

    def action_open(self):
        """Open the place, if the user may see it."""
        self.ensure_one()
        place = self.env[self.res_model].browse(self.res_id)
        if not place.exists() or not place.has_access("read"):
            raise UserError(
                self.env._(
                    "“%(place)s” can only be opened by an administrator. Ask one to "
                    "take %(field)s out of it.",
                    place=self.name,
                    field=self.field_id.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
