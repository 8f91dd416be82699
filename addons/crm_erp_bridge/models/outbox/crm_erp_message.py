from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.lane import ORDER, WITHDRAW
from ...messages import say

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
    _record_idx = models.Index("(model, res_id)")
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
        # sudo: the outbox is written by the bridge only; the right was checked
        dead.sudo()._replay()

    def _replay(self):
        for message in self:
            vals = {
                "state": "pending",
                "tries": 0,
                "next_try": fields.Datetime.now(),
                "error_code": False,
                "error_facts": False,
            }
            lead = message.lead_id
            if message.operation == ORDER and lead.erp_line_ids and lead.partner_id:
                vals["payload"] = lead._erp_payload()
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
