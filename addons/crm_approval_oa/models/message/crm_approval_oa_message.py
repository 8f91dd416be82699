import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS

from odoo.addons.crm_approval.listing import listed

from ..channel.crm_approval_oa_channel import WAITING
from ..oa_words import say

EVENTS = [
    ("ask", "Please decide"),
    ("remind", "Reminder"),
    ("result", "Answer"),
    ("update", "Card update"),
    ("note", "Explanation"),
]


class CrmApprovalOaMessage(models.Model):
    """One message that has to reach a chat, written where its cause was written.

    Both are committed or none is. What it says is put together when it leaves: by
    then the request may be decided, and then it does not leave at all.

    "Sending" is committed before anything leaves, together with a key under which
    the vendor drops what it already has: a worker that dies leaves a row that the
    next one sends again under the same key.
    """

    _name = "crm.approval.oa.message"
    _description = "Approval Message"
    _order = "id desc"
    _rec_name = "key"

    channel_id = fields.Many2one(
        "crm.approval.oa.channel", required=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="request_id.company_id")
    request_id = fields.Many2one(
        "crm.approval.request", required=True, index=True, ondelete="cascade"
    )
    task_id = fields.Many2one("crm.approval.task", index=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users", string="To", ondelete="cascade", help="Empty: to the whole group."
    )
    parent_id = fields.Many2one(
        "crm.approval.oa.message",
        string="Card",
        index="btree_not_null",
        ondelete="cascade",
    )
    event = fields.Selection(EVENTS, required=True)
    note = fields.Text()
    key = fields.Char(
        required=True, copy=False, default=lambda self: f"oa-{secrets.token_hex(12)}"
    )
    batch_key = fields.Char(copy=False, help="Messages that left as one.")
    external_ref = fields.Char(groups=NO_ACCESS, copy=False)
    # Whoever has it can decide. It must be the same in every try: WeCom drops a
    # message that it already has by what it says, not by a key.
    link = fields.Char(groups=NO_ACCESS, copy=False)
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("sending", "Sent, answer unknown"),
            ("failed", "Will be retried"),
            ("sent", "Delivered"),
            ("dead", "Not delivered"),
            ("cancelled", "No longer needed"),
        ],
        required=True,
        default="pending",
        index=True,
    )
    tries = fields.Integer()
    next_try = fields.Datetime(required=True, default=fields.Datetime.now)
    sent_at = fields.Datetime("Delivered On")
    error_code = fields.Char()
    error_facts = fields.Json()
    error = fields.Char(compute="_compute_error")

    _key_uniq = models.UniqueIndex("(key)", "This key is already taken.")
    _waiting_idx = models.Index(
        "(channel_id, next_try, id) WHERE state IN ('pending', 'sending', 'failed')"
    )

    @api.depends("error_code", "error_facts")
    @api.depends_context("lang")
    def _compute_error(self):
        for message in self:
            code = message.error_code
            message.error = code and say(self.env, code, message.error_facts)

    def action_send_again(self):
        """Send again what was not delivered; the worker sees whether it is needed."""
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._(
                    "Only a Sales Administrator may send messages again. Ask one to "
                    "send %(messages)s.",
                    messages=listed(self.env, self[:5].mapped("key")),
                )
            )
        self.check_access("read")
        dead = self.filtered(lambda message: message.state == "dead")
        if not dead:
            raise UserError(
                self.env._(
                    "%(message)s was not given up. Only messages that were not "
                    "delivered are sent again; the others go by themselves.",
                    message=self[:1].key,
                )
            )
        dead.sudo().write(  # sudo: the outbox is written by the worker; right checked
            {
                "state": "pending",
                "tries": 0,
                "next_try": fields.Datetime.now(),
                "error_code": False,
                "error_facts": False,
                "link": False,
            }
        )
        self.env["crm.approval.oa.channel"]._wake()

    # what puts messages here

    @api.model
    def _tell_asked(self, tasks, event="ask"):
        """Tell those whose turn it is, and the groups that want to know."""
        channels = self.env["crm.approval.oa.channel"]
        serving = channels._serving(event, tasks.request_id)
        served = channels.union(*serving.values())
        if not served:
            return
        apps = served.filtered("is_app")
        ids = apps._ids_of(tasks.sudo().user_id)  # sudo: to write to them
        groups = tasks.grouped("request_id")
        rows = []
        for request, own in groups.items():
            for channel in serving[request.sudo()]:  # sudo: keys are as in _serving
                if channel.is_app:
                    rows += [
                        self._row(channel, request, event, task)
                        for task in own
                        if (channel, task.user_id) in ids
                    ]
                else:
                    rows.append(self._row(channel, request, event))
        self._put(self._not_waiting_yet(rows, event))

    @api.model
    def _not_waiting_yet(self, rows, event):
        """Leave out what is already on its way: nobody is asked twice at once."""
        # sudo: whoever asks or decides writes no messages; the cause was checked.
        waiting = self.sudo().search(
            [
                ("request_id", "in", [row["request_id"] for row in rows]),
                ("event", "=", event),
                ("state", "in", ("pending", "failed")),
            ]
        )
        known = {
            (one.channel_id.id, one.request_id.id, one.task_id.id) for one in waiting
        }
        return [
            row
            for row in rows
            if (row["channel_id"], row["request_id"], row["task_id"]) not in known
        ]

    @api.model
    def _tell_result(self, request, note):
        """Tell the requester what came of it, and the groups that want to know."""
        channels = self.env["crm.approval.oa.channel"]
        serving = channels._serving("result", request)
        served = channels.union(*serving.values())
        requester = request.sudo().requester_id  # sudo: to write to them
        ids = served.filtered("is_app")._ids_of(requester) if served else {}
        self._put(
            [
                {
                    **self._row(channel, request, "result"),
                    "user_id": requester.id if channel.is_app else False,
                    "note": note,
                }
                for channel in served
                if not channel.is_app or (channel, requester) in ids
            ]
        )

    @api.model
    def _explain(self, channel, request, user, note):
        """Answer somebody whose click could not be answered where it was made."""
        row = self._row(channel, request, "note")
        self._put([{**row, "user_id": user.id, "note": note}])

    @api.model
    def _row(self, channel, request, event, task=None):
        return {
            "channel_id": channel.id,
            "request_id": request.id,
            "event": event,
            "task_id": task.id if task else False,
            "user_id": task.user_id.id if task else False,
        }

    @api.model
    def _put(self, rows):
        if not rows:
            return
        # sudo: whoever asks or decides writes no messages; the cause was checked.
        self.sudo().create(rows)
        self.env["crm.approval.oa.channel"]._wake()

    @api.model
    def _not_asked_any_more(self, request, users=None):
        """Take back what did not leave, and have the cards say what was decided."""
        domain = [
            ("request_id", "=", request.id),
            ("task_id", "!=", False),
            ("event", "in", ("ask", "remind")),
            ("state", "in", ("pending", "failed", "sending", "sent")),
        ]
        if users is not None:
            domain.append(("user_id", "in", users.ids))
        # sudo: whoever asks or decides writes no messages; the cause was checked.
        rows = self.sudo().search(domain)
        if not rows:
            return
        waiting = rows.filtered(lambda row: row.state in ("pending", "failed"))
        mine = waiting.try_lock_for_update()
        mine.write({"state": "cancelled"})
        left = rows - mine  # those that a worker holds at this moment may be leaving
        known = rows.search([("parent_id", "in", left.ids)]).parent_id
        self._put(
            [
                {
                    **self._row(row.channel_id, request, "update", row.task_id),
                    "parent_id": row.id,
                }
                for row in left - known
            ]
        )

    def _answered_in_place(self):
        """The answer to the click shows the result: no update has to follow."""
        updates = self.search([("parent_id", "in", self.ids), ("state", "in", WAITING)])
        updates.try_lock_for_update().write({"state": "cancelled"})
