def uninstall_hook(env):
    """Take the database triggers away, so that the tables can be dropped."""
    env.cr.execute("DROP FUNCTION IF EXISTS crm_approval_append_only() CASCADE")
