import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.quiet import Habits

LIMIT_GROUPS = "base.group_erp_manager,sales_team.group_sale_manager"
HABITS = (
    "approval_rhythm",
    "approval_quiet_from",
    "approval_quiet_to",
    "approval_day_at",
)


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

    approval_rhythm = fields.Selection(
        [("now", "At once"), ("hour", "Once an hour"), ("day", "Once a day")],
        string="Tell Me About Approvals",
        required=True,
        default="now",
        help="Several requests at the same time are always told in one message.",
    )
    approval_day_at = fields.Float(
        string="Daily At", default=8.0, help="On the clock of your time zone."
    )
    approval_quiet_from = fields.Float(
        string="Quiet From",
        help="Nothing about approvals is sent in your quiet hours; it is sent when "
        "they end. The same hour twice: no quiet hours.",
    )
    approval_quiet_to = fields.Float(string="Quiet To")

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, *HABITS]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, *HABITS]

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
        users = self.sudo().with_context(active_test=False)
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

    @api.constrains(*HABITS)
    def _check_approval_hours(self):
        for user in self:
            hours = [user[name] for name in HABITS[1:]]
            if not all(0 <= hour < 24 for hour in hours):
                raise ValidationError(
                    self.env._(
                        "The hours of %(user)s go from 00:00 to 23:59.", user=user.name
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if not {*HABITS, "tz"}.isdisjoint(vals):
            self.env["crm.approval.notice"]._replan(self)
        return result

    def _approval_moment(self, now, told=None):
        """Return when this person wants to be told what happens now.

        :param now: a moment, as fields.Datetime has it
        :param told: when they were told something last
        """
        local, zone = self._approval_clock(now)
        planned = self._approval_habits().next_moment(
            local, told and self._approval_clock(told)[0]
        )
        return now if planned == local else _stored(planned, zone)

    def _approval_quiet_until(self, now=None):
        """Return when the quiet hours end that it is now, or False."""
        now = now or fields.Datetime.now()
        local, zone = self._approval_clock(now)
        awake = self._approval_habits().after_quiet(local)
        return _stored(awake, zone) if awake != local else False

    def _approval_habits(self):
        self.ensure_one()
        user = self.sudo()  # sudo: habits of others decide when they are told.
        return Habits(
            user.approval_rhythm or "now",
            user.approval_quiet_from,
            user.approval_quiet_to,
            user.approval_day_at,
        )

    def _approval_clock(self, moment):
        zone = pytz.timezone(self.sudo().tz or "UTC")  # sudo: to tell in time
        return pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None), zone


def _stored(local, zone):
    """An hour that the clock skips in spring is the one after it."""
    moment = zone.normalize(zone.localize(local))
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
