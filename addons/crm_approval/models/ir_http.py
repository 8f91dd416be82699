from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """The counter in the menu bar needs no request of its own to begin with."""
        info = super().session_info()
        if self.env.user._is_internal():
            requests = self.env["crm.approval.request"]
            info["crm_approval_todo"] = requests.todo_count()
        return info
