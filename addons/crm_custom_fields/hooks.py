"""What happens to the columns when the addon leaves."""

from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from . import registry
from .engine.field.naming import POSITION

KEEP, DROP = "keep", "drop"
PARAMETER = "crm_custom_fields.on_uninstall"
# Holds what the options of multi-selects were called; a manual model without
# external id, like the columns themselves.
KEPT_OPTIONS = "x_crm_kept_option"


def uninstall_hook(env):
    """Drop the managed columns if the administrator chose so; else leave the data.

    A kept column stays what it is: a manual field without external id, which
    Odoo shows under Settings > Technical > Fields and a later installation
    of this addon takes over again.
    """
    parameters = env["ir.config_parameter"]
    definitions = env["crm.custom.field"].with_context(active_test=False).search([])
    tables = env["ir.model"].search([("crm_custom_table", "!=", False)])
    if parameters.get_param(PARAMETER, KEEP) == DROP:
        # All of them go, so it does not matter which of them depend on others.
        leaving = {MODULE_UNINSTALL_FLAG: True}
        columns = definitions._columns() + definitions._companions()
        columns.with_context(**leaving).unlink()
        _set_up_again(env, definitions)
        tables.with_context(**leaving).unlink()
    else:
        # What only this addon can hold or compute goes with it. The rows of tables
        # stay in their order; only administrators reach them from now on.
        definitions.unique_scope = False
        tables.order = f"{POSITION}, id"
    env["ir.model.fields"].search(
        [("state", "=", "manual"), ("store", "=", False)]
    ).filtered("crm_custom_spec").unlink()
    if parameters.get_param(PARAMETER, KEEP) != DROP:
        keep_options(env, definitions.filtered(lambda field: field.kind == "tags"))
    parameters.search([("key", "=like", "crm\\_custom\\_fields.%")]).unlink()
    # Odoo notes what a model of rows inherits, and does not forget it with the model.
    marks = "model\\_inherit\\_\\_x\\_%\\_\\_crm\\_custom\\_field\\_row"
    env["ir.model.data"].search([("name", "=like", marks)]).unlink()


def keep_options(env, definitions):
    """Let the options of multi-selects outlive the model that holds them."""
    if not definitions:
        return
    if not env["ir.model"]._get_id(KEPT_OPTIONS):
        _make_kept_model(env)
    env.flush_all()
    lang = env.user.lang or "en_US"
    env.cr.execute(
        SQL(
            "INSERT INTO %s (id, x_name, x_value, x_field)"
            " SELECT option.id, COALESCE(option.name->>%s, option.name->>'en_US'),"
            " option.value, field.model_name || '/' || field.technical_name"
            " FROM crm_custom_field_option option"
            " JOIN crm_custom_field field ON field.id = option.field_id"
            " WHERE field.id IN %s",
            SQL.identifier(KEPT_OPTIONS),
            lang,
            definitions._ids,
        )
    )
    env.cr.execute(
        SQL(
            "UPDATE ir_model_fields SET relation = %s, domain = '[]' WHERE id IN %s",
            KEPT_OPTIONS,
            definitions._columns()._ids,
        )
    )
    tables = definitions._columns().mapped("relation_table")
    release_links(env, tables, "crm_custom_field_option")
    # Else the columns still depend on the model that is about to go, and go with it.
    _set_up_again(env, definitions)


def _set_up_again(env, definitions):
    """Let the registry know what has become of the columns."""
    env.flush_all()
    env.invalidate_all()
    models = set(definitions.mapped("model_name"))
    registry.set_up(env, models & set(env.registry))


def release_links(env, tables, target):
    """Let no link in ``tables`` go when what it points at goes from ``target``."""
    query = SQL(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'f' AND confrelid = to_regclass(%s)",
        target,
    )
    for table, constraint in env.execute_query(query):
        if table in tables:
            env.cr.execute(
                SQL(
                    "ALTER TABLE %s DROP CONSTRAINT %s",
                    SQL.identifier(table),
                    SQL.identifier(constraint),
                )
            )


def _make_kept_model(env):
    texts = {"x_name": "Name", "x_value": "Value", "x_field": "Field"}
    model = env["ir.model"].create(
        {
            "name": "Options of Kept Fields",
            "model": KEPT_OPTIONS,
            "state": "manual",
            "field_id": [
                (0, 0, {"name": name, "field_description": label, "ttype": "char"})
                for name, label in texts.items()
            ],
        }
    )
    env["ir.model.access"].create(
        {
            "name": "Options of kept fields: everybody reads",
            "model_id": model.id,
            "group_id": env.ref("base.group_user").id,
            "perm_read": True,
            "perm_write": False,
            "perm_create": False,
            "perm_unlink": False,
        }
    )
