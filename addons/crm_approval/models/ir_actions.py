from collections import defaultdict

from odoo import models
from odoo.tools import frozendict

from ..engine import spec as engine


class IrActionsActions(models.Model):
    """Records whose deletion needs an approval have a way to ask in their menu."""

    _inherit = "ir.actions.actions"

    def _get_bindings(self, model_name):
        bindings = super()._get_bindings(model_name)
        watch = self.env["crm.approval.chain"]._watch_map().get(model_name)
        if model_name == engine.LEAD or not watch or "unlink" not in watch.events:
            return bindings
        action = self.env.ref("crm_approval.action_request_deletion")
        action = action.sudo()  # sudo: as for every action of the menu
        values = action.read(["name", "binding_view_types", "sequence"])[0]
        values["binding_view_types"] = "list,form"
        found = defaultdict(list, {kind: list(rows) for kind, rows in bindings.items()})
        found["action"].append(frozendict(values))
        return frozendict(found)
