"""What happens to the fields of quotations when the addon leaves."""


def uninstall_hook(env):
    """Take back the permission that the addon gave, unless it is in use."""
    model = env["ir.model"]._get("sale.order")
    used = [
        env[name]
        .with_context(active_test=False)
        .search_count([("model_id", "=", model.id)], limit=1)
        for name in ("crm.custom.field", "crm.custom.field.rule")
    ]
    if not any(used):
        model.crm_custom_fields_enabled = False
