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
            if field.type == "one2many":
                rows = others[name]
                self.env["crm.custom.field.rule.rows"]._move(rows, name, head)
            elif field.type == "many2many":
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
                values[target] = self._value(lead, name, "res.partner", target)
        return values

    @api.model
    def _value(self, record, name, model_name, target):
        """Return what to write into ``target`` of ``model_name``."""
        field = record._fields[name]
        if field.type == "many2many":
            options = self._same_options(record[name], model_name, target)
            return [Command.set(options)]
        if field.type == "one2many":
            return self._row_commands(record[name], model_name, target)
        return field.convert_to_write(record[name], record)

    @api.model
    def _row_commands(self, rows, model_name, target):
        """Return commands that make rows of another table like ``rows``.

        Columns go along by their technical name, as far as their types fit.
        """
        other = self.env[model_name]._fields[target].comodel_name
        definitions = self.env["crm.custom.field"].with_context(active_test=False)
        columns = definitions.sudo().search(  # sudo: see _lead_fields
            [
                ("model_name", "in", (rows._name, other)),
                ("kind", "not in", UNSTORED),
            ]
        )
        goals = {c.technical_name: c for c in columns if c.model_name == other}
        names = [
            column.technical_name
            for column in columns
            if column.model_name == rows._name
            and column.technical_name in goals
            and column._fits(goals[column.technical_name])
        ]
        return [
            Command.create(
                {name: self._value(row, name, other, name) for name in names}
            )
            for row in rows
        ]

    @api.model
    def _same_options(self, linked, model_name, target):
        """Return the ids to link: options of the other field by their value."""
        if linked._name != "crm.custom.field.option":
            return linked.ids
        definitions = self.env["crm.custom.field"].sudo()  # sudo: see _lead_fields
        field = definitions.with_context(active_test=False).search(
            [("model_name", "=", model_name), ("technical_name", "=", target)]
        )
        wanted = set(linked.mapped("value"))
        return field.option_ids.filtered(lambda option: option.value in wanted).ids
