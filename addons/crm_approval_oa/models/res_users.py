from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    oa_address_ids = fields.One2many(
        "crm.approval.oa.address",
        "user_id",
        string="Chat IDs",
        groups="base.group_system",
        help="As whom DingTalk, WeCom and Feishu know this person. A click there is "
        "taken as theirs.",
    )
