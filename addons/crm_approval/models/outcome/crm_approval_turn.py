from odoo import fields, models


class CrmApprovalTurn(models.Model):
    """Who was given something last, for outcome actions that take turns."""

    _name = "crm.approval.turn"
    _description = "Turn of an Outcome Action"
    _rec_name = "chain_id"

    chain_id = fields.Many2one(
        "crm.approval.chain", required=True, index=True, ondelete="cascade"
    )
    outcome = fields.Integer(required=True)
    last_user_id = fields.Many2one("res.users", ondelete="set null")

    _chain_outcome_uniq = models.UniqueIndex("(chain_id, outcome)")
