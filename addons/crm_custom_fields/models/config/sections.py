"""What a configuration file consists of: its sections, and what an entry may say."""

# The language that texts are compared in and stored first.
SOURCE = "en_US"
MODELS = {
    "teams": "crm.team",
    "stages": "crm.stage",
    "profiles": "crm.custom.field.profile",
    "fields": "crm.custom.field",
    "rules": "crm.custom.field.rule",
}
# Their key, and the only ones that a file says anything about.
KEYS = {"teams": "crm_config_key", "stages": "crm_config_key"}
# What is written as it is; what has a text for each language.
PLAIN = {
    "teams": ("sequence", "crm_own_stages", "active"),
    "stages": ("sequence", "is_won", "fold", "rotting_threshold_days"),
    "profiles": ("sequence", "condition", "active"),
    "fields": (
        "kind",
        "sequence",
        "index",
        "unique_scope",
        "default_value",
        "tracking",
        "in_list",
        "in_search",
        "related_path",
        "formula",
        "formula_kind",
        "pii_class",
        "mask",
        "narrow_path",
        "is_retired",
        "active",
    ),
    "rules": (
        "effect",
        "severity",
        "sequence",
        "condition",
        "lead_type",
        "zero_is_filled",
        "allowed_domain",
        "format",
        "pattern",
        "low",
        "high",
        "operator",
        "limit",
        "pairing",
        "with_domain",
        "active",
    ),
}
TEXTS = {
    "teams": ("name",),
    "stages": ("name",),
    "profiles": ("name", "note"),
    "fields": ("name", "help", "page", "section"),
    "rules": ("name", "message"),
}
NAMES = {
    "teams": {"company"},
    "stages": {"team"},
    "profiles": {"company"},
    "fields": {
        "groups_read",
        "groups_write",
        "relation",
        "carry_to",
        "profiles",
        "options",
        "narrow_by",
        "company",
    },
    "rules": {
        "model",
        "fields",
        "other_field",
        "column",
        "with_link",
        "with_table",
        "with_column",
        "stage",
        "from_stages",
        "to_stages",
        "teams",
        "profiles",
        "groups",
        "except_groups",
        "allowed_options",
        "company",
        "starts",
    },
}
