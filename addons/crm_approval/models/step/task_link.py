import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...engine import link as engine

LINK_PATH = "/crm_approval/decide"
DEFAULT_HOURS = 72
EPOCH = datetime(1970, 1, 1)


class CrmApprovalTaskLink(models.Model):
    """Links with which the person asked decides without logging in.

    A link is made for one task, one person, the values asked about and a time. It
    is no state: what has been decided, handed on or changed meanwhile answers with
    a sentence, and a link that worked once cannot work again.
    """

    _inherit = "crm.approval.task"

    def _decision_url(self, verdict=None):
        """Return the address of the page where the person asked decides.

        :param verdict: "approve" or "reject": the button that the page puts first;
            opening the address never decides
        """
        self.ensure_one()
        task = self.sudo()  # sudo: the key of the link is readable by nobody.
        expires = fields.Datetime.now() + timedelta(hours=self._link_hours())
        said = engine.Link(task.id, task.user_id.id, _epoch(expires), task._stamp())
        address = f"{self.get_base_url()}{LINK_PATH}/"
        address += said.sealed(task._ensure_link_key()).spelled()
        return f"{address}?{urlencode({'verdict': verdict})}" if verdict else address

    def _ensure_link_key(self):
        """Rows that came past the ORM get their key with their first link."""
        if not self.link_key:
            self.link_key = secrets.token_hex(32)
        return self.link_key

    @api.model
    def _link_hours(self):
        # sudo: how long a link holds is no secret.
        parameters = self.env["ir.config_parameter"].sudo()
        hours = parameters.get_param("crm_approval.link_hours", "")
        return int(hours) if hours.isdigit() and int(hours) else DEFAULT_HOURS

    def _stamp(self):
        """Return what must be the same when the link is used."""
        request = self.request_id
        return engine.stamp(request.fingerprint, request.version_id.id)

    @api.model
    def _open_link(self, words):
        """Return the task that a link was made for, and the link; or nothing."""
        link = engine.read(words)
        if not link:
            return self.browse(), None
        # sudo: the seal of the link is the right to look.
        task = self.sudo().browse(link.task).exists()
        if not task or not link.is_genuine(task.link_key or ""):
            return self.browse(), None
        return task, link

    def _link_refusal(self, link):
        """Say why nothing can be decided with this link, or return nothing."""
        user = self.env["res.users"].browse(link.user)
        names = {"record": self.request_id.display_name, "user": user.name}
        if not user.active:
            return self.env._("The account of %(user)s is closed.", **names)
        if self.state != "todo" or self.user_id != user:
            return self._link_past(user, names)
        if link.stamp != self._stamp():
            return self.env._(
                "%(record)s was changed after this link was made. Open it to see what "
                "you are asked now.",
                **names,
            )
        if link.expires < _epoch(fields.Datetime.now()):
            expired = EPOCH + timedelta(seconds=link.expires)
            return self.env._(
                "This link was valid until %(date)s. Log in to decide on %(record)s.",
                date=format_datetime(self.env, expired, tz=user.tz or "UTC"),
                **names,
            )
        return False

    def _link_past(self, user, names):
        """Say what became of a task that waits no more for this person."""
        if self.user_id != user:
            return self.env._(
                "%(record)s was handed to %(other)s, who decides in your place.",
                other=self.user_id.name,
                **names,
            )
        said = {
            "waiting": self.env._(
                "It is not your turn on %(record)s yet. You will be asked again.",
                **names,
            ),
            "approved": self.env._("You have already approved %(record)s.", **names),
            "rejected": self.env._("You have already rejected %(record)s.", **names),
            "forwarded": self.env._("You have forwarded %(record)s.", **names),
        }
        return said.get(self.state) or self._link_closed(names)

    def _link_closed(self, names):
        request = self.request_id
        last = request.decision_ids.filtered(
            lambda row: row.verdict in ("approve", "reject", "return", "withdraw")
        )[:1]
        if not last or last.user_id == self.user_id:
            return self.env._("%(record)s needs no answer any more.", **names)
        said = {
            "approve": self.env._(
                "%(other)s has already approved %(record)s. Your answer is no longer "
                "needed.",
                other=last.user_id.name,
                **names,
            ),
            "reject": self.env._(
                "%(other)s has already rejected %(record)s. Your answer is no longer "
                "needed.",
                other=last.user_id.name,
                **names,
            ),
            "return": self.env._(
                "%(other)s returned %(record)s for correction. Your answer is no "
                "longer needed.",
                other=last.user_id.name,
                **names,
            ),
            "withdraw": self.env._(
                "%(other)s withdrew %(record)s. Your answer is no longer needed.",
                other=last.user_id.name,
                **names,
            ),
        }
        return said[last.verdict]

    def _link_greeting(self):
        """Say who asks whom: whoever decides here decides as that person."""
        return self.env._(
            "%(requester)s asks %(approver)s to decide:",
            requester=self.request_id.requester_id.name,
            approver=self.user_id.name,
        )

    def _link_subject(self):
        """Say which chain asks, and why."""
        chain, why = self.request_id.chain_id.name, self.request_id.reason_text
        return self.env._("%(chain)s: %(why)s", chain=chain, why=why) if why else chain

    def _link_demands_login(self):
        """Say what this step demands that a link cannot give, or return nothing."""
        # Whoever approves answers all their open steps of the request at once.
        mine = self.request_id.task_ids.filtered(
            lambda task: task.state == "todo" and task.user_id == self.user_id
        )
        steps = self.step_id | mine.step_id
        if any(step.identity_required or step.attachment_required for step in steps):
            return self.env._(
                "This step demands your password or a file. Log in to decide on "
                "%(record)s.",
                record=self.request_id.display_name,
            )
        return False

    def _decide_by_link(self, verdict, reason):
        """Decide as the person who acts in this environment; all checks are theirs.

        :return: a sentence that says why not, or nothing
        """
        request = self.request_id
        decide = {"approve": request.action_approve, "reject": request.action_reject}
        if verdict not in decide:
            return self.env._("Choose to approve or to reject.")
        try:
            with self.env.cr.savepoint():
                decide[verdict](reason)
                request._message_log(
                    body=self.env._("Decided through a link that was sent.")
                )
        except UserError as error:
            return str(error)
        return False

    def _link_outcome(self):
        """Say what came of the decision, in one sentence."""
        request = self.request_id
        names = {"record": request.display_name}
        if request.state == "pending":
            return self.env._(
                "Thank you. %(record)s is now waiting for %(approver)s.",
                approver=request.waiting_for,
                **names,
            )
        if request.state == "rejected":
            return self.env._(
                "%(record)s is rejected. %(requester)s reads what you wrote.",
                requester=request.requester_id.name,
                **names,
            )
        if request.apply_error and not request.applied_on:
            return self.env._(
                "%(record)s is approved, but the change could not be made: %(error)s",
                error=request.apply_error,
                **names,
            )
        return self.env._("%(record)s is approved.", **names)


def _epoch(moment):
    return int((moment - EPOCH).total_seconds())
