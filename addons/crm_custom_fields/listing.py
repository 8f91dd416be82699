"""Lists within a sentence, with the comma that the language of the reader has."""


def listed(env, names):
    """Join names that stand side by side: fields, values, places.

    :param env: whose language it is
    :param names: the names, in order; empty ones are left out
    """
    comma = env._("%(name)s, %(other)s", name="", other="")
    return comma.join(name for name in names if name)
