def uninstall_hook(env):
    """Take the trigger off the stock table; Odoo drops the table behind it."""
    env.cr.execute("DROP FUNCTION IF EXISTS crm_dashboards_note_change CASCADE")
