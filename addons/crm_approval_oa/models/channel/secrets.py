from odoo import api, fields, models
from odoo.fields import NO_ACCESS

DOTS = "\N{BULLET}" * 4
SLOTS = ("address", "signing", "app_secret", "callback_token", "callback_key")


class CrmApprovalOaChannelSecret(models.AbstractModel):
    """What a channel keeps to itself: written by administrators, read by nobody.

    The columns are closed to every group; the fields of the form show dots and the
    last letters, however they are read: form, list, export, RPC, JSON-2.
    """

    _name = "crm.approval.oa.channel.secret"
    _description = "Secrets of Approval Channels"

    address_secret = fields.Char("Kept Address", groups=NO_ACCESS, copy=False)
    signing_secret = fields.Char("Kept Signing Secret", groups=NO_ACCESS, copy=False)
    app_secret_secret = fields.Char("Kept App Secret", groups=NO_ACCESS, copy=False)
    callback_token_secret = fields.Char(
        "Kept Callback Token", groups=NO_ACCESS, copy=False
    )
    callback_key_secret = fields.Char(
        "Kept Encryption Key", groups=NO_ACCESS, copy=False
    )
    access_token = fields.Char(groups=NO_ACCESS, copy=False)
    access_token_until = fields.Datetime(groups=NO_ACCESS, copy=False)

    address = fields.Char(
        "Webhook Address",
        compute="_compute_secrets",
        inverse="_inverse_address",
        groups="base.group_system",
    )
    signing = fields.Char(
        "Signing Secret",
        compute="_compute_secrets",
        inverse="_inverse_signing",
        groups="base.group_system",
    )
    app_secret = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_app_secret",
        groups="base.group_system",
    )
    callback_token = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_callback_token",
        groups="base.group_system",
    )
    callback_key = fields.Char(
        "Encryption Key",
        compute="_compute_secrets",
        inverse="_inverse_callback_key",
        groups="base.group_system",
    )

    @api.depends(*[f"{slot}_secret" for slot in SLOTS])
    def _compute_secrets(self):
        for channel in self:
            secrets = channel.sudo()  # sudo: only dots leave this method
            for slot in SLOTS:
                channel[slot] = _masked(secrets[f"{slot}_secret"])

    def _inverse_address(self):
        self._keep("address")

    def _inverse_signing(self):
        self._keep("signing")

    def _inverse_app_secret(self):
        self._keep("app_secret")

    def _inverse_callback_token(self):
        self._keep("callback_token")

    def _inverse_callback_key(self):
        self._keep("callback_key")

    def _keep(self, slot):
        """Keep what was entered, unless it is only what the form showed."""
        for channel in self:
            entered = (channel[slot] or "").strip()
            if not entered.startswith(DOTS):
                # sudo: the column is closed; whoever writes the field may write it
                channel.sudo()[f"{slot}_secret"] = entered or False  # sudo: see above
                channel._mended()

    def write(self, vals):
        result = super().write(vals)
        if {"tenant", "app", "base_url", "active", "kind"} & set(vals):
            self._mended()
        return result

    def _mended(self, keep_token=False):
        """The channel is reached in another way, or works: forget what was wrong."""
        values = {"problem_code": False, "problem_facts": False, "blocked_until": False}
        if not keep_token:
            values["access_token"] = False
        self.sudo().write(values)  # sudo: state of the worker, not of the user
        self._wake()


def _masked(secret):
    """Return dots, and the last letters of a secret that is long enough for it."""
    if not secret:
        return False
    return DOTS + (secret[-4:] if len(secret) >= 20 else "")
