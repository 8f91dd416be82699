from odoo import fields, models


class CrmApprovalStep(models.Model):
    """One step of a chain: who is asked, and how many of them must agree."""

    _name = "crm.approval.step"
    _description = "Approval Step"
    _order = "sequence, id"

    chain_id = fields.Many2one(
        "crm.approval.chain", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    mode = fields.Selection(
        [("any", "Any one of them"), ("all", "All of them")],
        required=True,
        default="any",
        string="Who Must Agree",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Approvers",
        domain=[("share", "=", False)],
    )

    def _prepare_definition(self):
        """Return the step as it is frozen into a published version."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "mode": self.mode,
            "user_ids": self.user_ids.ids,
        }
