from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import delegation as engine


class CrmApprovalDelegation(models.Model):
    """Somebody decides in the place of somebody else, from a day to a day."""

    _name = "crm.approval.delegation"
    _description = "Approval Delegation"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Who Is Away",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    substitute_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    date_from = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Last Day", required=True)
    chain_ids = fields.Many2many(
        "crm.approval.chain", string="Only For", help="Empty: every chain."
    )
    max_amount = fields.Float(
        string="Up To Amount",
        help="In the currency of the opportunity. Zero: every amount.",
    )
    reason = fields.Char()

    @api.constrains("user_id", "substitute_id", "date_from", "date_to")
    def _check_sense(self):
        for delegation in self:
            backwards = delegation.date_to < delegation.date_from
            if backwards or delegation.user_id == delegation.substitute_id:
                raise ValidationError(
                    self.env._(
                        "The delegation of %(user)s needs another person as "
                        "substitute, and a last day that is not before the first.",
                        user=delegation.user_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._hand_over()
        return delegations

    def write(self, vals):
        result = super().write(vals)
        self._hand_over()
        return result

    def _hand_over(self):
        """Give what waits for these people to their substitutes."""
        # sudo: waiting tasks belong to requests of anyone; whose they are is checked.
        tasks = self.env["crm.approval.task"].sudo()
        tasks.search(
            [("user_id", "in", self.user_id.ids), ("state", "=", "todo")]
        )._substitute()

    @api.model
    def _today(self):
        """Return the delegations of today by person who is away."""
        today = fields.Date.today()
        rows = self.sudo().search(  # sudo: delegations of others
            [("date_from", "<=", today), ("date_to", ">=", today)]
        )
        return rows.grouped("user_id")

    @api.model
    def _away(self):
        """Return everyone who may need somebody to stand in for them now."""
        users = self.env["res.users"].sudo()  # sudo: absence of people one cannot read
        users = users.with_context(active_test=False)  # archived people count too
        absent = users.search(users._approval_away_domain())
        tasks = self.env["crm.approval.task"].sudo()  # sudo: tasks of others
        gone = tasks.search([("state", "=", "todo"), ("user_id.active", "=", False)])
        return absent | gone.user_id | users.union(*self._today())

    @api.model
    def _stand_in_for(self, user, request, today):
        """Return who decides this request for ``user`` today (often the user)."""
        users = self.env["res.users"].sudo()  # sudo: people one cannot read
        found = engine.substitute(
            user.id, lambda person: self._next(users.browse(person), request, today)
        )
        return users.browse(found)

    def _next(self, user, request, today):
        for row in today.get(user, ()):
            in_scope = not row.chain_ids or request.chain_id in row.chain_ids
            small = not row.max_amount or request.amount <= row.max_amount
            if in_scope and small and row.substitute_id.active:
                return row.substitute_id.id
        if user.active and not user._approval_away():
            return None
        return user._approval_manager(1).id or None
