from odoo import Command, api, models, tools

from ...engine.field.kinds import FILES, UNSTORED
from ..rule import rows as rules_of_rows
from . import visibility


class CrmCustomFieldCarry(models.AbstractModel):
    """Carries custom values along when deals are merged or become customers."""

    _name = "crm.custom.field.carry"
    _description = "Custom Field Carrier"

    @api.model
    def _routes(self):
        """Return by model which property of a field says where its value goes."""
        return {"res.partner": "carry_field_id"}

    @api.model
    @tools.ormcache()
    def _lead_fields(self):
        """Return the names of the fields whose values are entered on a deal."""
        names = []
        for field in self._entered("crm.lead"):
            names += [field.technical_name + end for end in self._endings(field)]
        return tuple(names)

    @api.model
    def _pairs(self, model_name):
        """Return ``{name on the deal: name on the other model}``.

        A value goes nowhere where people would see it who must not.
        """
        return {
            name: target
            for name, target, *groups in self._goals(model_name)
            if self._is_no_wider(*groups)
        }

    @api.model
    @tools.ormcache("model_name")
    def _goals(self, model_name):
        """Return ``(name, target, who sees the one, who sees the other)``."""
        route = self._routes()[model_name]
        by_name = {field.technical_name: field for field in self._entered(model_name)}
        goals = []
        for field in self._entered("crm.lead"):
            target = field[route] or by_name.get(field.technical_name)
            if target and field._fits(target) and field._covers_like(target):
                readers = (field.read_group_ids._ids, target.read_group_ids._ids)
                goals += [
                    (field.technical_name + end, target.technical_name + end, *readers)
                    for end in self._endings(field)
                ]
        return tuple(goals)

    @api.model
    def _entered(self, model_name):
        """Return the definitions of what people enter, archived ones included."""
        definitions = self.env["crm.custom.field"].with_context(active_test=False)
        return definitions.sudo().search(  # sudo: salespeople do not read them
            [("model_name", "=", model_name), ("kind", "not in", UNSTORED)]
        )

    @api.model
    def _endings(self, field):
        """Return what the name of each column of a field ends with."""
        return ("", "_filename") if field.kind in FILES else ("",)

    @api.model
    def _is_no_wider(self, source, target):
        """Tell whether everyone in the groups ``target`` is in one of ``source``."""
        groups = self.env["res.groups"]._get_group_definitions()
        implied = [{id_, *groups.get_superset_ids([id_])} for id_ in target]
        return not source or bool(
            target and all(not ids.isdisjoint(source) for ids in implied)
        )

    @api.model
    def _merge(self, head, others):
        """Fill what ``head`` lacks from ``others``, the first value first."""
        head, others = head.sudo(), others.sudo()  # sudo: nobody's values get lost
        values = {}
        for name in self._lead_fields():
            field = head._fields.get(name)
            if field is None:
                continue
            if field.type == "one2many":
                rules_of_rows.move(others[name], name, head)
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
        """Return the values of the contact fields for a customer of ``lead``.

        Those that the user may not fill in come separately.
        """
        lead.ensure_one()
        values = self._values(lead, "res.partner")
        closed = visibility.closed_to_user(self.env, "res.partner") & values.keys()
        return values, {name: values.pop(name) for name in closed}

    @api.model
    def _values(self, lead, model_name):
        """Return what goes from ``lead`` to a record of ``model_name``."""
        known = self.env[model_name]._fields
        # What the user does not see goes along too, where nobody else will see it.
        lead = lead.sudo().with_context(bin_size=False)  # sudo: unseen values
        return {
            target: self._value(lead, name, model_name, target)
            for name, target in self._pairs(model_name).items()
            if target in known and name in lead._fields and lead[name]
        }

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
        """Return commands that make rows of another table like ``rows``."""
        other = self.env[model_name]._fields[target].comodel_name
        names = self._shared_columns(rows._name, other)
        return [
            Command.create(
                {name: self._value(row, name, other, name) for name in names}
            )
            for row in rows
        ]

    @api.model
    @tools.ormcache("model_name", "other")
    def _shared_columns(self, model_name, other):
        """Return the columns of one table that another one takes over.

        They go along by their technical name, as far as they fit.
        """
        goals = {column.technical_name: column for column in self._entered(other)}
        return tuple(
            column.technical_name
            for column in self._entered(model_name)
            for goal in [goals.get(column.technical_name)]
            if goal and column._fits(goal) and column._is_kept_by(goal)
        )

    @api.model
    def _same_options(self, linked, model_name, target):
        """Return the ids to link: options of the other field by their value."""
        if linked._name != "crm.custom.field.option":
            return linked.ids
        field_id = self.env["crm.custom.field.cache"]._tag_fields(model_name)[target]
        definitions = self.env["crm.custom.field"].sudo()  # sudo: not for salespeople
        wanted = set(linked.mapped("value"))
        options = definitions.browse(field_id).option_ids
        return options.filtered(lambda option: option.value in wanted).ids
