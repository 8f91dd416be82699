from odoo import fields, models

from ..engine import spec as engine


class CrmApprovalVersion(models.Model):
    """A chain as it was published: frozen. Requests in flight keep theirs."""

    _name = "crm.approval.version"
    _description = "Published Approval Chain"
    _inherit = ["crm.approval.append.only", "crm.approval.version.words"]
    _log_access = False
    _order = "chain_id, number desc"
    _rec_name = "number"

    chain_id = fields.Many2one(
        "crm.approval.chain", required=True, index=True, ondelete="restrict"
    )
    number = fields.Integer(required=True)
    definition = fields.Json(required=True)
    fingerprint = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users", string="Published By", required=True, ondelete="restrict"
    )
    date = fields.Datetime(
        string="Published On", required=True, default=fields.Datetime.now
    )

    _chain_number_uniq = models.UniqueIndex(
        "(chain_id, number)", "This version of the chain is already published."
    )

    def _spec(self):
        self.ensure_one()
        published_on = fields.Datetime.to_string(self.date)
        return engine.from_definition(
            self.chain_id.id, self.id, self.definition, published_on
        )

    def _rights(self):
        """Return what the steps of these versions say of fields."""
        steps = [step for version in self for step in version.definition["steps"]]
        return [step["rights"] for step in steps if step.get("rights")]
