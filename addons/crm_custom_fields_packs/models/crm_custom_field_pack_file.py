import json

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools import file_open

from ..engine import config_file, pack_file
from .crm_custom_field_config_links import PLAIN


class CrmCustomFieldPackFile(models.AbstractModel):
    """Reads what is shipped for a pack, in a form that compares with what is here."""

    _name = "crm.custom.field.pack.file"
    _description = "Industry Pack File"

    @api.model
    def _all(self):
        """Return every pack: a handful."""
        return self.search([("key", "!=", False)])

    def _content(self):
        """Return the file of the pack; its name is fixed by the shipped record."""
        return self._read_file("data/packs")

    def _samples(self):
        """Return the sample records of the pack."""
        return json.loads(self._read_file("data/samples"))

    def _read_file(self, folder):
        self.ensure_one()
        if not (self.key or "").isidentifier():
            raise UserError(self.env._("There is no file for the pack %s.", self.name))
        return self._file(f"crm_custom_fields/{folder}/{self.key}.json")

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
            for section in config_file.SECTIONS
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
        known = config_file.keys(pack_file.unite(documents))
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
