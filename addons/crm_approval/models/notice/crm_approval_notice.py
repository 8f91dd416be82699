import logging

from odoo import api, fields, models
from odoo.tools import SQL

from . import message

_logger = logging.getLogger(__name__)

KINDS = [("ask", "Asked"), ("late", "Still waiting"), ("answer", "Answer")]
USERS_AT_ONCE = 100
KEEP_DAYS = 7


class CrmApprovalNotice(models.Model):
    """What an approver still has to be told: a row, written with what happened.

    The row is in the same transaction as the request, and it is marked as sent in
    the same transaction as the message: nothing is lost and nothing is told twice,
    whenever the server stops.
    """

    _name = "crm.approval.notice"
    _description = "Notice to an Approver"
    _log_access = False
    _order = "id"
    _rec_name = "task_id"

    task_id = fields.Many2one(
        "crm.approval.task", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Whom", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True, default="ask")
    note = fields.Text()
    due = fields.Datetime(required=True)
    sent_on = fields.Datetime()

    _due_idx = models.Index("(due, user_id) WHERE sent_on IS NULL")

    @api.model
    def _queue(self, tasks, kind="ask", note=False):
        """Note what the people of these tasks have to be told, each in their rhythm."""
        now = fields.Datetime.now()
        told = self._told_by_user(tasks.user_id)
        moment = {
            user: user._approval_moment(now, told.get(user.id))
            for user in tasks.user_id.sudo()  # sudo: habits of others
        }
        # sudo: nobody writes notices; whoever asks causes them.
        self.sudo().create(
            [
                {
                    "task_id": task.id,
                    "user_id": task.user_id.id,
                    "kind": kind,
                    "note": note,
                    "due": moment[task.user_id],
                }
                for task in tasks
            ]
        )
        self._wake_up(set(moment.values()))

    @api.model
    def _told_by_user(self, users):
        """Return when these people were told something last."""
        rows = self.sudo()._read_group(  # sudo: notices of others
            [("user_id", "in", users.ids), ("sent_on", "!=", False)],
            ["user_id"],
            ["sent_on:max"],
        )
        return {user.id: moment for user, moment in rows}

    @api.model
    def _wake_up(self, moments):
        # sudo: whoever asks starts the cron.
        cron = self.env.ref("crm_approval.ir_cron_notices").sudo()
        if moments:
            cron._trigger(at=sorted(moments))

    @api.model
    def _cron_tell(self):
        """Tell everyone whose time has come; each person is a transaction."""
        users = self._due_users()
        for number, user in enumerate(users, start=1):
            self._tell_or_postpone(user)
            left = len(users) - number or len(self._due_users())
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    @api.model
    def _due_users(self):
        rows = self._read_group(
            [("sent_on", "=", False), ("due", "<=", fields.Datetime.now())],
            ["user_id"],
            limit=USERS_AT_ONCE,
        )
        return [user for (user,) in rows]

    def _tell_or_postpone(self, user):
        """One person who cannot be told does not keep the others waiting."""
        try:
            with self.env.cr.savepoint():
                self._tell(user)
        except Exception:
            _logger.exception("Approvals: %s could not be told.", user.login)
            later = fields.Datetime.add(fields.Datetime.now(), hours=1)
            self._open_rows(user).due = later
            self._wake_up([later])

    def _open_rows(self, user):
        rows = self.search([("user_id", "=", user.id), ("sent_on", "=", False)])
        return rows.try_lock_for_update()

    @api.model
    def _tell(self, user):
        """Send what waits for one person as one message, unless it is quiet time."""
        now = fields.Datetime.now()
        rows = self._open_rows(user)
        later = user._approval_quiet_until(now)
        if later:
            rows.due = later
            self._wake_up([later])
            return
        live = rows.filtered(lambda row: row._is_live())
        (rows - live).unlink()
        live.sent_on = now
        message.send(user, live)

    def _is_live(self):
        """Decided, handed on or closed meanwhile: then there is nothing to tell."""
        task = self.task_id
        return (
            task.state == "todo"
            and task.user_id == self.user_id
            and task.user_id.active
        )

    @api.model
    def _replan(self, users):
        """Somebody changed their habits: what waits for them follows."""
        now = fields.Datetime.now()
        notices = self.sudo()  # sudo: nobody writes notices, whose they are is known.
        rows = notices.search([("user_id", "in", users.ids), ("sent_on", "=", False)])
        told = self._told_by_user(rows.user_id)
        for user, waiting in rows.grouped("user_id").items():
            waiting.due = user._approval_moment(now, told.get(user.id))
        self._wake_up(set(rows.mapped("due")))

    @api.autovacuum
    def _gc_sent(self):
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_approval_notice WHERE sent_on < %s",
                fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS),
            )
        )
