"""What a person typed into a chain, read once as a value of the records.

Names and labels are read in every installed language: who wrote the chain, who
publishes it and whose change is judged by it need not speak the same one.
"""

from odoo import fields
from odoo.exceptions import ValidationError

from ...engine import values


def read(chain, name, text):
    """Return the value of field ``name`` that ``text`` stands for.

    :raises ValidationError: where no language has exactly one such value
    """
    env = chain.env
    model = env[chain.res_model or "crm.lead"]
    for code, _label in env["res.lang"].get_installed():
        spoken = model.with_context(lang=code)
        try:
            return _convert(spoken, spoken._fields[name], (text or "").strip())
        except (KeyError, ValueError):
            continue
    raise ValidationError(
        env._(
            "“%(value)s” is no value for %(field)s in approval chain %(chain)s. Write "
            "it as the help of the field says.",
            value=text,
            field=model._fields[name]._description_string(env),
            chain=chain.name,
        )
    )


def read_as_measured(chain, name, texts):
    """Return the values as the gate spells what a record holds."""
    return [_spelled(read(chain, name, text)) for text in texts]


def _spelled(value):
    return values.number(value) if isinstance(value, float) else str(value)


def _convert(model, field, text):
    if not text:
        return False
    if field.type == "many2one":
        comodel = model.env[field.comodel_name]
        found = comodel.search([("display_name", "=", text)], limit=2)
        if len(found) != 1:
            raise ValueError(text)
        return found.id
    if field.type == "selection":
        options = dict(field._description_selection(model.env))
        by_label = {label: value for value, label in options.items()}
        return text if text in options else by_label[text]
    if field.type == "boolean":
        return {"1": True, "0": False}[text]
    if field.type == "integer":
        return int(text)
    if field.type in ("float", "monetary"):
        return float(text)
    if field.type == "date":
        return fields.Date.to_string(fields.Date.to_date(text))
    if field.type == "datetime":
        return fields.Datetime.to_string(fields.Datetime.to_datetime(text))
    return text
