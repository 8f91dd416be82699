"""A set-up file in words, for people who compare two of them."""

import json

from markupsafe import Markup

from ...listing import listed
from .sections import MODELS

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


def names_of(env, *documents):
    """Return ``{(section, key): name}`` as the reader says it; later ones win."""
    return {
        (section, entry["key"]): _spoken_text(env, entry.get("name")) or ""
        for document in documents
        for section, entries in document.items()
        for entry in entries
    }


def entry_words(env, section, key, names):
    """Name an entry: what it is, what it is called, and the key behind it."""
    model = env[MODELS[section]]
    return Markup("<b>%s</b><div class='text-muted small'>%s · %s</div>") % (
        names.get((section, key)) or key,
        env["ir.model"]._get(model._name).name,
        key,
    )


def path_words(env, section, path):
    """Name what differs in an entry, for instance *Label (Chinese)*.

    The way there is as :func:`..engine.differences.parts` tells it.
    """
    if not path:
        return ""
    name, *rest = path.split("/")
    model = env[MODELS[section]]
    field = model._fields.get(name) or model._fields.get(FIELD_OF.get(name, ""))
    label = field._description_string(env) if field else name
    detail = " · ".join(filter(None, (_part_words(env, part) for part in rest)))
    return f"{label} ({detail})" if detail else label


def _part_words(env, part):
    """Name a language, or a part of an option; its label says itself."""
    if part in ("name", "value"):
        return ""
    if part == "under":
        options = env["crm.custom.field.option"]
        return options._fields["parent_ids"]._description_string(env)
    language = env["res.lang"]._get_data(code=part)
    return language.name if language else part


def value_words(env, section, path, value):
    """Spell a value of the file: options by their label, texts as they are said."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return env._("Yes") if value else env._("No")
    if isinstance(value, dict) and (said := _spoken_text(env, value)):
        return said[:LONGEST]
    if isinstance(value, list):
        words = (value_words(env, section, path, item) for item in value)
        return listed(env, words)[:LONGEST]
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)[:LONGEST]
    model = env[MODELS[section]]
    field = model._fields.get(path)
    if field and field.type == "selection":
        value = dict(field._description_selection(env)).get(value, value)
    return value[:LONGEST]


def _spoken_text(env, texts):
    """Return a text of the file in the language of the reader, or in English."""
    if not isinstance(texts, dict):
        return texts if isinstance(texts, str) else None
    if isinstance(texts.get("name"), dict):
        texts = texts["name"]  # an option
    found = texts.get(env.lang or "en_US") or texts.get("en_US")
    return found if isinstance(found, str) else None
