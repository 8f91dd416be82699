def uninstall_hook(env):
    """Nothing yet."""
