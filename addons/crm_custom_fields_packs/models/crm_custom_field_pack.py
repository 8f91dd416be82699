import json

from odoo import Command, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import file_open

from odoo.addons.crm_custom_fields.configuration import PLAIN, SECTIONS, keys, merge

from ..engine import pack_file


class CrmCustomFieldPack(models.Model):
    """A ready profile for an industry, shipped as a configuration file.

    Switching it on the first time applies the file. From then on the set-up
    belongs to the company: switching off archives, switching on again brings
    back what was there, local changes included. A newer file is merged in.
    """

    _name = "crm.custom.field.pack"
    _description = "Industry Pack"
    _order = "name, id"

    name = fields.Char(required=True, translate=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    summary = fields.Text(translate=True, readonly=True)
    is_on = fields.Boolean(string="Switched On", compute="_compute_is_on")
    version = fields.Integer(
        string="Shipped Version", compute="_compute_version", readonly=True
    )
    installed_version = fields.Integer(readonly=True, copy=False)
    installed_content = fields.Text(readonly=True, copy=False)
    previous_version = fields.Integer(readonly=True, copy=False)
    previous_content = fields.Text(readonly=True, copy=False)
    can_upgrade = fields.Boolean(compute="_compute_version")
    has_samples = fields.Boolean(compute="_compute_has_samples")
    sample_ids = fields.One2many("crm.custom.field.pack.sample", "pack_id")
    # What switching off put away, and nothing that was away before.
    hidden_field_ids = fields.Many2many(
        "crm.custom.field",
        "crm_custom_field_pack_field_rel",
        context={"active_test": False},
        readonly=True,
    )
    hidden_rule_ids = fields.Many2many(
        "crm.custom.field.rule",
        "crm_custom_field_pack_rule_rel",
        context={"active_test": False},
        readonly=True,
    )

    _key_uniq = models.UniqueIndex("(key)", "There is one pack for each industry.")

    @api.depends("key")
    def _compute_is_on(self):
        on = set(self._profiles(active_only=True).mapped("key"))
        for pack in self:
            pack.is_on = pack.key in on

    @api.depends("key", "installed_version")
    def _compute_version(self):
        for pack in self:
            pack.version = pack_file.header(pack._content()).get("version", 1)
            pack.can_upgrade = pack.is_on and pack.version > pack.installed_version

    @api.depends("sample_ids")
    def _compute_has_samples(self):
        for pack in self:
            pack.has_samples = bool(pack.sample_ids)

    # On and off

    def action_switch_on(self):
        """Bring the fields and rules of the packs, or bring them back."""
        self._check_designer()
        known = set(self._profiles().mapped("key"))
        back = self.filtered(lambda pack: pack.key in known)
        back._bring_back()
        (self - back)._bring()
        self.invalidate_recordset(["is_on", "can_upgrade"])
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_switch_off(self):
        """Hide what belongs to these packs alone; values stay where they are."""
        self._check_designer()
        for pack in self.filtered("is_on"):
            profile = pack._profiles(active_only=True)
            own_fields, own_rules = pack._own(profile)
            note = pack.sudo()  # sudo: a note of what happened, no set-up
            note.hidden_field_ids, note.hidden_rule_ids = own_fields, own_rules
            own_fields.action_archive()
            own_rules.action_archive()
            profile.action_archive()
            pack._idle_teams().action_archive()
        self.invalidate_recordset(["is_on", "can_upgrade"])
        return {"type": "ir.actions.client", "tag": "reload"}

    def _bring(self):
        """Apply the files of packs that were never on: one rebuild for all."""
        if not self:
            return
        config = self.env["crm.custom.field.config"]
        documents = {pack: config._read(pack._content()) for pack in self}
        known = config._keys()
        config._apply(pack_file.without(pack_file.unite(documents.values()), known))
        for pack, document in documents.items():
            pack._share(pack_file.part(document, known))
            pack._note(pack.version, pack._content())

    def _share(self, document):
        """Let what is here already serve this pack too, as it is here."""
        config = self.env["crm.custom.field.config"]
        for section in ("fields", "rules"):
            known = config._by_key(section)
            shared = [known[entry["key"]].id for entry in document[section]]
            links = [Command.link(profile.id) for profile in self._profiles()]
            records = self.env[config._model_name(section)].browse(shared)
            if records:
                records.write({"profile_ids": links, "active": True})

    def _bring_back(self):
        for pack in self.filtered(lambda pack: not pack.is_on):
            pack._profiles().action_unarchive()
            pack._teams().action_unarchive()
            pack.hidden_field_ids.sudo(False).action_unarchive()
            pack.hidden_rule_ids.sudo(False).action_unarchive()

    # Versions

    def action_compare(self):
        """Show how the set-up differs from the pack as shipped."""
        return self._open_upgrade(self.env._("Compare %(pack)s", pack=self.name))

    def action_upgrade(self):
        """Show what a newer file of the pack brings, before taking it."""
        return self._open_upgrade(self.env._("Upgrade %(pack)s", pack=self.name))

    def action_roll_back(self):
        """Show what going back to the version before the upgrade does."""
        return self._open_upgrade(
            self.env._("Roll back %(pack)s", pack=self.name), is_roll_back=True
        )

    def _open_upgrade(self, title, **values):
        self.ensure_one()
        self._check_designer()
        wizard = self.env["crm.custom.field.pack.upgrade"].create(
            {"pack_id": self.id, **values}
        )
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _merged(self, content):
        """Return what ``content`` makes of the present set-up, and the steps."""
        self.ensure_one()
        old = self._read_pack(self.installed_content or content)
        new = self._read_pack(content)
        return merge(old, new, self._present(old, new))

    def _take(self, version, content):
        """Bring in another version of the file; local changes stay."""
        self.ensure_one()
        self._check_designer()
        config = self.env["crm.custom.field.config"]
        versions = self.env["crm.custom.field.version"]
        versions._keep(self.env._("Before %(pack)s", pack=self.name))
        merged, _steps = self._merged(content)
        self._keep_others(merged, config._document(keys(merged)))
        config._apply(merged)
        self._note(version, content)
        versions._keep(self.env._("After %(pack)s", pack=self.name))

    def _keep_others(self, merged, present):
        """Let what other packs use go on serving them."""
        packs = set(self._all().mapped("key")) - {self.key}
        for section, entries in merged.items():
            used = {e["key"]: e.get("profiles", ()) for e in present[section]}
            for entry in entries:
                others = packs & set(used.get(entry["key"], ()))
                if others:
                    entry["profiles"] = sorted({*entry.get("profiles", ()), *others})

    def _note(self, version, content):
        note = self.sudo()  # sudo: a note of what was applied, no set-up
        note.previous_version = note.installed_version
        note.previous_content = note.installed_content
        note.installed_version, note.installed_content = version, content

    # What belongs to a pack

    def _check_designer(self):
        self.env["crm.custom.field"].check_access("write")

    def _profiles(self, active_only=False):
        profiles = self.env["crm.custom.field.profile"].with_context(
            active_test=active_only
        )
        return profiles.search([("key", "in", self.mapped("key"))])

    def _teams(self):
        teams = self.env["crm.team"].with_context(active_test=False)
        return teams.search([("crm_config_key", "in", self.mapped("key"))])

    def _idle_teams(self):
        """Return the teams without open deals: the others are in use."""
        teams = self._teams()
        open_deals = [("team_id", "in", teams.ids), ("won_status", "=", "pending")]
        groups = self.env["crm.lead"]._read_group(open_deals, ["team_id"])
        return teams - teams.browse([team.id for (team,) in groups])

    def _own(self, profile):
        """Return the active fields and rules that no other active profile uses."""
        found = []
        for model in ("crm.custom.field", "crm.custom.field.rule"):
            used = self.env[model].search([("profile_ids", "in", profile.ids)])
            found.append(used.filtered(lambda record: record.profile_ids == profile))
        return found

    # What is shipped, in a form that compares with what is here

    @api.model
    def _all(self):
        """Return every pack: a handful."""
        return self.search([("key", "!=", False)])

    def _content(self):
        """Return the file of the pack."""
        return self._read_file("data/packs")

    def _samples(self):
        """Return the sample records of the pack."""
        return json.loads(self._read_file("data/samples"))

    def _read_file(self, folder):
        """Return a file of the addon that brings the pack, named after its key.

        An addon brings a pack by a record with an external id of its own.
        """
        self.ensure_one()
        addon = self.get_external_id()[self.id].partition(".")[0]
        try:
            if not (addon and (self.key or "").isidentifier()):
                raise FileNotFoundError(self.key)
            return self._file(f"{addon}/{folder}/{self.key}.json")
        except FileNotFoundError as error:
            raise UserError(
                self.env._("There is no file for the pack %s.", self.name)
            ) from error

    @api.model
    @tools.ormcache("path")
    def _file(self, path):
        with file_open(path) as source:
            return source.read()

    @api.model
    def _read_pack(self, text):
        """Return the set-up in ``text`` the way the present one is told."""
        document = self.env["crm.custom.field.config"]._read(text or "{}")
        installed = {code for code, _label in self.env["res.lang"].get_installed()}
        return {
            section: [
                self._completed(section, pack_file.spoken(entry, installed))
                for entry in document[section]
            ]
            for section in SECTIONS
        }

    @api.model
    def _completed(self, section, entry):
        """Say what a file may leave out: a property that is not there is off."""
        said = {n: v for n, v in entry.items() if v or isinstance(v, bool)}
        model = self.env[self.env["crm.custom.field.config"]._model_name(section)]
        flags = (n for n in PLAIN[section] if model._fields[n].type == "boolean")
        return {**{name: name == "active" for name in flags}, **said}

    def _present(self, *documents):
        """Return what is here now of the entries that ``documents`` name.

        What several packs share is told as if it were of this one alone.
        """
        known = keys(pack_file.unite(documents))
        here = self.env["crm.custom.field.config"]._document(known)
        packs = set(self._all().mapped("key")) - {self.key}
        present = {
            section: [self._completed(section, entry) for entry in entries]
            for section, entries in here.items()
        }
        for section in ("fields", "rules"):
            for entry in present[section]:
                mine = [k for k in entry.get("profiles", ()) if k not in packs]
                if mine:
                    entry["profiles"] = mine
        return present
