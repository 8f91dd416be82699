"""What Odoo keeps of models and fields in memory, brought in line with the database.

The only place that uses these private parts of Odoo.
"""


def forget_fields(env):
    """Forget what is kept of ``ir.model`` and ``ir.model.fields``, labels included."""
    env.registry.clear_cache("stable")


def set_up(env, model_names=()):
    """Build the classes of ``model_names``, and what hangs on them, from the rows."""
    env.flush_all()
    forget_fields(env)
    env.registry._setup_models__(env.cr, model_names)


def add_columns(env, model_names):
    """Give the tables of ``model_names`` the columns and links of their classes."""
    names = env.registry.descendants(model_names, "_inherits")
    context = dict(env.context, update_custom_fields=True)
    env.registry.init_models(env.cr, names, context)
