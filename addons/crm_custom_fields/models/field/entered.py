"""What the values of custom fields obey by their type, without any rule."""

from odoo.exceptions import ValidationError

from . import cascade


def check(records, names):
    """Refuse options of another field, and choices that do not fit."""
    tag_fields = records.env["crm.custom.field.cache"]._tag_fields(records._name)
    for name in tag_fields.keys() & names:
        foreign = records[name].filtered(
            lambda option, name=name: option.field_id.id != tag_fields[name]
        )
        if foreign:
            raise ValidationError(
                records.env._(
                    "“%(option)s” is not an option of %(field)s. Choose one from "
                    "its list.",
                    option=foreign[0].name,
                    field=records._fields[name]._description_string(records.env),
                )
            )
    cascade.check(records, names)


def unique_message(model, exc):
    """Say which custom field has to be unique."""
    diag = exc.diag
    known = model.env["crm.custom.field.cache"]._definitions(
        ("model_name", "=", model._name), ("unique_scope", "!=", False)
    )
    field = known.filtered(lambda f: f._unique_index_name() == diag.constraint_name)
    return model.env._(
        "%(field)s has to be unique, and another record already has this value. "
        "Enter another value, or continue with the other record. (%(detail)s)",
        field=field.name or diag.constraint_name,
        detail=diag.message_detail or "",
    )
