"""Texts that consultants store in the set-up: how long they may be, filters, keys."""

from ast import literal_eval

from odoo import SUPERUSER_ID
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..readable import first_closed

# Titles are sent with every form; a text of a million letters would stop all of them.
TITLE, TEXT, FILTER = 200, 5000, 10_000
UNREADABLE = (
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    RecursionError,
    MemoryError,
)


def refuse_long(records, **limits):
    """Refuse records with a text that has more letters than its limit."""
    for record in records:
        for name, limit in limits.items():
            length = len(record[name] or "")
            if length > limit:
                raise ValidationError(
                    record.env._(
                        "%(property)s of “%(record)s” is too long: %(length)s "
                        "characters. Write at most %(limit)s.",
                        property=record._fields[name]._description_string(record.env),
                        record=(record.display_name or "")[:50],
                        length=length,
                        limit=limit,
                    )
                )


def as_domain(text):
    """Return a stored filter as a list: literals only, nothing is run."""
    return literal_eval((text or "[]").strip())


def refuse_unfit_filter(record, name, model_name):
    """Refuse a filter in the field ``name`` that does not fit ``model_name``."""
    env = record.env
    try:
        _refuse_huge(env, record[name] or "")
        domain = as_domain(record[name])
        Domain(domain).validate(env[model_name])
        _refuse_closed(env, domain, model_name)
    except UNREADABLE as error:
        raise ValidationError(
            env._(
                "The filter of %(rule)s does not fit %(model)s: %(error)s",
                rule=record.name,
                model=env["ir.model"]._get(model_name).name,
                error=error,
            )
        ) from error


def _refuse_closed(env, domain, model_name):
    """Refuse a filter over what its author may not read.

    Rules are judged for everyone, without anybody's rights. Whoever writes a filter
    could guess a value by it, letter by letter, from what it refuses.
    """
    if env.uid == SUPERUSER_ID:
        return  # set up by code, not by a person
    # Constraints run as superuser.
    closed = first_closed(env(su=False), model_name, domain)
    if closed:
        raise ValueError(
            env._(
                "you may not read “%(field)s” of %(model)s, or it is not for filters. "
                "Take it out.",
                field=closed[1],
                model=closed[0],
            )
        )


def _refuse_huge(env, text):
    """A filter that nests a million brackets would keep the reader busy."""
    if len(text) > FILTER:
        raise ValueError(
            env._(
                "it has more than %(limit)s characters. Split the rule.",
                limit=FILTER,
            )
        )


def taken_keys(records):
    """Return the keys in use, of archived entries too."""
    known = records.sudo().with_context(active_test=False)  # sudo: of all companies
    return set(known.search_fetch([("key", "!=", False)], ["key"]).mapped("key"))
