"""Which fields a person may name in a filter that is judged without their rights."""

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


def first_closed(env, model_name, domain):
    """Return (model, field) in words of the first field that is closed, or None.

    :param env: of the author, with their rights.
    :param domain: a filter as it is stored, or a part of one.
    """
    for condition in Domain(domain).iter_conditions():
        closed, comodel = _walk(env[model_name], condition.field_expr)
        if not closed and comodel and condition.operator in ("any", "not any"):
            closed = first_closed(env, comodel, condition.value)
        if closed:
            return closed
    return None


def _walk(model, path):
    """Return the closed field of a path, if any, and the model that it ends at."""
    for name in path.split("."):
        field = model._fields.get(name)
        if field is None:
            break  # a part of a date, or a property
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
