from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...engine.config import config_file
from ...engine.field.kinds import LINKS, OPTIONS
from ..lifecycle import conversion
from .sections import KEYS, MODELS, PLAIN, SOURCE, TEXTS

# Kinds that need to be told what to link to, or which options to make.
CHOSEN = {"table", *OPTIONS, *LINKS}


class CrmCustomFieldConfig(models.AbstractModel):
    """The set-up as a document: written, compared, applied as a whole or not."""

    _name = "crm.custom.field.config"
    _description = "Custom Field Configuration"

    # Writing

    @api.model
    def _document(self, keys=None):
        """Return the whole set-up that the user may see, or the entries of ``keys``."""
        return {
            section: [
                self._entry(section, record)
                for record in self._records(section)
                if keys is None or self._key(section, record) in keys[section]
            ]
            for section in config_file.SECTIONS
        }

    @api.model
    def _keys(self):
        """Return the keys of all entries, by section."""
        return {section: set(self._by_key(section)) for section in config_file.SECTIONS}

    @api.model
    def _records(self, section):
        records = self.env[MODELS[section]].with_context(active_test=False)
        records.check_access("read")
        known = KEYS.get(section, "create_date")
        return records.search([(known, "!=", False)], order="id")

    @api.model
    def _model_name(self, section):
        return MODELS[section]

    @api.model
    def _entry(self, section, record):
        entry = {"key": self._key(section, record)}
        entry.update({n: record[n] for n in PLAIN[section] if self._matters(record, n)})
        for name in TEXTS[section]:
            texts = self._texts(record, name)
            if texts:
                entry[name] = texts
        entry.update(self._links(section, record))
        return entry

    @api.model
    def _key(self, section, record):
        if section == "fields":
            return f"{self._model_key(record.model_name)}/{record.technical_name}"
        return record[KEYS.get(section, "key")]

    @api.model
    def _matters(self, record, name):
        """Leave out what is empty; a value that is false on purpose stays."""
        said = record._fields[name].type == "boolean" and name != "is_retired"
        return bool(record[name]) or said

    @api.model
    def _texts(self, record, name):
        """Return ``{language: text}``; a language that says the same is left out."""
        source = record.with_context(lang=SOURCE)[name]
        texts = {SOURCE: source} if source else {}
        for code, _label in self.env["res.lang"].get_installed():
            text = record.with_context(lang=code)[name]
            if text and text != source:
                texts[code] = text
        return texts

    # Applying

    @api.model
    def _read(self, text):
        """Return the document in ``text``, or refuse it with a reason."""
        try:
            return config_file.load(text)
        except config_file.ConfigError as error:
            reason, where = error.args
            raise UserError(
                self.env._(
                    "This file cannot be imported: %(reason)s (%(where)s). Nothing was "
                    "changed.",
                    reason=self._reasons()[reason],
                    where=where,
                )
            ) from error

    @api.model
    def _reasons(self):
        return {
            "size": self.env._("it is too large"),
            "json": self.env._("it is no JSON"),
            "format": self.env._("it is no file of custom fields"),
            "version": self.env._("it comes from another version of this app"),
            "section": self.env._("a part of it is no list"),
            "key": self.env._("an entry has no key"),
            "twice": self.env._("a key appears twice"),
        }

    @api.model
    def _apply(self, document, complete=False):
        """Bring the set-up in line with ``document``; all of it, or nothing.

        What the document does not mention stays, or is archived when it is
        meant to be ``complete``: nothing is ever dropped.
        """
        present = self._document(None if complete else config_file.keys(document))
        changes = config_file.diff(present, document, complete=complete)
        gone = {(c.section, c.key) for c in changes if not c.name and c.new is None}
        touched = {(change.section, change.key) for change in changes} - gone
        for section in config_file.SECTIONS:
            wanted = [e for e in document[section] if (section, e["key"]) in touched]
            self._write_section(section, wanted)
            known = self._by_key(section)
            for key in (key for s, key in gone if s == section):
                if "active" in known[key]._fields:  # a stage stays with its team
                    known[key].active = False
        return changes

    @api.model
    def _write_section(self, section, entries):
        known = self._by_key(section)
        new = [entry for entry in entries if entry["key"] not in known]
        created = self._create_entries(section, new)
        old = [entry for entry in entries if entry["key"] in known]
        if section == "fields":
            self._change_fields(known, old)
        else:
            for entry in old:
                record = known[entry["key"]].with_context(lang=SOURCE)
                record.write(self._values(section, entry, record))
        records = {**known, **created}
        self._translate(section, [(records[e["key"]], e) for e in entries])
        if section == "fields":
            known = self._by_key(section)
            for entry in entries:
                self._write_narrowing(known[entry["key"]], entry)

    @api.model
    def _create_entries(self, section, entries):
        """Return ``{key: new record}``; all fields take one rebuild of the registry."""
        model = self.env[MODELS[section]].with_context(lang=SOURCE)
        make = model._define if section == "fields" else model.create
        created, keys = model, []
        for group in config_file.generations(entries):
            created += make([self._values(section, entry) for entry in group])
            keys += [entry["key"] for entry in group]
        if section == "fields":
            created._build()
        return dict(zip(keys, created, strict=True))

    @api.model
    def _change_fields(self, known, entries):
        """Write what the entries say, and bring all columns up to date at once."""
        changed = self.env["crm.custom.field"]
        for entry in entries:
            record = known[entry["key"]].with_context(lang=SOURCE)
            self._change_kind(record, entry)
            record._write_later(self._values("fields", entry, record))
            changed += known[entry["key"]]
        changed._update_columns()

    @api.model
    def _change_kind(self, record, entry):
        """Convert the values of a field to the type of ``entry``: all, or none at all.

        What cannot convert by itself is left to ``write``, which refuses it.
        """
        kinds = {record.kind, entry.get("kind")}
        plain = set(conversion.convertible_kinds()) - CHOSEN
        if len(kinds) < 2 or not kinds <= plain:
            return
        record._refuse_hidden_values()
        record._retype(entry["kind"], keeps_misfits=False)

    @api.model
    def _by_key(self, section):
        return {self._key(section, r): r for r in self._records(section)}

    @api.model
    def _values(self, section, entry, record=None):
        """Return the values to create or write for an entry of a file."""
        unknown = entry.keys() - self._entry_names(section)
        if unknown:
            raise ValidationError(
                self.env._(
                    "The entry %(key)s says “%(name)s”, which this version does not "
                    "know. Nothing was changed.",
                    key=entry["key"],
                    name=min(unknown),
                )
            )
        model = self.env[MODELS[section]]
        values = {}
        for name in PLAIN[section]:
            default = model._fields[name].type == "boolean" and name == "active"
            values[name] = entry.get(name, default)
        for name in TEXTS[section]:
            values[name] = entry.get(name, {}).get(SOURCE, False)
        values.update(self._link_values(section, entry, record))
        if section != "fields":
            values[KEYS.get(section, "key")] = entry["key"]
        return values
