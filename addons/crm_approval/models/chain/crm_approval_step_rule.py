from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import expression
from . import author

KINDS = [
    ("user", "A person"),
    ("group", "Everyone of a group"),
    ("leader", "Leader of the sales team"),
    ("manager", "Manager of the requester"),
    ("limit", "Managers up to an approval limit"),
    ("above", "Manager of who approved before"),
    ("field", "A person on the record"),
]


class CrmApprovalStepRule(models.Model):
    """How approvers of a step are found when somebody asks."""

    _name = "crm.approval.step.rule"
    _description = "Approver Rule"
    _order = "sequence, id"

    step_id = fields.Many2one(
        "crm.approval.step", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="user")
    user_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    group_id = fields.Many2one("res.groups")
    levels = fields.Integer(
        default=1, help="1: the manager, 2: the manager of the manager, and so on."
    )
    is_whole_path = fields.Boolean(
        string="Everyone on the Way",
        help="Ask each manager up to the one whose limit covers the amount, not only "
        "that one.",
    )
    path = fields.Char(
        string="Field",
        help="Leads from the record to a user, for example team_id.user_id.",
    )
    only_if = fields.Char(
        help="A formula over fields of the opportunity, as it would be after the "
        "change: expected_revenue > 100000. Empty: always.",
    )
    weight = fields.Integer(default=1)

    @api.constrains("kind", "user_id", "group_id", "path", "levels")
    def _check_complete(self):
        for rule in self:
            complete = {
                "user": bool(rule.user_id),
                "group": bool(rule.group_id),
                "manager": rule.levels > 0,
                "field": rule._path_leads_to_users(),
            }.get(rule.kind, True)
            if not complete:
                raise ValidationError(
                    self.env._(
                        "Step %(step)s does not say whom to ask: choose the person, "
                        "the group, or a field that leads to a user.",
                        step=rule.step_id.name,
                    )
                )
            if rule.kind == "field":
                author.refuse_closed(rule.step_id.chain_id, paths=[rule.path])

    @api.constrains("only_if")
    def _check_only_if(self):
        conditions = self.env["crm.approval.condition"]
        for rule in self.filtered("only_if"):
            conditions._check_expression(rule.only_if, rule.step_id.chain_id)
            author.refuse_closed(rule.step_id.chain_id, paths=rule._read_paths())

    def _read_paths(self):
        """Return the fields that this rule reads, as paths from the record."""
        self.ensure_one()
        path = {self.path} if self.kind == "field" else set()
        return path | (expression.names(self.only_if) if self.only_if else set())

    def _path_leads_to_users(self):
        model = self.env[self.step_id.chain_id.res_model or "crm.lead"]
        for name in (self.path or "").split("."):
            field = model._fields.get(name)
            if not field or not field.relational:
                return False
            model = self.env[field.comodel_name]
        return model._name == "res.users"

    def _prepare_definition(self):
        """Return the rule as it is frozen into a published version."""
        self.ensure_one()
        return {
            "kind": self.kind,
            "user_id": self.user_id.id,
            "group_id": self.group_id.id,
            "levels": self.levels,
            "path": self.path,
            "whole": self.is_whole_path,
            "only_if": self.only_if,
            "step": self.step_id.id,
            "weight": self.weight,
        }
