from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import differ


class CrmApprovalMigrate(models.TransientModel):
    """Move requests in flight to the published version, after a look at both."""

    _name = "crm.approval.migrate"
    _description = "Move Requests to the Published Version"

    chain_id = fields.Many2one("crm.approval.chain", required=True, ondelete="cascade")
    request_ids = fields.Many2many(
        "crm.approval.request",
        string="Requests",
        compute="_compute_request_ids",
        store=True,
        readonly=False,
        domain="[('chain_id', '=', chain_id), ('state', '=', 'pending')]",
    )
    diff_html = fields.Html(string="What Changes", compute="_compute_diff_html")
    preview_html = fields.Html(
        string="What Would Happen", compute="_compute_preview_html"
    )

    @api.depends("chain_id")
    def _compute_request_ids(self):
        for move in self:
            move.request_ids = self.env["crm.approval.request"].search(
                [
                    ("chain_id", "=", move.chain_id.id),
                    ("state", "=", "pending"),
                    ("version_id", "!=", move.chain_id.version_id.id),
                ]
            )

    @api.depends("request_ids")
    @api.depends_context("lang")
    def _compute_diff_html(self):
        for move in self:
            new = move.chain_id.version_id
            parts = [
                move._diff(old, new)
                for old in move.request_ids.version_id.sorted("number") - new
            ]
            move.diff_html = Markup().join(parts) or False

    def _diff(self, old, new):
        head = self.env._(
            "Version %(old)s → version %(new)s", old=old.number, new=new.number
        )
        rows = differ.differences(old._in_words(), new._in_words())
        titles = ("", self.env._("Until now"), self.env._("From now on"))
        return Markup("<h4>%s</h4>%s") % (head, self._rows(titles, rows))

    @api.depends("request_ids")
    @api.depends_context("lang")
    def _compute_preview_html(self):
        for move in self:
            rows = [row for request in move.request_ids for row in move._lines(request)]
            titles = (
                self.env._("Request"),
                self.env._("Step"),
                self.env._("Is asked"),
                self.env._("Approval that still counts"),
            )
            move.preview_html = move._rows(titles, rows) if rows else False

    def _lines(self, request):
        try:
            rows = request._move_preview()
        except UserError as error:
            return [(request.name, "", str(error), "")]
        if not rows:
            return [(request.name, "", request._stays_message(), "")]
        names = [request.name] + [""] * (len(rows) - 1)
        return [(name, *row) for name, row in zip(names, rows, strict=True)]

    def _rows(self, titles, rows):
        def line(tag, cells):
            one = Markup("<{0}>%s</{0}>").format(tag)
            return Markup("<tr>%s</tr>") % Markup().join(one % cell for cell in cells)

        body = Markup().join(line("td", row) for row in rows)
        return Markup('<table class="table table-sm">%s%s</table>') % (
            line("th", titles),
            body,
        )

    def action_move(self):
        """Move them one by one; each that stays is told, and why."""
        self.ensure_one()
        self.check_access("write")
        failed = []
        for request in self.request_ids:
            try:
                with self.env.cr.savepoint():
                    request._move()
            except UserError as error:
                failed.append(str(error))
        done = len(self.request_ids) - len(failed)
        result = self.request_ids._bulk_result(done, failed)
        moved = self.env._("%(count)s moved.", count=done)
        result["params"]["message"] = "\n".join([moved, *failed])
        result["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return result
