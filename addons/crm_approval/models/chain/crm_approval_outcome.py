from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from . import typed_values

SETTABLE = (
    *("char", "text", "selection", "many2one", "boolean"),
    *("integer", "float", "monetary", "date"),
)


class CrmApprovalOutcome(models.Model):
    """What happens by itself after an answer; frozen into the published version."""

    _name = "crm.approval.outcome"
    _description = "Outcome Action"
    _order = "sequence, id"

    chain_id = fields.Many2one(
        "crm.approval.chain", required=True, index=True, ondelete="cascade"
    )
    res_model = fields.Selection(related="chain_id.res_model")
    sequence = fields.Integer(default=10)
    event = fields.Selection(
        [
            ("approved", "Approved and applied"),
            ("rejected", "Rejected"),
            ("expired", "Rejected because time was up"),
        ],
        string="After",
        required=True,
        default="approved",
    )
    kind = fields.Selection(
        [
            ("set", "Set a field"),
            ("assign", "Assign a salesperson"),
            ("activity", "Plan an activity"),
            ("server", "Run a server action"),
        ],
        string="What Happens",
        required=True,
        default="set",
    )
    field_name = fields.Selection(selection="_selection_field_name", string="Field")
    value = fields.Char(
        help="A link is written as the name of the record, a checkbox as 1 or 0, a "
        "date as 2026-12-31. Empty: the field is emptied.",
    )
    method = fields.Selection(
        [
            ("turn", "In turn"),
            ("load", "Fewest open opportunities"),
            ("skill", "Most tags in common, then fewest open opportunities"),
        ],
        string="To Whom",
        default="turn",
    )
    team_id = fields.Many2one("crm.team")
    user_ids = fields.Many2many(
        "res.users", string="Among", domain=[("share", "=", False)]
    )
    activity_type_id = fields.Many2one("mail.activity.type", ondelete="restrict")
    summary = fields.Char()
    days = fields.Integer(string="Due in Days")
    responsible = fields.Selection(
        [
            ("requester", "Whoever asked"),
            ("owner", "The salesperson"),
            ("user", "A person"),
        ],
        default="requester",
    )
    user_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    server_action_id = fields.Many2one(
        "ir.actions.server",
        domain="[('model_id.model', '=', res_model)]",
        ondelete="restrict",
        help="Runs with the rights of who published the chain: a system administrator.",
    )
    words = fields.Char(compute="_compute_words", string="In Words")

    @api.depends(
        *("kind", "field_name", "value", "method", "team_id", "user_ids"),
        *("activity_type_id", "summary", "server_action_id"),
    )
    @api.depends_context("lang")
    def _compute_words(self):
        labels = self.env["ir.model.fields"].get_field_string("crm.lead")
        for outcome in self:
            outcome.words = outcome._say(labels)

    def _say(self, labels):
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        methods = dict(self._fields["method"]._description_selection(self.env))
        detail = {
            "set": f"{labels.get(self.field_name, '')} = {self.value or ''}",
            "assign": methods.get(self.method),
            "activity": self.summary or self.activity_type_id.name,
            # sudo: the name only; who may read the action itself is another question
            "server": self.sudo().server_action_id.name,
        }.get(self.kind)
        return f"{kinds[self.kind]}: {detail}" if detail else kinds[self.kind]

    @api.model
    def _selection_field_name(self):
        """Offer what can be written; definitions of fields are not for everyone."""
        labels = self.env["ir.model.fields"].get_field_string("crm.lead")
        found = [
            (name, labels.get(name) or name)
            for name, field in self.env["crm.lead"]._fields.items()
            if _is_settable(field) and name not in models.MAGIC_COLUMNS
        ]
        return sorted(found, key=lambda option: option[1])

    def _model(self):
        self.ensure_one()
        return self.env[self.chain_id.res_model or "crm.lead"]

    @api.model_create_multi
    def create(self, vals_list):
        outcomes = super().create(vals_list)
        outcomes._check_server_right()
        return outcomes

    def write(self, vals):
        self._check_server_right()
        result = super().write(vals)
        self._check_server_right()
        return result

    def unlink(self):
        self._check_server_right()
        return super().unlink()

    def _check_server_right(self):
        """Leave server actions to system administrators: they run code."""
        servers = self.filtered(lambda outcome: outcome.kind == "server")
        if servers and not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._(
                    "%(chain)s runs a server action: only a system administrator may "
                    "add, change or publish that. Ask one.",
                    chain=servers[0].chain_id.name,
                )
            )

    @api.constrains(
        *("kind", "field_name", "value", "team_id", "user_ids"),
        *("activity_type_id", "server_action_id", "responsible", "user_id"),
    )
    def _check_complete(self):
        for outcome in self:
            if not outcome._is_complete():
                raise ValidationError(
                    self.env._(
                        "An outcome action of approval chain %(chain)s is not complete "
                        "(%(words)s). Fill what it needs, or remove the line.",
                        chain=outcome.chain_id.name,
                        words=outcome.words,
                    )
                )
            if outcome.kind == "set":
                outcome._parse_value()

    def _is_complete(self):
        self.ensure_one()
        return {
            "set": self.field_name in self._model()._fields,
            "assign": bool(self.team_id or self.user_ids),
            "activity": bool(self.activity_type_id)
            and (self.responsible != "user" or bool(self.user_id)),
            # sudo: only that there is one
            "server": bool(self.sudo().server_action_id),
        }.get(self.kind, True)

    def _parse_value(self):
        """Return the value as it is written, or say why it cannot be read."""
        self.ensure_one()
        return typed_values.read(self.chain_id, self.field_name, self.value)

    def _prepare_definition(self):
        """Return the action as it is frozen into a published version."""
        self.ensure_one()
        definition = {"id": self.id, "event": self.event, "kind": self.kind}
        if self.kind == "set":
            value = self._parse_value()
            return {**definition, "field": self.field_name, "value": value}
        if self.kind == "assign":
            return {
                **definition,
                "method": self.method,
                "team_id": self.team_id.id,
                "user_ids": sorted(self.user_ids.ids),
            }
        if self.kind == "activity":
            return {
                **definition,
                "type_id": self.activity_type_id.id,
                "summary": self.summary,
                "days": self.days,
                "responsible": self.responsible,
                "user_id": self.user_id.id,
            }
        if self.kind == "server":
            # sudo: the id only; it runs with the rights of who publishes
            action = self.sudo().server_action_id
            return {**definition, "action_id": action.id}
        return definition


def _is_settable(field):
    writable = not field.compute or not field.readonly
    return field.store and field.type in SETTABLE and writable and not field.groups
