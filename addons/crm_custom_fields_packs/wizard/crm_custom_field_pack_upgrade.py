from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_custom_fields.configuration import words

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
            version, _content = wizard._target()
            wizard.preview = wizard._as_table(*wizard._told())
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

    def _told(self):
        """Return the steps, and what the entries that they name are called."""
        _version, content = self._target()
        _merged, steps = self.pack_id._merged(content)
        return steps, self._names(content)

    def _names(self, content):
        """Return what the entries are called: here, or else in the files."""
        config, pack = self.env["crm.custom.field.config"], self.pack_id
        shipped = [pack._read_pack(pack.installed_content or content)]
        shipped.append(pack._read_pack(content))
        return words.names_of(self.env, *shipped, config._document())

    def _as_table(self, steps, names):
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
            self._part(title, [step for step in steps if step.state == state], names)
            for state, title in titles.items()
        ]
        return Markup().join(parts)

    def _part(self, title, steps, names):
        if not steps:
            return Markup()
        rows = Markup().join(self._row(step, names) for step in steps[:MAX_SHOWN])
        more = len(steps) - MAX_SHOWN
        rest = self.env._("… and %(count)s more.", count=more) if more > 0 else ""
        return Markup(
            "<h5>%s</h5><table class='table table-sm'><tbody>%s</tbody></table>%s"
        ) % (title, rows, rest)

    def _row(self, step, names):
        return Markup("<tr><td>%s</td><td>%s</td></tr>") % (
            words.entry_words(self.env, step.section, step.key, names),
            self._what(step),
        )

    def _what(self, step):
        """Say what differs: the text before, in the pack, and here."""
        if not step.path:
            return ""
        old, new, local = (
            words.value_words(self.env, step.section, step.path, value)
            for value in (step.old, step.new, step.local)
        )
        label = words.path_words(self.env, step.section, step.path)
        shipped = Markup("<del>%s</del> → <b>%s</b>") % (old, new)
        if step.state == "changed":
            return Markup("%s: %s") % (label, shipped)
        here = self.env._("here: %(value)s", value=local)
        if step.state == "local":
            return Markup("%s: <i>%s</i>") % (label, here)
        return Markup("%s: %s <i>%s</i>") % (label, shipped, here)
