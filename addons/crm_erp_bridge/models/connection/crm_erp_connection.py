import random
from urllib.parse import urlsplit

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ...adapters import REGISTRY
from ...adapters.base import Adapter, Endpoint
from ...engine.backoff import delay
from ...engine.breaker import Breaker
from ...exceptions import BridgeError, RetryableError
from ...messages import say


class CrmErpConnection(models.Model):
    """One ERP: where it is, as whom we speak to it, and how it has been behaving.

    It never calls the ERP while a user waits for a save; only the test button and
    the scheduled workers do.
    """

    _name = "crm.erp.connection"
    _description = "ERP Connection"
    _order = "company_id, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=False)
    kind = fields.Selection(
        [("odoo_json2", "Odoo 19 or later (JSON-2)")],
        required=True,
        default="odoo_json2",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who is told when a person has to decide, for example when an "
        "opportunity is reopened after its order went out.",
    )
    url = fields.Char(
        "Address", required=True, help="For example https://erp.example.com"
    )
    database = fields.Char(required=True)
    api_key = fields.Char("API Key", groups="base.group_system", copy=False)
    date_start = fields.Datetime(
        "Sends Deals Closed Since",
        required=True,
        default=fields.Datetime.now,
        help="Opportunities that were won before this moment are history: "
        "no order is made for them.",
    )
    confirm_orders = fields.Boolean(
        default=True,
        help="Confirm the order in the ERP. Otherwise it stays a quotation there.",
    )
    max_tries = fields.Integer(
        "Tries per Message",
        default=10,
        help="After so many failures of the message itself it becomes a dead letter. "
        "Times when the whole ERP was away do not count.",
    )
    failures = fields.Integer("Failures in a Row", readonly=True, copy=False)
    open_until = fields.Datetime("Paused Until", readonly=True, copy=False)
    health = fields.Selection(
        [("closed", "Working"), ("open", "Paused"), ("half_open", "Trying Again")],
        compute="_compute_health",
    )
    last_error = fields.Char(compute="_compute_last_error")
    error_code = fields.Char(readonly=True, copy=False)
    error_facts = fields.Json(readonly=True, copy=False)
    stock_read_at = fields.Datetime(readonly=True, copy=False)
    stock_baseline_at = fields.Datetime(readonly=True, copy=False)
    waiting_count = fields.Integer(compute="_compute_counts")
    dead_count = fields.Integer("Dead Letters", compute="_compute_counts")

    _company_uniq = models.UniqueIndex(
        "(company_id) WHERE active",
        "This company already has an active ERP connection. Archive it first.",
    )

    @api.depends("failures", "open_until")
    def _compute_health(self):
        now = fields.Datetime.now()
        for connection in self:
            connection.health = connection._breaker().state(now)

    @api.depends("error_code", "error_facts")
    @api.depends_context("lang")
    def _compute_last_error(self):
        for connection in self:
            code = connection.error_code
            connection.last_error = code and say(self.env, code, connection.error_facts)

    def _compute_counts(self):
        messages = self.env["crm.erp.message"]._read_group(
            [
                ("connection_id", "in", self.ids),
                ("state", "in", ("pending", "sent", "failed", "dead")),
            ],
            ["connection_id", "state"],
            ["__count"],
        )
        counts = dict.fromkeys(self.ids, (0, 0))
        for connection, state, count in messages:
            waiting, dead = counts[connection.id]
            if state == "dead":
                counts[connection.id] = (waiting, dead + count)
            else:
                counts[connection.id] = (waiting + count, dead)
        for connection in self:
            waiting, dead = counts.get(connection.id, (0, 0))
            connection.waiting_count = waiting
            connection.dead_count = dead

    @api.constrains("url")
    def _check_url(self):
        for connection in self:
            parts = urlsplit(connection.url)
            if (
                parts.scheme not in ("http", "https")
                or not parts.hostname
                or parts.username
                or parts.path.strip("/")
                or parts.query
                or parts.fragment
            ):
                raise ValidationError(
                    self.env._(
                        "The address of ERP connection %(connection)s cannot be used: "
                        "%(url)s. Enter scheme and host only, for example "
                        "https://erp.example.com.",
                        connection=connection.name,
                        url=connection.url,
                    )
                )

    @api.constrains("max_tries")
    def _check_max_tries(self):
        for connection in self:
            if connection.max_tries < 1:
                raise ValidationError(
                    self.env._(
                        "ERP connection %(connection)s must try a message at least "
                        "once. Enter 1 or more.",
                        connection=connection.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        self.env.registry.clear_cache()  # see _is_any_there
        return connections

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()  # see _is_any_there
        return result

    def write(self, vals):
        result = super().write(vals)
        if {"url", "database", "api_key", "active"} & set(vals):
            self._breaker_store(Breaker())
            self._wake()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["crm.erp.message"]._read_group(
            [("connection_id", "in", self.ids)], ["connection_id"], limit=1
        )
        for (connection,) in used:
            raise UserError(
                self.env._(
                    "ERP connection %(connection)s has sent messages, and they prove "
                    "which order belongs to which opportunity. Archive it instead.",
                    connection=connection.name,
                )
            )

    def action_test(self):
        """Ask the ERP who we are and what we may see, and say so."""
        self.ensure_one()
        self.check_access("write")
        try:
            products = self._adapter().ping()
        except BridgeError as error:
            raise UserError(
                self.env._(
                    "ERP connection %(connection)s does not work. %(reason)s",
                    connection=self.name,
                    reason=say(self.env, error.code, error.facts),
                )
            ) from error
        return self._notify(
            self.env._(
                "Connected to %(database)s: the ERP shows %(count)s products with an "
                "internal reference.",
                database=self.database,
                count=products,
            )
        )

    def action_refresh_stock(self):
        """Ask the worker to read all stock figures now."""
        self.check_access("write")
        # sudo: state of the system; the right to change the connection was checked
        self.sudo().stock_baseline_at = False
        self._wake_stock()
        return self._notify(
            self.env._("The ERP is asked for its stock. Reload in a moment.")
        )

    def action_messages(self):
        """Open what waits and what failed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_erp_bridge.crm_erp_message_action"
        )
        return {**action, "domain": [("connection_id", "=", self.id)]}

    @api.model
    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message},
        }

    @api.model
    @tools.ormcache()
    def _is_any_there(self):
        """Tell whether an ERP has been connected at all, of whatever company.

        Asked whenever a deal is saved; without any there is nothing to tell or to
        take back.
        """
        everywhere = self.sudo().with_context(active_test=False)  # sudo: of all
        return bool(everywhere.search([], limit=1))

    @api.model
    def _of_companies(self, companies):
        """Return the active connection of each company, by company."""
        connections = self.search([("company_id", "in", companies.ids)])
        return {connection.company_id: connection for connection in connections}

    def _adapter(self) -> Adapter:
        self.ensure_one()
        # sudo: the key is for the system group and the worker only
        connection = self.sudo()
        uuid = connection.env["ir.config_parameter"].get_param("database.uuid")
        endpoint = Endpoint(
            url=connection.url,
            database=connection.database,
            api_key=connection.api_key or "",
            database_uuid=uuid,
            confirm_orders=connection.confirm_orders,
        )
        return REGISTRY[connection.kind](endpoint)

    # circuit breaker

    def _breaker(self) -> Breaker:
        return Breaker(self.failures, self.open_until or None)

    def _breaker_store(self, breaker: Breaker, error: BridgeError | None = None):
        self.sudo().write(  # sudo: bookkeeping of the worker, not the user's data
            {
                "failures": breaker.failures,
                "open_until": breaker.open_until or False,
                "error_code": error.code if error else False,
                "error_facts": error.facts if error else False,
            }
        )

    def _worked(self):
        if self.failures or self.open_until:
            self._breaker_store(self._breaker().succeeded())

    def _did_not_work(self, error: RetryableError):
        """Count the failure; once too many, pause and wake up when it is over."""
        seconds = delay(self.failures + 1, random.random(), error.retry_after)
        breaker = self._breaker().failed(fields.Datetime.now(), seconds)
        self._breaker_store(breaker, error)
        if breaker.open_until:
            self._wake(at=breaker.open_until)

    def _may_call(self) -> bool:
        return self._breaker().state(fields.Datetime.now()) != "open"

    # workers

    @api.model
    def _wake(self, at=None):
        """Have the delivery worker run at once, or at a given moment."""
        cron = self.env.ref("crm_erp_bridge.ir_cron_deliver", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(at)  # sudo: any user's change may wake the worker

    @api.model
    def _wake_stock(self):
        cron = self.env.ref("crm_erp_bridge.ir_cron_pull", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()  # sudo: any user may ask for fresh figures
