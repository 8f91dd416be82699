import logging
import random
from collections.abc import Callable
from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models
from odoo.tools import SQL

from ...adapters.base import Adapter, ErpCustomer, ErpOrder
from ...engine.backoff import delay
from ...engine.lane import ORDER, WITHDRAW
from ...engine.order import Customer, Order
from ...exceptions import (
    BridgeError,
    ConflictError,
    PermanentError,
    RetryableError,
    UnavailableError,
)
from ...messages import say
from .crm_erp_message import WAITING

_logger = logging.getLogger(__name__)


class CrmErpMessageDelivery(models.Model):
    """The worker's side of a message: claim, call the ERP, write down what came."""

    _inherit = "crm.erp.message"

    @api.model
    def _cron_deliver(self):
        """Deliver what is due, one message at a time, each in its own transaction."""
        for connection in self.env["crm.erp.connection"].search(
            [("active", "=", True)]
        ):
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
        except psycopg2.errors.SerializationFailure:
            self.env.cr.rollback()  # another worker or user was quicker: look again
            return True
        if not message:
            return False
        self.env["ir.cron"]._commit_progress()
        lang = connection.user_id.lang  # who reads what is written on the way
        message.with_context(lang=lang)._deliver_alone()
        return True

    def _deliver_alone(self):
        """Deliver; a fault of ours takes back its own writes and stops no other."""
        try:
            # the commit let go of the row: whoever takes it now asks the ERP first
            if self.try_lock_for_update() and self.state == "sent":
                self._deliver()
                self.env.cr.flush()
        except (psycopg2.errors.SerializationFailure, psycopg2.errors.UniqueViolation):
            # another worker met the same customer: it was quicker, look again
            self._write_alone(
                lambda: self._retry_later(RetryableError("racing"), self.tries)
            )
        except Exception as error:
            _logger.exception("ERP message %s", self.id)
            detail = str(error)[:500]
            self._write_alone(
                lambda: self._die(PermanentError("unexpected", detail=detail))
            )

    def _write_alone(self, write: Callable[[], None]):
        """Forget what was begun and note the failure, unless a worker has the row."""
        self.env.cr.rollback()
        if self.try_lock_for_update() and self.state == "sent":
            write()
            self.env.cr.flush()

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
        customer = self._ensure_customer(adapter, order.customer)
        erp_order = adapter.ensure_order(order, customer)
        self._bind_order(erp_order)
        return self._done()

    def _order_in_erp(self) -> ErpOrder | None:
        """Return the order by what we remember, or else by the key it carries."""
        adapter = self.connection_id._adapter()
        binding = self.env["crm.erp.binding"]._find(
            self.connection_id, self.model, self.res_id
        )
        if binding:
            return next(iter(adapter.order_states([binding.external_id])), None)
        return adapter.find_order(Order.from_payload(self.payload))

    def _ensure_customer(self, adapter: Adapter, customer: Customer) -> ErpCustomer:
        kind, _sep, number = customer.reference.rpartition("_")
        model = "res.partner" if kind == "partner" else "crm.lead.customer"
        Binding = self.env["crm.erp.binding"]
        bound = Binding._find(self.connection_id, model, int(number))
        found = adapter.ensure_customer(customer, bound.external_id or None)
        vals = {
            "external_model": "res.partner",
            "external_id": found.external_id,
            "external_name": found.name,
        }
        Binding._bind(self.connection_id, model, int(number), vals)
        return found

    def _bind_order(self, erp_order: ErpOrder):
        owner = self.env["crm.erp.binding"]._owner(self, erp_order)
        if owner:
            raise ConflictError(
                "order_taken", order=erp_order.number, owner=owner.lead_id.name or ""
            )
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
        was_tried = self._earlier_orders().filtered(
            lambda message: message.state != "cancelled"
        )
        if not was_tried:
            return self._done("cancelled")
        erp_order = self._order_in_erp()
        if erp_order is None:
            was_tried.filtered(lambda message: message.state == "dead").write(
                self._done("cancelled")
            )
            return self._done("cancelled")
        if erp_order.state == "cancel":
            return self._done()
        if not self.lead_id:
            raise ConflictError("order_left", order=erp_order.number)
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
