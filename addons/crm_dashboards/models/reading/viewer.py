"""What else of the viewer than rights and filters decides about a figure."""

from odoo.tools.misc import get_lang


def is_mixed_currency(env):
    """Whether the companies now ticked keep their books in several currencies."""
    return len(env.companies.currency_id) > 1


def week_start(env):
    """First day of the week in the viewer's language: 1 is Monday."""
    return int(get_lang(env).week_start)
