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
    if parameters.get_param(PARAMETER, KEEP) == DROP:
        definitions = env["crm.custom.field"].with_context(active_test=False).search([])
        definitions._columns().unlink()
    parameters.search([("key", "=like", "crm\\_custom\\_fields.%")]).unlink()
