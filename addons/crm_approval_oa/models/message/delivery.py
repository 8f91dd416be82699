import logging
import random
from collections.abc import Callable
from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models

from ...engine.answers import MEND, REFUSE
from ...engine.backoff import delay
from ...exceptions import ChannelError
from ..channel.crm_approval_oa_channel import WAITING

_logger = logging.getLogger(__name__)
LOOK_AT = 50  # messages that the worker looks at when the first may not leave yet
DIGEST_FROM, DIGEST_MOST = 3, 40  # so many to one group leave as one
TROUBLE = timedelta(hours=1)  # a channel that is set up wrongly is tried so often


class CrmApprovalOaMessageDelivery(models.Model):
    """The worker's side: claim, send, write down what came of it."""

    _inherit = "crm.approval.oa.message"

    @api.model
    def _cron_deliver(self):
        """Deliver what is due, each message in its own transaction."""
        for channel in self.env["crm.approval.oa.channel"].search(
            [("active", "=", True)]
        ):
            while self._deliver_next(channel):
                if not self.env["ir.cron"]._commit_progress(1):
                    self.env["crm.approval.oa.channel"]._wake()
                    return
            self.env["ir.cron"]._commit_progress()

    @api.model
    def _deliver_next(self, channel):
        """Deliver one message (or one digest); return whether there was one."""
        try:
            messages = self._claim(channel)
        except psycopg2.errors.SerializationFailure:
            self.env.cr.rollback()  # somebody changed the channel: look again
            return True
        if not messages:
            return False
        self.env["ir.cron"]._commit_progress()
        messages._deliver_alone(channel)
        return True

    @api.model
    def _claim(self, channel):
        """Return what leaves now, marked as sending and counted by the channel.

        The channel is locked meanwhile: that keeps its rate across workers.
        """
        nothing = self.browse()
        if not channel.try_lock_for_update(allow_referencing=True):
            channel._wake(at=fields.Datetime.now() + timedelta(seconds=5))
            return nothing
        channel.invalidate_recordset()
        now = fields.Datetime.now()
        if channel.blocked_until and channel.blocked_until > now:
            channel._wake(at=channel.blocked_until)
            return nothing
        due = self.search(
            [
                ("channel_id", "=", channel.id),
                ("state", "in", WAITING),
                ("next_try", "<=", now),
                "|",
                ("parent_id", "=", False),
                ("parent_id.state", "not in", WAITING),
            ],
            order="next_try, id",
            limit=LOOK_AT,
        ).try_lock_for_update(allow_referencing=True)
        first = due._first_with_room(channel)
        if not first:
            return nothing
        messages = first._with_batch(due)
        channel._count_one(first.user_id)
        for message in messages:
            message._ensure_link()
            message.write(
                {
                    "state": "sending",
                    "tries": message.tries + 1,
                    "batch_key": messages[0].batch_key or messages[0].key,
                }
            )
        return messages

    def _first_with_room(self, channel):
        """Return the first that channel and person take now; wake up when none is."""
        seconds = channel._wait() if self else 0
        if not self or seconds:
            channel._wake_in(seconds)
            return self.browse()
        waits = []
        for message in self:
            seconds = channel._wait(message.user_id)
            if not seconds:
                return message
            waits.append(seconds)
        channel._wake_in(min(waits))
        return self.browse()

    def _with_batch(self, due):
        """Return what leaves together with this message: mostly it alone."""
        self.ensure_one()
        if self.batch_key:
            return due.filtered(lambda one: one.batch_key == self.batch_key)
        channel = self.channel_id
        if self.event != "ask" or channel.is_app or channel.vendor == "webhook":
            return self
        fresh = due.filtered(lambda one: one.event == "ask" and not one.batch_key)
        return fresh[:DIGEST_MOST] if len(fresh) >= DIGEST_FROM else self

    def _deliver_alone(self, channel):
        """Deliver; a fault of ours takes back its own writes and stops no other."""
        try:
            # the commit let go of the rows: whoever takes them now sends them
            mine = self.try_lock_for_update(allow_referencing=True)
            mine = mine.filtered(lambda one: one.state == "sending")
            if mine:
                mine._deliver(channel)
                self.env.cr.flush()
        except psycopg2.errors.SerializationFailure:
            error = ChannelError("retry", "lost", counts=False)
            self._write_alone(lambda: self._failed(channel, error))
        except Exception as fault:
            _logger.exception("approval messages %s", self.ids)
            error = ChannelError.refused("unexpected", text=type(fault).__name__)
            self._write_alone(lambda: self._failed(channel, error))

    def _write_alone(self, write: Callable[[], None]):
        """Forget what was begun and note the failure, unless a worker has the rows."""
        self.env.cr.rollback()
        if self.try_lock_for_update(allow_referencing=True) == self:
            write()
            self.env.cr.flush()

    def _deliver(self, channel):
        """Speak to the vendor and write down what came of it."""
        needed = self.filtered(lambda one: one._is_needed())
        (self - needed).write({"state": "cancelled"})
        if not needed or needed._waits_for_morning():
            return
        try:
            ref = channel._deliver(needed)
        except ChannelError as error:
            needed._failed(channel, error)
            return
        values = {"state": "sent", "sent_at": fields.Datetime.now()}
        if needed[0].event != "update":
            values["external_ref"] = ref
        needed.write({**values, "error_code": False, "error_facts": False})
        channel._worked()

    def _waits_for_morning(self):
        """Put off what would ring in somebody's quiet hours; tell whether it was."""
        if self[0].event not in ("ask", "remind", "result"):
            return (
                False  # a card that changes does not ring, an explanation is asked for
            )
        moment = self.user_id and self.user_id._approval_quiet_until()
        if not moment:
            return False
        # it did not leave: that was no try
        tries = self[0].tries - 1
        self.write({"state": "pending", "tries": tries, "next_try": moment})
        self[0].channel_id._wake(at=moment)
        return True

    def _failed(self, channel, error):
        """Note a failure: later again, when it is mended, or never."""
        if error.kind == REFUSE:
            self._give_up(channel, error)
            return
        tries = self[0].tries if error.counts else self[0].tries - 1
        if error.kind == MEND:
            tries, moment = self[0].tries - 1, fields.Datetime.now() + TROUBLE
            channel._in_trouble(error, moment)
        elif tries >= channel.max_tries:
            self._give_up(channel, error)
            return
        else:
            seconds = delay(max(tries, 1), random.random(), error.pause)
            moment = fields.Datetime.now() + timedelta(seconds=seconds)
            if error.pause:
                channel.blocked_until = moment
        # the channel is silent until then: its messages are due when it may speak
        is_channel = error.pause or error.kind == MEND
        self.write(
            {
                "state": "failed",
                "tries": tries,
                "next_try": fields.Datetime.now() if is_channel else moment,
                "error_code": error.code,
                "error_facts": error.facts,
            }
        )
        channel._wake(at=moment)

    def _give_up(self, channel, error):
        _logger.info("approval messages %s are not delivered: %s", self.ids, error)
        if not channel.dead_count:
            channel._tell_responsible(error)
        self.write(
            {
                "state": "dead",
                "error_code": error.code,
                "error_facts": error.facts,
            }
        )
