import logging
import random
from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..engine.backoff import delay
from ..engine.lane import ORDER, WITHDRAW
from ..engine.mapping import Order
from ..exceptions import (
    BridgeError,
    PermanentError,
    RetryableError,
    UnavailableError,
)
from .erp_words import say

_logger = logging.getLogger(__name__)

WAITING = ("pending", "sent", "failed")


class CrmErpMessage(models.Model):
    """One event that the ERP has to learn, written in the transaction that caused it.

    The messages of one opportunity form a lane: they travel in the order of their
    number. Nobody writes here by hand; the worker does, and the replay button.

    Before a message leaves, "sent" is committed: a worker that dies in the middle
    leaves a row that says its outcome is unknown, and the ERP is asked by key.
    """

    _name = "crm.erp.message"
    _description = "ERP Message"
    _order = "id desc"
    _rec_name = "title"

    connection_id = fields.Many2one(
        "crm.erp.connection", required=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", index="btree_not_null", ondelete="set null"
    )
    model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    number = fields.Integer(required=True, help="Place in the lane of this record.")
    title = fields.Char()
    operation = fields.Selection(
        [(ORDER, "Make Order"), (WITHDRAW, "Withdraw Order")], required=True
    )
    idempotency_key = fields.Char("Key", required=True, index=True)
    payload = fields.Json(groups="base.group_system")
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("sent", "Sent, answer unknown"),
            ("failed", "Will be retried"),
            ("done", "Done"),
            ("dead", "Dead letter"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="pending",
        index=True,
    )
    tries = fields.Integer()
    next_try = fields.Datetime(required=True, default=fields.Datetime.now)
    done_at = fields.Datetime()
    error_code = fields.Char()
    error_facts = fields.Json()
    error = fields.Char(compute="_compute_error")

    _lane_uniq = models.UniqueIndex(
        "(connection_id, model, res_id, number)",
        "This place in the lane is already taken.",
    )
    _waiting_idx = models.Index(
        "(connection_id, next_try, id) WHERE state IN ('pending', 'sent', 'failed')"
    )

    @api.depends("error_code", "error_facts")
    @api.depends_context("lang")
    def _compute_error(self):
        for message in self:
            code = message.error_code
            message.error = code and say(self.env, code, message.error_facts)

    def action_replay(self):
        """Send dead letters again, with what the opportunity says now."""
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._(
                    "Only a Sales Administrator may replay ERP messages. Ask one to "
                    "replay %(messages)s.",
                    messages=", ".join(self[:5].mapped("display_name")),
                )
            )
        self.check_access("read")
        dead = self.filtered(lambda message: message.state == "dead")
        if not dead:
            raise UserError(
                self.env._(
                    "%(message)s is not a dead letter. Only dead letters are replayed; "
                    "the others are delivered by themselves.",
                    message=self[:1].display_name,
                )
            )
        dead.sudo()._replay()  # the outbox is written by the bridge only, right checked

    def _replay(self):
        for message in self:
            vals = {
                "state": "pending",
                "tries": 0,
                "next_try": fields.Datetime.now(),
                "error_code": False,
                "error_facts": False,
            }
            if message.operation == ORDER and message.lead_id.erp_line_ids:
                vals["payload"] = message.lead_id._erp_payload()
            message.write(vals)
        self.env["crm.erp.connection"]._wake()

    @api.model
    def _last_of(self, leads) -> dict:
        """Return the newest message of each opportunity, by its id."""
        messages = self.search(
            [("model", "=", leads._name), ("res_id", "in", leads.ids)], order="number"
        )
        return {message.res_id: message for message in messages}

    def _refresh_payloads(self, payloads: dict):
        """Take over what changed since, where it is not too late."""
        changed = self.filtered(
            lambda message: (
                message.operation == ORDER
                and message.payload != payloads[message.id]
                and message.state != "cancelled"
            )
        )
        if not changed:
            return
        late = changed.filtered(lambda message: message.state == "done")
        open_rows = (changed - late).try_lock_for_update()
        for message in open_rows:
            message.payload = payloads[message.id]
        for message in changed - open_rows:
            message._tell_lines_changed(payloads[message.id])

    def _tell_lines_changed(self, payload: dict):
        """Tell a person, when it is the products that changed."""
        if self.payload["lines"] != payload["lines"]:
            self.lead_id._erp_tell(
                self.connection_id,
                self.env._(
                    "The products changed after the order went to the ERP. Change the "
                    "order there as well, if the customer agreed."
                ),
            )

    # delivery

    @api.model
    def _cron_deliver(self):
        """Deliver what is due, one message at a time, each in its own transaction."""
        for connection in self.env["crm.erp.connection"].search([]):
            while connection._may_call() and self._deliver_next(connection):
                if not self.env["ir.cron"]._commit_progress(1):
                    self.env["crm.erp.connection"]._wake()
                    return
            self.env["ir.cron"]._commit_progress()

    @api.model
    def _deliver_next(self, connection) -> bool:
        """Deliver one message; return whether there was one."""
        try:
            message = self._claim(connection)
            if not message:
                return False
            self.env["ir.cron"]._commit_progress()
            # the commit let go of the row: whoever takes it now asks the ERP first
            if message.try_lock_for_update() and message.state == "sent":
                message._deliver()
        except psycopg2.errors.SerializationFailure:
            self.env.cr.rollback()  # another worker or user was quicker: look again
        return True

    @api.model
    def _claim(self, connection):
        """Return the next due message, marked as sent, locked for nobody else."""
        now = fields.Datetime.now()
        self.env.cr.flush()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT message.id
                  FROM crm_erp_message message
                 WHERE message.connection_id = %(connection)s
                   AND message.state IN %(waiting)s
                   AND message.next_try <= %(now)s
                   AND NOT EXISTS (
                       SELECT FROM crm_erp_message earlier
                        WHERE earlier.connection_id = message.connection_id
                          AND earlier.model = message.model
                          AND earlier.res_id = message.res_id
                          AND earlier.number < message.number
                          AND earlier.state IN %(waiting)s
                   )
              ORDER BY message.next_try, message.id
                 LIMIT 1
                   FOR UPDATE SKIP LOCKED
                """,
                connection=connection.id,
                waiting=WAITING,
                now=now,
            )
        )
        message = self.browse(row[0] for row in rows)
        if message:
            message.write({"state": "sent", "tries": message.tries + 1})
        return message

    def _deliver(self):
        """Talk to the ERP and write down what came of it."""
        connection = self.connection_id
        try:
            vals = self._make_order() if self.operation == ORDER else self._withdraw()
        except UnavailableError as error:
            # the ERP is away: that is not this message's fault and costs no try
            self._retry_later(error, self.tries - 1)
            connection._did_not_work(error)
        except RetryableError as error:
            self._retry_later(error, self.tries)
            connection._did_not_work(error)
        except PermanentError as error:
            self._die(error)
            connection._worked()
        except psycopg2.Error:
            raise
        except Exception as error:  # noqa: BLE001 a fault of ours must not stop others
            _logger.exception("ERP message %s", self.id)
            self._die(PermanentError("unexpected", detail=str(error)[:500]))
        else:
            self.write({**vals, "error_code": False, "error_facts": False})
            connection._worked()

    def _retry_later(self, error: RetryableError, tries: int):
        if tries >= self.connection_id.max_tries:
            self._die(error)
            return
        seconds = delay(max(tries, 1), random.random(), error.retry_after)
        moment = fields.Datetime.now() + timedelta(seconds=seconds)
        self.write(
            {
                "state": "failed",
                "tries": tries,
                "next_try": moment,
                "error_code": error.code,
                "error_facts": error.facts,
            }
        )
        self.env["crm.erp.connection"]._wake(at=moment)

    def _die(self, error: BridgeError):
        _logger.info("ERP message %s is a dead letter: %s", self.id, error)
        self.write(
            {"state": "dead", "error_code": error.code, "error_facts": error.facts}
        )
        self.lead_id._erp_tell(
            self.connection_id,
            self.env._(
                "The order did not reach the ERP. %(reason)s",
                reason=say(self.env, error.code, error.facts),
            ),
        )

    def _done(self, state="done") -> dict:
        return {"state": state, "done_at": fields.Datetime.now()}

    def _make_order(self) -> dict:
        if self.tries == 1 and self._later(WITHDRAW):
            return self._done("cancelled")
        order = Order.from_payload(self.payload)
        without_code = [line.name for line in order.lines if not line.code]
        if without_code:
            raise PermanentError("no_code", products=", ".join(without_code))
        adapter = self.connection_id._adapter()
        Binding = self.env["crm.erp.binding"]
        customer_model = "res.partner"
        kind, _sep, number = order.customer.reference.rpartition("_")
        if kind != "partner":
            customer_model = "crm.lead.customer"
        bound = Binding._find(self.connection_id, customer_model, int(number))
        customer = adapter.ensure_customer(order.customer, bound.external_id or None)
        Binding._bind(
            self.connection_id,
            customer_model,
            int(number),
            {
                "external_model": "res.partner",
                "external_id": customer.external_id,
                "external_name": customer.name,
            },
        )
        erp_order = adapter.ensure_order(order, customer)
        self._bind_order(erp_order)
        return self._done()

    def _bind_order(self, erp_order):
        binding = self.env["crm.erp.binding"]._bind(
            self.connection_id,
            self.model,
            self.res_id,
            {
                "lead_id": self.lead_id.id,
                "external_model": "sale.order",
                "external_id": erp_order.external_id,
                "external_name": erp_order.number,
                "external_state": erp_order.state,
                "external_url": erp_order.url,
            },
        )
        if self.lead_id:
            self.lead_id.message_post(
                body=self.env._(
                    "Order %(order)s is in the ERP.", order=binding.external_name
                )
            )

    def _withdraw(self) -> dict:
        """Take back what did not leave; what left is for a person to decide."""
        order = self._earlier_orders()
        self.env["crm.erp.message"].browse(order.ids)
        was_tried = order.filtered(lambda message: message.state != "cancelled")
        if not was_tried:
            return self._done("cancelled")
        erp_order = self.connection_id._adapter().find_order(
            Order.from_payload(self.payload)
        )
        if erp_order is None:
            was_tried.filtered(lambda message: message.state == "dead").write(
                self._done("cancelled")
            )
            return self._done("cancelled")
        self._bind_order(erp_order)
        self.lead_id._erp_tell(
            self.connection_id,
            self.env._(
                "%(lead)s is not won any more, but order %(order)s is already in the "
                "ERP. Cancel it there, or win the opportunity again.",
                lead=self.title,
                order=erp_order.number,
            ),
        )
        return self._done()

    def _later(self, operation: str):
        return self._lane_rows([("number", ">", self.number)], operation)

    def _earlier_orders(self):
        return self._lane_rows([("number", "<", self.number)], ORDER)

    def _lane_rows(self, domain: list, operation: str):
        return self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("model", "=", self.model),
                ("res_id", "=", self.res_id),
                ("operation", "=", operation),
                *domain,
            ]
        )
