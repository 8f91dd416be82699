import time

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request as http_request

from odoo.addons.base.models.res_users import check_identity

from ...listing import listed

FRESH = 10 * 60  # seconds, as long as Odoo trusts an entered password


class CrmApprovalRequestDemands(models.Model):
    """What a step demands before it can be approved: words, a file, the password.

    The password is looked up in the session of this very user, never in a context:
    callers choose their context.
    """

    _inherit = "crm.approval.request"

    @api.depends("state", "task_ids.state")
    @api.depends_context("uid")
    def _compute_needs_dialog(self):
        for request in self:
            steps = request._my_tasks().step_id
            request.attachment_required = any(steps.mapped("attachment_required"))
            request.identity_required = any(steps.mapped("identity_required"))
            request.needs_dialog = (
                request.comment_required or request.attachment_required
            )

    def _lacks_identity(self):
        """Tell whether the web client has to ask for the password first."""
        if not http_request or http_request.session.uid != self.env.uid:
            return False  # cannot be asked here: deciding is refused
        return any(self.mapped("identity_required")) and not self._is_identified()

    @api.model
    def _is_identified(self):
        """Tell whether the acting user entered the password moments ago."""
        if not http_request or http_request.session.uid != self.env.uid:
            return False
        last = http_request.session.get("identity-check-last", 0)
        return last > time.time() - FRESH

    @check_identity
    def _approve_identified(self, reason, attachment_ids):
        return self.action_approve(reason, attachment_ids)

    def _check_demands(self, steps, reason):
        """Refuse an approval that lacks what its step demands."""
        self.ensure_one()
        if any(steps.mapped("comment_required")):
            self._need_reason(reason)
        if any(steps.mapped("attachment_required")) and not self._my_attachments():
            raise UserError(
                self.env._(
                    "%(request)s cannot be approved without a file: attach it in the "
                    "dialog of the button Approve.",
                    request=self.display_name,
                )
            )
        if any(steps.mapped("identity_required")) and not self._is_identified():
            raise UserError(
                self.env._(
                    "%(request)s can only be approved after entering your password "
                    "again. Open the request in the web client and approve it there.",
                    request=self.display_name,
                )
            )

    def _attach(self, attachment_ids):
        """Keep copies of the files with the requests, where nobody can edit them."""
        attachments = self.env["ir.attachment"].browse(attachment_ids)
        if not attachments:
            return
        attachments.check_access("write")
        if self.env.user != attachments.create_uid:
            raise UserError(
                self.env._(
                    "Attach your own files: %(files)s were uploaded by somebody else.",
                    files=listed(self.env, attachments.mapped("name")),
                )
            )
        for request in self:
            request._take_turn()
            for attachment in attachments:
                attachment.sudo().copy(  # sudo: requests are written by nobody
                    {"res_model": self._name, "res_id": request.id}
                )

    def _my_attachments(self):
        """Return the files that the acting user attached for the open step."""
        self.ensure_one()
        rows = self.decision_ids.filtered(
            lambda row: row.verdict == "approve" and row.user_id == self.env.user
        )
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "=", self.id),
            ("create_uid", "=", self.env.uid),
        ]
        if rows:
            domain.append(("create_date", ">", rows[0].date))
        return self.env["ir.attachment"].sudo().search(domain)  # sudo: of one's own

    def _with_attachments(self, reason):
        """Add the names and checksums of the files to what goes on record."""
        files = [
            f"{file.name} (SHA-1 {file.checksum})" for file in self._my_attachments()
        ]
        if not files:
            return reason
        text = self.env._("Attached: %(files)s", files=listed(self.env, files))
        return f"{reason}\n{text}" if reason else text
