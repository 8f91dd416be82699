from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .channel.crm_approval_oa_channel import VENDORS


class CrmApprovalOaAddress(models.Model):
    """As whom a vendor knows one of our users.

    A click is taken as that user's, so nobody but administrators writes here, and
    an ID belongs to one person.
    """

    _name = "crm.approval.oa.address"
    _description = "Chat ID of a User"
    _order = "user_id, vendor, id"
    _rec_name = "external"

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    vendor = fields.Selection(VENDORS, required=True, default="dingtalk")
    channel_id = fields.Many2one(
        "crm.approval.oa.channel",
        index="btree_not_null",
        ondelete="cascade",
        help="Only needed when the company has several apps of one vendor: the ID "
        "then belongs to this one.",
    )
    external = fields.Char(
        "Chat ID",
        required=True,
        help="DingTalk and WeCom: the user ID. Feishu: the Open ID, or the e-mail "
        "address for messages without buttons.",
    )

    _external_uniq = models.UniqueIndex(
        "(vendor, COALESCE(channel_id, 0), external)",
        "This ID already belongs to another user. One ID is one person.",
    )
    _user_uniq = models.UniqueIndex(
        "(user_id, vendor, COALESCE(channel_id, 0))",
        "This user already has an ID there. Change that one.",
    )

    @api.constrains("external")
    def _check_external(self):
        for address in self:
            allowed = address.external.replace("@", "").replace(".", "")
            allowed = allowed.replace("-", "").replace("_", "").replace("$", "")
            if not (allowed.isascii() and allowed.isalnum()) or (
                address.external.lower() in ("all", "@all")
            ):
                raise ValidationError(
                    self.env._(
                        "%(id)s cannot be the ID of %(user)s: an ID has letters, "
                        "digits and @ . - _ only. Copy it from the vendor's address "
                        "book.",
                        id=address.external,
                        user=address.user_id.name,
                    )
                )
