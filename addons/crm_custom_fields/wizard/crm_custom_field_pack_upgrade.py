import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

MAX_SHOWN = 300


class CrmCustomFieldPackUpgrade(models.TransientModel):
    """Shows what another version of a pack changes and what stays, then takes it."""

    _name = "crm.custom.field.pack.upgrade"
    _description = "Industry Pack Upgrade"

    pack_id = fields.Many2one("crm.custom.field.pack", required=True, readonly=True)
    is_roll_back = fields.Boolean(readonly=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    can_apply = fields.Boolean(compute="_compute_preview")

    @api.depends("pack_id", "is_roll_back")
    def _compute_preview(self):
        for wizard in self:
            version, content = wizard._target()
            _merged, steps = wizard.pack_id._merged(content)
            wizard.preview = wizard._as_table(steps)
            wizard.can_apply = version != wizard.pack_id.installed_version

    def action_apply(self):
        """Take the other version as a whole, after keeping the present set-up."""
        self.ensure_one()
        version, content = self._target()
        self.pack_id._take(version, content)
        return {"type": "ir.actions.client", "tag": "reload"}

    def _target(self):
        """Return the version to go to and its file."""
        pack = self.pack_id
        if not self.is_roll_back:
            return pack.version, pack._content()
        if not pack.previous_content:
            raise UserError(
                self.env._(
                    "%(pack)s was never upgraded here, so there is no version to go "
                    "back to.",
                    pack=pack.name,
                )
            )
        return pack.previous_version, pack.previous_content

    def _as_table(self, steps):
        if not steps:
            return Markup("<p>%s</p>") % self.env._(
                "The set-up is as the pack was shipped."
            )
        titles = {
            "added": self.env._("Added"),
            "changed": self.env._("Changed"),
            "removed": self.env._("Removed (archived, values stay)"),
            "kept": self.env._("Changed here and in the pack: yours stays"),
            "local": self.env._("Changed here: stays"),
        }
        parts = [
            self._part(title, [step for step in steps if step.state == state])
            for state, title in titles.items()
        ]
        return Markup().join(parts)

    def _part(self, title, steps):
        if not steps:
            return Markup()
        rows = Markup().join(self._row(step) for step in steps[:MAX_SHOWN])
        more = len(steps) - MAX_SHOWN
        rest = self.env._("… and %(count)s more.", count=more) if more > 0 else ""
        return Markup(
            "<h5>%s</h5><table class='table table-sm'><tbody>%s</tbody></table>%s"
        ) % (title, rows, rest)

    def _row(self, step):
        return Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>") % (
            step.key,
            step.path,
            self._what(step),
        )

    def _what(self, step):
        """Say the text before, the text in the pack, and the text here."""
        if not step.path:
            entry = step.new or step.old or {}
            return entry.get("name", {}).get("en_US", "")
        shipped = Markup("<del>%s</del> → <b>%s</b>") % (
            _short(step.old),
            _short(step.new),
        )
        if step.state == "changed":
            return shipped
        here = self.env._("here: %(value)s", value=_short(step.local))
        return Markup("%s <i>%s</i>") % (shipped if step.state == "kept" else "", here)


def _short(value):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "" if value is None else text[:120]
