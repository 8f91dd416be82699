from odoo import api, fields, models

from ..engine.masking import masked


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
            company = "company_id" in record._fields and record.company_id
            record[name] = (company or records.env.company).currency_id

    return compute
