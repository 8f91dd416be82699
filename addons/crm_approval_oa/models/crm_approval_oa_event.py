import logging
from dataclasses import dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
KEPT = timedelta(days=400)


@dataclass
class Outcome:
    """What is answered to a click."""

    text: str
    is_done: bool
    is_repeat: bool = False
    message: models.BaseModel = None
    user: models.BaseModel = None


class CrmApprovalOaEvent(models.Model):
    """One click that a vendor told us, what came of it, and so never done twice."""

    _name = "crm.approval.oa.event"
    _description = "Click in a Chat"
    _order = "id desc"
    _rec_name = "event"

    channel_id = fields.Many2one(
        "crm.approval.oa.channel", required=True, ondelete="cascade"
    )
    event = fields.Char("Vendor's Number", required=True)
    who = fields.Char("Vendor's ID")
    op = fields.Char("Button")
    user_id = fields.Many2one("res.users", ondelete="set null")
    request_id = fields.Many2one(
        "crm.approval.request", index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one(related="request_id.company_id")
    is_done = fields.Boolean("Decided")
    text = fields.Char("Answer")

    _event_uniq = models.UniqueIndex(
        "(channel_id, event)", "This click was already taken."
    )

    @api.model
    def _take(self, channel, click):
        """Decide what a verified click asks for, once, as the person who clicked."""
        known = self._begin(channel, click)
        if known is not None:
            return known
        message = self.env["crm.approval.oa.message"].search(
            [("channel_id", "=", channel.id), ("key", "=", click.key)]
        )
        user = channel._user_of(click.who)
        outcome = self._decide(channel, message, user, click)
        outcome.message, outcome.user = message, user
        row = self.search(
            [("channel_id", "=", channel.id), ("event", "=", click.event)]
        )
        row.write(
            {
                "user_id": user.id,
                "request_id": message.request_id.id,
                "is_done": outcome.is_done,
                "text": outcome.text,
            }
        )
        if not outcome.is_done:
            _logger.warning(
                "channel %s: click %s of %r is refused: %s",
                channel.id,
                click.op,
                click.who,
                outcome.text,
            )
        return outcome

    @api.model
    def _begin(self, channel, click):
        """Write the row that makes this click ours, or return what it came to."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_approval_oa_event
                       (channel_id, event, who, op, create_date, create_uid)
                VALUES (%s, %s, %s, %s, now() at time zone 'UTC', %s)
                    ON CONFLICT (channel_id, event) DO NOTHING
             RETURNING id
                """,
                channel.id,
                click.event,
                click.who,
                click.op,
                self.env.uid,
            )
        )
        if self.env.cr.fetchone():
            return None
        row = self.search(
            [("channel_id", "=", channel.id), ("event", "=", click.event)]
        )
        _logger.info("channel %s: click %s came again", channel.id, click.event)
        message = self.env["crm.approval.oa.message"].search(
            [("channel_id", "=", channel.id), ("key", "=", click.key)]
        )
        return Outcome(row.text or "", row.is_done, True, message, row.user_id)

    @api.model
    def _decide(self, channel, message, user, click):
        env = channel.with_context(lang=user.lang or channel.lang or self.env.lang).env
        if not message or not message.task_id:
            return Outcome(
                env._("This message was not sent from here. Open Odoo to decide."),
                False,
            )
        if not user:
            return Outcome(
                env._(
                    "Odoo does not know who %(who)s is. Ask an administrator to enter "
                    "this ID on your user's form.",
                    who=click.who,
                ),
                False,
            )
        if user != message.user_id:
            return Outcome(
                env._(
                    "This card was sent to %(user)s. Open Odoo to see what waits for "
                    "you.",
                    user=message.user_id.name,
                ),
                False,
            )
        return self._decide_as(message, user, self._reason(channel, click), click.op)

    @api.model
    def _decide_as(self, message, user, reason, op):
        """Press the button as that user, with their rights and nobody else's."""
        context = {"lang": user.lang, "tz": user.tz}
        own = message.with_env(self.env(user=user.id, su=False, context=context))
        request = own.env["crm.approval.request"].browse(message.request_id.id)
        try:
            with self.env.cr.savepoint():
                if any(task._link_demands_login() for task in request._my_tasks()):
                    raise UserError(
                        own.env._(
                            "This step demands more than a button: open it in Odoo to "
                            "decide."
                        )
                    )
                if op == "approve":
                    request.action_approve(reason or None)
                elif op == "reject":
                    request.action_reject(reason)
                else:
                    raise UserError(own.env._("This button decides nothing."))
                request._message_log(
                    body=own.env._(
                        "Decided in the chat (%(channel)s).",
                        channel=message.channel_id.name,
                    )
                )
        except UserError as error:
            return Outcome(str(error), False)
        message._answered_in_place()
        words = {
            "approve": own.env._("You approved %(record)s.", record=request.name),
            "reject": own.env._("You rejected %(record)s.", record=request.name),
        }
        return Outcome(words[op], True)

    @api.model
    def _reason(self, channel, click):
        reasons = channel._reason_list()
        if not click.reason and 0 < click.choice <= len(reasons):
            return reasons[click.choice - 1]
        return click.reason

    @api.autovacuum
    def _gc_events(self):
        """Forget clicks that cannot come again: signatures expire in minutes."""
        limit = fields.Datetime.now() - KEPT
        self.search([("create_date", "<", limit)], limit=10_000).unlink()
