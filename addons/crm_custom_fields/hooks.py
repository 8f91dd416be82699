"""What happens to the columns when the addon leaves."""

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
    if parameters.get_param(PARAMETER, KEEP) == DROP:
        (definitions._columns() + definitions._companions()).unlink()
    else:
        # What only this addon can hold or compute goes with it.
        definitions.unique_scope = False
    env["ir.model.fields"].search(
        [("state", "=", "manual"), ("store", "=", False)]
    ).filtered("crm_custom_spec").unlink()
    parameters.search([("key", "=like", "crm\\_custom\\_fields.%")]).unlink()
