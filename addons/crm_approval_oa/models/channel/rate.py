import time
from datetime import timedelta

from odoo import fields, models

from ...engine import limits


class CrmApprovalOaChannelRoom(models.Model):
    """How much a channel takes, kept in its row and so across all workers."""

    _inherit = "crm.approval.oa.channel"

    def _wait(self, user=None):
        """Return the seconds until one more may leave, to this person if given."""
        self.ensure_one()
        rules = (limits.PERSON if user else limits.CHANNEL).get(self.kind, ())
        return limits.wait(self._moments(user), time.time(), rules)

    def _wake_in(self, seconds):
        if seconds:
            # one second more: the trigger knows whole seconds only
            self._wake(at=fields.Datetime.now() + timedelta(seconds=int(seconds) + 1))

    def _moments(self, user=None):
        rows = self.sudo().moments or []  # sudo: closed column of the worker
        return [moment for moment, who in rows if not user or who == user.id]

    def _count_one(self, user=None):
        rules = (*limits.CHANNEL[self.kind], *limits.PERSON.get(self.kind, ()))
        now = time.time()
        kept = set(limits.remember(self._moments(), now, rules))
        rows = self.sudo().moments or []  # sudo: closed column of the worker
        self.sudo().moments = [  # sudo: closed column of the worker
            *[row for row in rows if row[0] in kept],
            [now, user.id if user else 0],
        ]

    def _worked(self):
        if self.problem_code:
            self.write({"problem_code": False, "problem_facts": False})

    def _in_trouble(self, error, moment):
        """The channel is set up wrongly: all its messages wait, somebody is told."""
        is_new = self.problem_code != error.code
        self.write(
            {
                "problem_code": error.code,
                "problem_facts": error.facts,
                "blocked_until": moment,
            }
        )
        if is_new:
            self._tell_responsible(error)
