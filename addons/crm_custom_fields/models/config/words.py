import json

from markupsafe import Markup

from odoo import api, models

from ...listing import listed

LONGEST = 120
# Where the file has another word than the field that it fills.
FIELD_OF = {
    "allowed_options": "allowed_option_ids",
    "carry_to": "carry_field_id",
    "column": "column_id",
    "company": "company_id",
    "except_groups": "except_group_ids",
    "fields": "field_ids",
    "from_stages": "from_stage_ids",
    "groups": "group_ids",
    "groups_read": "read_group_ids",
    "groups_write": "write_group_ids",
    "model": "model_id",
    "narrow_by": "narrow_by_id",
    "options": "option_ids",
    "other_field": "other_field_id",
    "profiles": "profile_ids",
    "relation": "relation_model_id",
    "stage": "stage_id",
    "team": "team_ids",
    "teams": "team_ids",
    "to_stages": "to_stage_ids",
    "with_column": "with_column_id",
    "with_link": "with_link_id",
    "with_table": "with_table_id",
}


class CrmCustomFieldConfigWords(models.AbstractModel):
    """A set-up file in words, for people who compare two of them."""

    _name = "crm.custom.field.config.words"
    _description = "Custom Field Configuration in Words"

    @api.model
    def _names(self, *documents):
        """Return ``{(section, key): name}`` as the reader says it; later ones win."""
        return {
            (section, entry["key"]): self._spoken_text(entry.get("name")) or ""
            for document in documents
            for section, entries in document.items()
            for entry in entries
        }

    @api.model
    def _entry_words(self, section, key, names):
        """Name an entry: what it is, what it is called, and the key behind it."""
        model = self.env[self.env["crm.custom.field.config"]._model_name(section)]
        return Markup("<b>%s</b><div class='text-muted small'>%s · %s</div>") % (
            names.get((section, key)) or key,
            self.env["ir.model"]._get(model._name).name,
            key,
        )

    @api.model
    def _path_words(self, section, path):
        """Name what differs in an entry, for instance *Label (Chinese)*.

        The way there is as :func:`..engine.differences.parts` tells it.
        """
        if not path:
            return ""
        name, *rest = path.split("/")
        model = self.env[self.env["crm.custom.field.config"]._model_name(section)]
        field = model._fields.get(name) or model._fields.get(FIELD_OF.get(name, ""))
        label = field._description_string(self.env) if field else name
        detail = " · ".join(filter(None, map(self._part_words, rest)))
        return f"{label} ({detail})" if detail else label

    @api.model
    def _part_words(self, part):
        """Name a language, or a part of an option; its label says itself."""
        if part in ("name", "value"):
            return ""
        if part == "under":
            options = self.env["crm.custom.field.option"]
            return options._fields["parent_ids"]._description_string(self.env)
        language = self.env["res.lang"]._get_data(code=part)
        return language.name if language else part

    @api.model
    def _value_words(self, section, path, value):
        """Spell a value of the file: options by their label, texts as they are said."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, dict) and (said := self._spoken_text(value)):
            return said[:LONGEST]
        if isinstance(value, list):
            words = (self._value_words(section, path, item) for item in value)
            return listed(self.env, words)[:LONGEST]
        if not isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)[:LONGEST]
        model = self.env[self.env["crm.custom.field.config"]._model_name(section)]
        field = model._fields.get(path)
        if field and field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        return value[:LONGEST]

    @api.model
    def _spoken_text(self, texts):
        """Return a text of the file in the language of the reader, or in English."""
        if not isinstance(texts, dict):
            return texts if isinstance(texts, str) else None
        if isinstance(texts.get("name"), dict):
            texts = texts["name"]  # an option
        found = texts.get(self.env.lang or "en_US") or texts.get("en_US")
        return found if isinstance(found, str) else None
