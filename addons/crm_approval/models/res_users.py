from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

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

    approval_skill_ids = fields.Many2many(
        "crm.tag",
        "res_users_approval_skill_rel",
        "user_id",
        "tag_id",
        string="Skills",
        help="Outcome actions that assign by skill compare these tags with those of "
        "the opportunity.",
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

    @api.model
    def _approval_away_domain(self):
        """Return who is away now; an addon that knows of absences adds to it."""
        now = fields.Datetime.now()
        return Domain("out_of_office_from", "<=", now) & (
            Domain("out_of_office_to", "=", False)
            | Domain("out_of_office_to", ">=", now)
        )

    def _approval_away(self):
        """Return those of these people who are away now."""
        # sudo: absence of people one cannot read; archived people count too.
        users = self.sudo().with_context(active_test=False)  # sudo: see above
        domain = Domain("id", "in", self.ids) & self._approval_away_domain()
        return users.search(domain) if self else users

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
