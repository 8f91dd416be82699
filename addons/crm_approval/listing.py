"""Lists within a sentence, with the comma that the language of the reader has."""


def listed(env, names):
    """Join names that stand side by side: people, fields, files.

    :param env: whose language it is
    :param names: the names, in order; empty ones are left out
    """
    comma = env._("%(name)s, %(other)s", name="", other="")
    return comma.join(name for name in names if name)


def clauses(env, parts):
    """Join parts of a sentence that say something each.

    :param env: whose language it is
    :param parts: the parts, in order; empty ones are left out
    """
    comma = env._("%(clause)s, %(next)s", clause="", next="")
    return comma.join(part for part in parts if part)
