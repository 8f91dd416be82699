def uninstall_hook(env):
    """Take the right to record history back from the people who migrate."""
    group = env.ref("crm_migration.group_migration", raise_if_not_found=False)
    history = env.ref("crm_approval.group_approval_history", raise_if_not_found=False)
    if group and history:
        group.implied_ids -= history
