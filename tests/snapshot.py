"""What a database holds that a module could leave behind."""

from __future__ import annotations

from devtools.database.postgres import Server

# One query a kind: names only, so that a difference can be read.
QUERIES = {
    "table or view": """
        SELECT relkind::text || ' ' || relname FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND relkind IN ('r', 'v', 'm', 'S', 'i')""",
    "column": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public'""",
    "constraint": """
        SELECT conrelid::regclass::text || ' ' || conname FROM pg_constraint c
          JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = 'public'""",
    "trigger": """
        SELECT tgrelid::regclass::text || ' ' || tgname FROM pg_trigger
         WHERE NOT tgisinternal""",
    "function": """
        SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname = 'public'
           AND NOT EXISTS (SELECT 1 FROM pg_depend d
                            WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "inheritance": """
        SELECT m.model || ' from ' || p.model FROM ir_model_inherit i
          JOIN ir_model m ON m.id = i.model_id JOIN ir_model p ON p.id = i.parent_id""",
    # Without foreign keys: Odoo forgets to drop their rows with any module's columns.
    "declared constraint": """
        SELECT m.model || ' ' || c.name FROM ir_model_constraint c
          JOIN ir_model m ON m.id = c.model WHERE c.type <> 'f'""",
    "declared relation": """
        SELECT m.model || ' ' || r.name FROM ir_model_relation r
          JOIN ir_model m ON m.id = r.model""",
    "selection": """
        SELECT f.model || '.' || f.name || '=' || s.value
          FROM ir_model_fields_selection s
          JOIN ir_model_fields f ON f.id = s.field_id""",
    "view": "SELECT name || ' ' || coalesce(model, '') FROM ir_ui_view",
    "menu": "SELECT coalesce(name->>'en_US', id::text) FROM ir_ui_menu",
    "action": "SELECT type || ' ' || (name->>'en_US') FROM ir_actions",
    "cron": "SELECT cron_name FROM ir_cron",
    "parameter": "SELECT key FROM ir_config_parameter",
    "group": "SELECT name->>'en_US' FROM res_groups",
    "privilege": "SELECT name->>'en_US' FROM res_groups_privilege",
    "access": "SELECT name FROM ir_model_access",
    "rule": "SELECT name FROM ir_rule",
    "mail template": "SELECT name->>'en_US' FROM mail_template",
    "activity type": "SELECT name->>'en_US' FROM mail_activity_type",
    # Left out: the list of modules on the path.
    "external id": """
        SELECT module || '.' || name FROM ir_model_data
         WHERE NOT (module = 'base' AND name LIKE 'module\\_%%')""",
    "attachment": """
        SELECT coalesce(res_model, '') || ' ' || name FROM ir_attachment
         WHERE url IS NULL OR url NOT LIKE '/web/assets/%%'""",
    "automation": "SELECT key FROM ir_config_parameter WHERE key LIKE 'base_auto%%'",
}
# Odoo itself writes these whatever is installed or removed.
OWN_BOOKKEEPING = {"parameter": {"base.partially_updated_database"}}


def snapshot(server: Server, database: str) -> dict[str, set[str]]:
    """Names of everything a module could leave behind, by kind."""
    return {
        kind: set(server.column(query, database=database))
        - OWN_BOOKKEEPING.get(kind, set())
        for kind, query in QUERIES.items()
    }


# Which side of a many2many makes its table, and so the order of its key, follows the
# order in which the models are loaded; a table that is there keeps the order it has.
TWO_SIDED = "crm_custom_field_rule_profile"
BY_SIDE = ("declared relation", "constraint as shipped", "index as shipped")


def left_over(
    before: dict[str, set[str]], after: dict[str, set[str]]
) -> dict[str, list[str]]:
    """What is there now and was not before, and what has gone."""
    changed = {
        kind: sorted(_told(kind, after[kind] - before[kind]))
        + [f"(gone) {name}" for name in sorted(_told(kind, before[kind] - after[kind]))]
        for kind in before
    }
    return {kind: names for kind, names in changed.items() if names}


def _told(kind: str, names: set[str]) -> set[str]:
    """Leave out what differs by the side that made a table."""
    by_side = kind in BY_SIDE
    is_index = kind == "table or view"
    return {
        name
        for name in names
        if not (TWO_SIDED in name and (by_side or (is_index and name.startswith("i "))))
    }
