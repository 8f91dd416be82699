from odoo import api, fields, models

from ..engine.field.formula import Formula, as_result
from ..engine.field.masking import masked
from ..engine.field.naming import PARENT


class IrModelFields(models.Model):
    """Knows what a custom field can do that a plain manual field cannot.

    ``crm_custom_spec`` is written by the definitions only: kind of index,
    aggregator, or what a computed companion shows.
    """

    _inherit = "ir.model.fields"

    crm_custom_spec = fields.Json(string="Custom Field Specification")

    def _instanciate_attrs(self, field_data):
        attrs = super()._instanciate_attrs(field_data)
        spec = field_data.get("crm_custom_spec")
        if attrs and spec:
            attrs.update({k: spec[k] for k in ("index", "aggregator") if k in spec})
            if "mask" in spec:
                attrs.update(compute=_mask(field_data["name"], **spec["mask"]))
            if "currency_of_company" in spec:
                attrs.update(compute=_company_currency(field_data["name"]))
            if "formula" in spec:
                attrs.update(compute=_formula(field_data["name"], **spec["formula"]))
            if attrs.get("compute"):
                attrs.update(compute_sudo=True)
        return attrs


def _mask(name, source, style):
    """Return the compute method of a field that shows ``source`` covered."""

    @api.depends(source)
    def compute(records):
        for record in records:
            record[name] = masked(record[source] or "", style)

    return compute


def _company_currency(name):
    """Return the compute method of the currency for custom amounts."""

    def compute(records):
        for record in records:
            record[name] = _currency_of(record)

    return compute


def _currency_of(record):
    """Return the currency of amounts on ``record``, or of what it is a row of."""
    if PARENT in record._fields and record._fields[PARENT].manual:
        record = record[PARENT]
        for name in ("currency_id", "company_currency"):
            if name in record._fields and record._fields[name].type == "many2one":
                return record[name]
    company = "company_id" in record._fields and record.company_id
    return (company or record.env.company).currency_id


def _formula(name, text, kind):
    """Return the compute method of a formula field."""
    formula = Formula(text)

    @api.depends(*sorted(formula.paths))
    def compute(records):
        for record in records:
            value = formula.value(lambda path, record=record: _follow(record, path))
            record[name] = as_result(value, kind)

    return compute


def _follow(record, path):
    """Return the value at the end of ``path``, or a list behind a to-many link."""
    *links, name = path.split(".")
    many = False
    for link in links:
        many = many or record._fields[link].type in ("one2many", "many2many")
        record = record[link]
    if many:
        return [_readable(value) for value in record.mapped(name)]
    return _readable(record[name])


def _readable(value):
    """Return a link as the name of what it leads to."""
    if isinstance(value, models.BaseModel):
        return ", ".join(value.mapped("display_name"))
    return value
