from odoo import fields, models

from .rule.live import compute_matching


class ResPartner(models.Model):
    """Contacts tell a form which conditions hold, as leads do."""

    _inherit = "res.partner"

    crm_rule_matching = fields.Json(
        string="Rules Whose Condition Holds", compute=compute_matching
    )
