from dataclasses import asdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.idempotency import order_key
from ..engine.lane import ORDER, next_event
from ..engine.order import Customer, Line, Order
from .binding.crm_erp_binding import ORDER_STATES

MARKED = "crm_erp_bridge.leads"


class CrmLead(models.Model):
    """An opportunity with products, and with an order in the ERP once it is won.

    Whatever touches the won state or the products only marks the opportunity. What
    the ERP has to learn is written at the end of the same transaction, when stage and
    lines have their final values, whatever order they were saved in.
    """

    _inherit = "crm.lead"

    erp_line_ids = fields.One2many("crm.erp.line", "lead_id", "Products", copy=True)
    erp_message_ids = fields.One2many(
        "crm.erp.message", "lead_id", "ERP Messages", copy=False
    )
    erp_binding_ids = fields.One2many(
        "crm.erp.binding", "lead_id", "ERP Orders", copy=False
    )
    erp_order_name = fields.Char("ERP Order", compute="_compute_erp_order")
    erp_order_state = fields.Selection(
        ORDER_STATES,
        "ERP Order State",
        compute="_compute_erp_order",
    )
    erp_order_url = fields.Char("ERP Link", compute="_compute_erp_order")
    erp_sync_state = fields.Selection(
        [
            ("pending", "On its way to the ERP"),
            ("failed", "Delayed"),
            ("dead", "Needs you"),
            ("done", "In the ERP"),
            ("cancelled", "Withdrawn"),
            ("held", "Waits for the customer"),
        ],
        "ERP Delivery",
        compute="_compute_erp_sync",
    )
    erp_lacks_customer = fields.Boolean(
        compute="_compute_erp_lacks_customer",
        help="There are products to send, but nobody is chosen who buys them.",
    )
    erp_error = fields.Char("ERP Problem", compute="_compute_erp_sync")

    @api.depends(
        "erp_binding_ids.external_name",
        "erp_binding_ids.external_state",
        "erp_binding_ids.external_url",
    )
    def _compute_erp_order(self):
        for lead in self:
            binding = lead.erp_binding_ids[:1]
            lead.erp_order_name = binding.external_name
            lead.erp_order_state = binding.external_state
            lead.erp_order_url = binding.external_url

    @api.depends("erp_line_ids", "partner_id")
    def _compute_erp_lacks_customer(self):
        is_any = self.env["crm.erp.connection"]._is_any_there()
        for lead in self:
            lacks = is_any and lead.erp_line_ids and not lead.partner_id
            lead.erp_lacks_customer = bool(lacks)

    @api.depends(
        *("erp_message_ids.state", "erp_message_ids.error"),
        *("erp_lacks_customer", "won_status", "date_closed", "company_id"),
    )
    def _compute_erp_sync(self):
        for lead in self:
            message = lead.erp_message_ids.sorted("number")[-1:]
            state = "pending" if message.state == "sent" else message.state
            if message.operation == "withdraw" and state == "done":
                state = "cancelled" if not lead.erp_binding_ids else "done"
            lead.erp_sync_state = state
            lead.erp_error = message.error
            if lead._erp_is_held(message):
                lead.erp_sync_state = "held"
                lead.erp_error = self.env._(
                    "The order waits: nobody is chosen who buys. Choose the customer "
                    "of %(lead)s; it then goes to the ERP by itself.",
                    lead=lead.name,
                )

    def action_erp_refresh_stock(self):
        """Have the worker read the stock of these products; nobody waits for it."""
        self.check_access("read")
        self.env["crm.erp.connection"]._wake_stock()
        return True

    def action_erp_open_order(self):
        """Open the order in the ERP."""
        self.ensure_one()
        if not self.erp_order_url:
            raise UserError(
                self.env._(
                    "%(lead)s has no order in the ERP yet. Win it first.",
                    lead=self.name,
                )
            )
        return {"type": "ir.actions.act_url", "url": self.erp_order_url}

    def action_erp_replay(self):
        """Send the dead letters of this opportunity again."""
        self.check_access("write")
        dead = self.erp_message_ids.filtered(lambda message: message.state == "dead")
        dead.action_replay()

    @api.constrains("won_status", "partner_id")
    def _check_erp_events(self):
        """Runs on create, write and recompute: no door to Won goes around it."""
        self._erp_mark()

    def unlink(self):
        self._erp_write_events(gone=self)
        return super().unlink()

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        lines = opportunities.erp_line_ids
        if lines:
            lines.write({"lead_id": self.id})
        return result

    def _erp_mark(self):
        precommit = self.env.cr.precommit
        if MARKED not in precommit.data:
            precommit.data[MARKED] = set()
            precommit.add(self.browse()._erp_flush_marked)
        precommit.data[MARKED].update(self.ids)

    def _erp_flush_marked(self):
        ids = self.env.cr.precommit.data.pop(MARKED, set())
        self.env["crm.lead"].browse(sorted(ids))._erp_write_events()

    def _erp_write_events(self, gone=None):
        """Append what the ERP has to learn about these opportunities."""
        if not self.env["crm.erp.connection"]._is_any_there():
            return
        # sudo: whoever wins a deal sends it; the outbox is not theirs
        self = self.sudo().exists()
        Message = self.env["crm.erp.message"]
        last = Message._last_of(self)
        connections = self.env["crm.erp.connection"]._of_companies(
            self.company_id | self.env.company
        )
        if not last and not connections:
            return
        rows, payloads = [], {}
        for lead in self:
            message = last.get(lead.id, Message)
            connection = message.connection_id or connections.get(
                lead.company_id or self.env.company
            )
            is_sellable = not gone and lead._erp_is_sellable(connection)
            event = next_event(message.operation or None, is_sellable)
            if event == ORDER and not lead.partner_id:
                continue  # held: the ERP gets no customer that nobody chose
            if event:
                rows.append(lead._erp_event(connection, event, message))
            elif is_sellable and lead.partner_id:
                payloads[message.id] = lead._erp_payload()
        Message.browse(payloads)._refresh_payloads(payloads)
        if rows:
            Message.create(rows)
            self.env["crm.erp.connection"]._wake()

    def _erp_is_sellable(self, connection) -> bool:
        if not connection or self.won_status != "won" or not self.erp_line_ids:
            return False
        closed = self.date_closed
        return not closed or closed >= connection.date_start

    def _erp_is_held(self, last) -> bool:
        """Tell whether only the customer is missing for an order to be sent."""
        if not self.erp_lacks_customer or self.won_status != "won":
            return False
        company = self.company_id or self.env.company
        # sudo: who sells does not read connections; only whether the order would go.
        connections = self.env["crm.erp.connection"].sudo()._of_companies(company)
        sellable = self._erp_is_sellable(connections.get(company))
        return next_event(last.operation or None, sellable) == ORDER

    def _erp_event(self, connection, event: str, last) -> dict:
        return {
            "connection_id": connection.id,
            "lead_id": self.id,
            "model": self._name,
            "res_id": self.id,
            "number": (last.number or 0) + 1,
            "operation": event,
            "title": self.name,
            "idempotency_key": self._erp_key(),
            "payload": self._erp_payload() if event == ORDER else last.payload,
        }

    def _erp_tell(self, connection, text: str):
        """Give a person something to do, where everybody who follows it sees it."""
        for lead in self:
            lead.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("ERP order"),
                note=text,
                user_id=connection.user_id.id,
            )

    def _erp_key(self) -> str:
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        return order_key(uuid, self.id)

    def _erp_payload(self) -> dict:
        """Return the snapshot that travels; later edits do not change it."""
        order = Order(
            key=self._erp_key(),
            reference=f"lead_{self.id}",
            title=self.name,
            currency=self.company_currency.name,
            customer=self._erp_customer(),
            lines=tuple(
                Line(
                    code=line.product_id.default_code or "",
                    name=line.product_id.name,
                    quantity=line.quantity,
                    price=line.price_unit,
                )
                for line in self.erp_line_ids
            ),
        )
        return asdict(order)

    def _erp_customer(self) -> Customer:
        partner = self.partner_id.commercial_partner_id
        return Customer(
            reference=f"partner_{partner.id}",
            name=partner.name or self.partner_id.name or "",
            is_company=partner.is_company,
            email=partner.email or "",
            phone=partner.phone or "",
            vat=partner.vat or "",
            street=partner.street or "",
            street2=partner.street2 or "",
            city=partner.city or "",
            zip=partner.zip or "",
            country_code=partner.country_id.code or "",
        )
