"""A chain looks at what its author may read, and at nothing else.

The gate judges without anybody's rights. Whoever writes a filter, a formula or a path
over a closed field could guess its value, letter by letter, from what is stopped.
"""

from odoo import SUPERUSER_ID
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# What people write to each other, what proves who they are, where they bank: whoever
# may read some of it may not ask about all of it.
NEVER = frozenset(
    {
        "auth_totp.device",
        "ir.attachment",
        "ir.config_parameter",
        "mail.mail",
        "mail.message",
        "mail.tracking.value",
        "res.partner.bank",
        "res.users.apikeys",
        "res.users.identitycheck",
        "res.users.log",
    }
)


def refuse_closed(chain, domain=(), paths=()):
    """Refuse what the person who saves or publishes ``chain`` may not read.

    :param domain: a filter over the records that the chain protects
    :param paths: names of fields of these records, with dots; empty ones are left out
    """
    env = chain.env(su=False)  # constraints may run as superuser
    if env.uid == SUPERUSER_ID:
        return  # set up by code, not by a person
    model = env[chain.res_model or "crm.lead"]
    found = _first_in_domain(model, domain) or _first_in_paths(model, paths)
    if found:
        raise ValidationError(
            chain.env._(
                "Approval chain %(chain)s cannot look at “%(field)s” of %(model)s: you "
                "may not read it, or it is not for chains. Take it out, or let "
                "somebody who may read it save and publish the chain.",
                chain=chain.name,
                field=found[1],
                model=found[0],
            )
        )


def _first_in_domain(model, domain):
    """Return (model, field) in words of the first closed field of a filter, or None."""
    for condition in Domain(domain).iter_conditions():
        closed, comodel = _walk(model, condition.field_expr)
        if not closed and comodel and condition.operator.startswith(("any", "not any")):
            closed = _first_in_domain(model.env[comodel], condition.value)
        if closed:
            return closed
    return None


def _first_in_paths(model, paths):
    for path in paths:
        closed, _comodel = _walk(model, path or "")
        if closed:
            return closed
    return None


def _walk(model, path):
    """Return the closed field of a path, if any, and the model that it ends at."""
    for name in path.split("."):
        field = model._fields.get(name)
        if field is None:
            break  # a part of a date, a property, or nothing: refused elsewhere
        comodel = field.comodel_name if field.relational else None
        readable = model._has_field_access(field, "read") and (
            comodel is None
            or (comodel not in NEVER and model.env[comodel].has_access("read"))
        )
        if not readable:
            label = field._description_string(model.env)
            return (model.env["ir.model"]._get(model._name).name, label), None
        if comodel is None:
            return None, None
        model = model.env[comodel]
    return None, model._name
