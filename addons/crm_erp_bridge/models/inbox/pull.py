import logging
from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models

from ...exceptions import BridgeError, RetryableError

_logger = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=15)  # a row's write date is the start of its transaction
BASELINE = timedelta(days=1)


class CrmErpConnectionPull(models.Model):
    """What comes back: stock figures and the states of orders."""

    _inherit = "crm.erp.connection"

    @api.model
    def _cron_pull(self):
        """Read stock and the states of open orders, each in one call per ERP."""
        connections = self.search([("active", "=", True)])
        for connection in connections:
            try:
                if connection._may_call():
                    connection._pull()
                self.env.cr.flush()
            except psycopg2.errors.SerializationFailure:
                self.env.cr.rollback()
                connection._wake_stock()  # somebody wrote the same row: once more
            self.env["ir.cron"]._commit_progress(1)

    def _pull(self):
        try:
            self._pull_orders()
            self._pull_stock()
        except BridgeError as error:
            _logger.info("ERP connection %s: %s", self.name, error)
            if isinstance(error, RetryableError):
                self._did_not_work(error)
            return
        self._worked()

    def _pull_orders(self):
        bindings = self.env["crm.erp.binding"].search(
            [
                ("connection_id", "=", self.id),
                ("model", "=", "crm.lead"),
                ("external_state", "not in", ("cancel", "gone")),
            ],
            order="read_at, id",
            limit=2000,
        )
        orders = self._adapter().order_states(bindings.mapped("external_id"))
        self._take_a_fresh_look()
        bindings._store_states({order.external_id: order for order in orders})

    def _pull_stock(self):
        """Ask for what changed since the last time, and for everything once a day."""
        started = fields.Datetime.now()
        Stock = self.env["crm.erp.stock"]
        products = Stock._wanted_products(self)
        known = products & Stock.search([("connection_id", "=", self.id)]).product_id
        is_baseline = self._is_baseline_due(started)
        if is_baseline:
            figures = self._adapter().stock(products.mapped("default_code"), None)
        else:
            figures = self._adapter().stock(
                known.mapped("default_code"), self.stock_read_at - OVERLAP
            )
            figures += self._new_figures(products - known)
        self._take_a_fresh_look()
        Stock._store(self, products, figures, started, is_baseline)
        vals = {"stock_read_at": started}
        if is_baseline:
            vals["stock_baseline_at"] = started
        self.write(vals)

    def _take_a_fresh_look(self):
        """End the transaction that waited for the ERP: others have written meanwhile.

        What is written next is short, so nobody's save collides with a slow ERP.
        """
        self.env["ir.cron"]._commit_progress()

    def _is_baseline_due(self, now) -> bool:
        last = self.stock_baseline_at
        return not last or not self.stock_read_at or now - last > BASELINE

    def _new_figures(self, products) -> list:
        codes = products.mapped("default_code")
        return self._adapter().stock(codes, None) if codes else []
