from odoo import Command, api, models, tools

UNSTORED = ("related", "formula")


class CrmCustomFieldCarry(models.AbstractModel):
    """Carries custom values along when deals are merged or become customers."""

    _name = "crm.custom.field.carry"
    _description = "Custom Field Carrier"

    @api.model
    @tools.ormcache()
    def _lead_fields(self):
        """Return ``(name on the lead, name on the contact or "")``."""
        definitions = self.env["crm.custom.field"].with_context(active_test=False)
        entered = definitions.sudo().search(  # sudo: salespeople do not read them
            [("model_name", "=", "crm.lead"), ("kind", "not in", UNSTORED)]
        )
        partners = definitions.sudo().search(  # sudo: as above
            [("model_name", "=", "res.partner"), ("kind", "not in", UNSTORED)]
        )
        by_name = {field.technical_name: field for field in partners}
        pairs = []
        for field in entered:
            target = field.carry_field_id or by_name.get(field.technical_name)
            fits = target and field._fits(target)
            pairs.append((field.technical_name, target.technical_name if fits else ""))
            if field.kind in ("file", "image"):
                suffix = "_filename"
                other = f"{target.technical_name}{suffix}" if fits else ""
                pairs.append((f"{field.technical_name}{suffix}", other))
        return tuple(pairs)

    @api.model
    def _merge(self, head, others):
        """Fill what ``head`` lacks from ``others``, the first value first."""
        head, others = head.sudo(), others.sudo()  # sudo: nobody's values get lost
        values = {}
        for name, _target in self._lead_fields():
            field = head._fields.get(name)
            if field is None:
                continue
            if field.type == "many2many":
                values[name] = [Command.link(id_) for id_ in others[name].ids]
            elif not head[name]:
                found = next((other[name] for other in others if other[name]), False)
                values[name] = field.convert_to_write(found, head)
        values = {name: value for name, value in values.items() if value}
        if values:
            head.write(values)

    @api.model
    def _customer_values(self, lead):
        """Return the values of the contact fields for a customer of ``lead``."""
        lead.ensure_one()
        values = {}
        partner_fields = self.env["res.partner"]._fields
        lead = lead.sudo()  # sudo: a value that others see covered goes along too
        for name, target in self._lead_fields():
            if target in partner_fields and name in lead._fields and lead[name]:
                field = lead._fields[name]
                values[target] = (
                    [Command.set(self._same_options(lead[name], target))]
                    if field.type == "many2many"
                    else field.convert_to_write(lead[name], lead)
                )
        return values

    @api.model
    def _same_options(self, linked, target):
        """Return the ids to link: options of the other field by their value."""
        if linked._name != "crm.custom.field.option":
            return linked.ids
        definitions = self.env["crm.custom.field"].sudo()  # sudo: see _lead_fields
        field = definitions.with_context(active_test=False).search(
            [("model_name", "=", "res.partner"), ("technical_name", "=", target)]
        )
        wanted = set(linked.mapped("value"))
        return field.option_ids.filtered(lambda option: option.value in wanted).ids
