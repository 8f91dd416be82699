from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import file_open


class CrmCustomFieldPack(models.Model):
    """A ready profile for an industry, shipped as a configuration file.

    Switching it on the first time applies the file. From then on the set-up
    belongs to the company: switching off archives, switching on again brings
    back what was there, local changes included.
    """

    _name = "crm.custom.field.pack"
    _description = "Industry Pack"
    _order = "name, id"

    name = fields.Char(required=True, translate=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    summary = fields.Text(translate=True, readonly=True)
    is_on = fields.Boolean(string="Switched On", compute="_compute_is_on")

    _key_uniq = models.UniqueIndex("(key)", "There is one pack for each industry.")

    @api.depends("key")
    def _compute_is_on(self):
        profiles = self.env["crm.custom.field.profile"].search(
            [("key", "in", self.mapped("key"))]
        )
        on = set(profiles.mapped("key"))
        for pack in self:
            pack.is_on = pack.key in on

    def action_switch_on(self):
        """Bring the fields and rules of the pack, or bring them back."""
        self.ensure_one()
        profile = self._profile()
        if profile:
            own_fields, own_rules = self._own(profile)
            profile.action_unarchive()
            own_fields.action_unarchive()
            own_rules.action_unarchive()
        else:
            config = self.env["crm.custom.field.config"]
            config._apply(config._read(self._content()))
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_switch_off(self):
        """Hide the fields and rules that belong to this pack alone."""
        self.ensure_one()
        profile = self._profile()
        own_fields, own_rules = self._own(profile)
        own_fields.action_archive()
        own_rules.action_archive()
        profile.action_archive()
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_compare(self):
        """Show how the set-up differs from the pack as shipped."""
        self.ensure_one()
        transfer = self.env["crm.custom.field.transfer"]._from_text(
            f"{self.key}.json", self._content()
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": transfer._name,
            "res_id": transfer.id,
            "view_mode": "form",
            "target": "new",
        }

    def _profile(self):
        profiles = self.env["crm.custom.field.profile"].with_context(active_test=False)
        return profiles.search([("key", "=", self.key)])

    def _own(self, profile):
        """Return the fields and rules that no other profile uses."""
        found = []
        for model in ("crm.custom.field", "crm.custom.field.rule"):
            records = self.env[model].with_context(active_test=False)
            used = records.search([("profile_ids", "in", profile.ids)])
            found.append(used.filtered(lambda record: record.profile_ids == profile))
        return found

    def _content(self):
        """Return the file of the pack; its name is fixed by the shipped record."""
        if not self.key.isidentifier():
            raise UserError(self.env._("There is no file for the pack %s.", self.name))
        with file_open(f"crm_custom_fields/data/packs/{self.key}.json") as source:
            return source.read()
