from odoo import api, models

DOTS = "\N{BULLET}" * 4
SLOTS = ("address", "signing", "app_secret", "callback_token", "callback_key")


class CrmApprovalOaChannelSecret(models.Model):
    """What a channel keeps to itself: written by administrators, read by nobody.

    The columns are closed to every group; the fields of the form show dots and the
    last letters, however they are read: form, list, export, RPC, JSON-2.
    """

    _inherit = "crm.approval.oa.channel"

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
                channel.sudo()[f"{slot}_secret"] = entered or False
                channel._mended()

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
