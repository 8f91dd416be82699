from odoo import api, fields, models
from odoo.exceptions import ValidationError

LIMIT_GROUPS = "base.group_erp_manager,sales_team.group_sale_manager"


class ResUsers(models.Model):
    _inherit = "res.users"

    approval_manager_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        help="Whom approval chains ask as the manager of this person. Empty: the "
        "leader of the sales team.",
    )
    approval_limit = fields.Monetary(
        currency_field="approval_currency_id",
        groups=LIMIT_GROUPS,
        help="Up to this amount the person can approve alone, where a chain climbs "
        "the managers up to an approval limit. Zero: no amount.",
    )
    approval_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of the Limit",
        groups=LIMIT_GROUPS,
        default=lambda self: self.env.company.currency_id,
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

    def _approval_superior(self):
        """Return whom the chains ask as the manager of this person, or nobody."""
        user = self.sudo()  # sudo: who leads whom is needed to ask, not to show.
        above = user.approval_manager_id or user.sale_team_id.user_id
        return above - self

    def _approval_superiors(self):
        """Return the managers above, nearest first; a circle ends the climb."""
        found, person = self.browse(), self
        while (person := person._approval_superior()) and person not in found | self:
            found += person
        return found

    def _approval_manager(self, levels):
        """Return the manager ``levels`` above, as far as there is one."""
        return self._approval_superiors()[:levels][-1:]

    def _approval_limit_covers(self, amount, currency, company):
        """Tell whether this person may approve so much alone, at the rate of today."""
        user = self.sudo()  # sudo: a limit of somebody the asker may not read.
        own = user.approval_currency_id or company.currency_id
        if not user.approval_limit or not currency:
            return False
        limit = own._convert(
            user.approval_limit, currency, company, fields.Date.today()
        )
        return limit >= amount
