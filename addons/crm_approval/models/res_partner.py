from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Without a domain: on a link that users inherit, it would make every new user
    # search all contacts, in the middle of its creation. The form has the domain.
    approval_conflict_user_ids = fields.Many2many(
        "res.users",
        "res_partner_approval_conflict_rel",
        "partner_id",
        "user_id",
        string="May Not Approve",
        groups="sales_team.group_sale_manager",
        help="People with a conflict of interest: chains that look at conflicts with "
        "the customer never ask them about this customer.",
    )
