import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.quiet import Habits

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

    def _approval_manager(self, levels):
        """Return the manager ``levels`` above, as far as there is one."""
        user = self.sudo()  # sudo: who leads whom is needed to ask, not to show.
        for _level in range(levels):
            above = user.approval_manager_id or user.sale_team_id.user_id
            if not above or above == user:
                break
            user = above
        return user.browse() if user == self else user

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
        zone = pytz.timezone(self.sudo().tz or "UTC")  # sudo: as above
        return pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None), zone


def _stored(local, zone):
    """An hour that the clock skips in spring is the one after it."""
    moment = zone.normalize(zone.localize(local))
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
