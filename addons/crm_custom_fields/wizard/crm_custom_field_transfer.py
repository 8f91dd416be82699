import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.config import config_file, differences
from ..models.config import words

MAX_SHOWN = 200


class CrmCustomFieldTransfer(models.TransientModel):
    """Takes the set-up out as a file, and shows what another file would change."""

    _name = "crm.custom.field.transfer"
    _description = "Custom Field Configuration File"

    export_file = fields.Binary(compute="_compute_export_file")
    export_name = fields.Char(compute="_compute_export_file")
    import_file = fields.Binary(string="File")
    import_name = fields.Char()
    is_complete = fields.Boolean(
        string="Archive What the File Lacks",
        help="Otherwise what the file does not mention stays as it is.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    has_changes = fields.Boolean(compute="_compute_preview")

    @api.depends_context("uid")
    def _compute_export_file(self):
        content = config_file.dump(self.env["crm.custom.field.config"]._document())
        for transfer in self:
            transfer.export_file = base64.b64encode(content.encode())
            transfer.export_name = "crm_custom_fields.json"

    @api.depends("import_file", "is_complete")
    def _compute_preview(self):
        config = self.env["crm.custom.field.config"]
        for transfer in self:
            if not transfer.import_file:
                transfer.has_changes = transfer.preview = False
                continue
            present, document = config._document(), config._read(transfer._text())
            changes = config_file.diff(present, document, complete=transfer.is_complete)
            names = words.names_of(self.env, document, present)
            transfer.has_changes = bool(changes)
            transfer.preview = self._as_table(changes, names)

    def action_take_out(self):
        """Download the present set-up; the button saves the dialog first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/export_file"
            f"/{self.export_name}?download=true",
            "target": "download",
        }

    def action_apply(self):
        """Apply the file as a whole, after keeping the present set-up."""
        self.ensure_one()
        if not self.import_file:
            raise UserError(self.env._("Choose a file first."))
        config = self.env["crm.custom.field.config"]
        document = config._read(self._text())
        versions = self.env["crm.custom.field.version"]
        versions._keep(self.env._("Before %(file)s", file=self.import_name or "import"))
        config._apply(document, complete=self.is_complete)
        versions._keep(self.env._("After %(file)s", file=self.import_name or "import"))
        return {"type": "ir.actions.client", "tag": "reload"}

    def _text(self):
        """Return the chosen file as text; the client sends its size otherwise."""
        data = self.with_context(bin_size=False).import_file
        try:
            return base64.b64decode(data).decode()
        except (UnicodeDecodeError, ValueError) as error:
            raise UserError(
                self.env._("This file cannot be imported: it is no text.")
            ) from error

    @api.model
    def _as_table(self, changes, names):
        if not changes:
            return Markup("<p>%s</p>") % self.env._("The file changes nothing.")
        rows = Markup().join(self._row(change, names) for change in changes[:MAX_SHOWN])
        more = len(changes) - MAX_SHOWN
        rest = self.env._("… and %(count)s more.", count=more) if more > 0 else ""
        return Markup(
            "<table class='table table-sm'><tbody>%s</tbody></table><p>%s</p>"
        ) % (rows, rest)

    @api.model
    def _row(self, change, names):
        if change.name:
            what = self._what(change)
        elif change.new is None:
            what = self.env._("archived")
        else:
            what = self.env._("new")
        return Markup("<tr><td>%s</td><td>%s</td></tr>") % (
            words.entry_words(self.env, change.section, change.key, names),
            what,
        )

    @api.model
    def _what(self, change):
        """Say what was there and what comes, one line for each language."""
        parts = differences.parts(change.name, change.old, change.new)
        return Markup().join(
            Markup("<div>%s: <del>%s</del> → <b>%s</b></div>")
            % (
                words.path_words(self.env, change.section, path),
                words.value_words(self.env, change.section, path, old),
                words.value_words(self.env, change.section, path, new),
            )
            for path, old, new in parts
        )
