"""What happens to the columns when the addon leaves."""

from .engine.naming import POSITION

KEEP, DROP = "keep", "drop"
PARAMETER = "crm_custom_fields.on_uninstall"


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
        (definitions._columns() + definitions._companions()).unlink()
        tables.unlink()
    else:
        # What only this addon can hold or compute goes with it. The rows of tables
        # stay in their order; only administrators reach them from now on.
        definitions.unique_scope = False
        tables.order = f"{POSITION}, id"
    env["ir.model.fields"].search(
        [("state", "=", "manual"), ("store", "=", False)]
    ).filtered("crm_custom_spec").unlink()
    parameters.search([("key", "=like", "crm\\_custom\\_fields.%")]).unlink()
