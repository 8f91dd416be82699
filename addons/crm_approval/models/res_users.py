from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    _inherit = "res.users"

    approval_manager_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        help="Whom approval chains ask as the manager of this person. Empty: the "
        "leader of the sales team.",
    )

    @api.constrains("approval_manager_id")
    def _check_approval_manager(self):
        if self._has_cycle("approval_manager_id"):
            raise ValidationError(
                self.env._(
                    "Nobody can be their own manager, not even by a detour. Choose "
                    "another approval manager."
                )
            )

    def _approval_manager(self, levels):
        """Return the manager ``levels`` above, as far as there is one."""
        user = self.sudo()  # sudo: who leads whom is needed to ask, not to show.
        for _level in range(levels):
            above = user.approval_manager_id or user.sale_team_id.user_id
            if not above or above == user:
                break
            user = above
        return user.browse() if user == self else user
