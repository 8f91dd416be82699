from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..engine.lifecycle import adoption
from ..models.lifecycle import takeover


class CrmCustomFieldTakeover(models.TransientModel):
    """Lists hand-made columns and properties that can become managed fields."""

    _name = "crm.custom.field.takeover"
    _description = "Custom Field Takeover"

    line_ids = fields.One2many(
        "crm.custom.field.takeover.line",
        "takeover_id",
        string="Fields",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    removes_source = fields.Boolean(
        string="Take the Properties Away Afterwards",
        default=True,
        help="Their values are copied into the new fields first.",
    )

    @api.depends_context("uid")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.create(values) for values in self._line_values()]

    @api.model
    def _line_values(self):
        columns = takeover.columns(self.env)
        groups = takeover.properties(self.env)
        counts = takeover.count_properties(self.env, groups)
        lines = [
            {
                "origin": "column",
                "model_id": column.model_id.id,
                "name": column.field_description,
                "column_id": column.id,
                "type_name": self._type_label(column.ttype),
                "value_count": count,
                "obstacle": takeover.obstacle(column),
            }
            for column, count in zip(columns, self._counts(columns), strict=True)
        ]
        for group, count in zip(groups, counts, strict=True):
            lines.append(
                {
                    "origin": "property",
                    "model_id": self.env["ir.model"]._get_id(group.model),
                    "name": group.label,
                    "property_key": self._key(group),
                    "type_name": self._type_label(group.type),
                    "value_count": count,
                }
            )
        return lines

    @api.model
    def _type_label(self, ttype):
        """Return the type as designers know it, in their language."""
        labels = dict(self.env["crm.custom.field"]._selection_kind())
        return labels.get(adoption.kind_of(ttype), ttype)

    @api.model
    def _key(self, group):
        return "/".join(entry["name"] for _container, entry in group.entries)

    @api.model
    def _counts(self, columns):
        """Return how many records have a value, one query for each model."""
        measures = self.env["crm.custom.field.measure"]
        counts = {}
        self.env.flush_all()
        for model_name, of_model in columns.grouped("model").items():
            model = self.env[model_name]
            names = [n for n in of_model.mapped("name") if n in model._fields]
            stored = [n for n in names if model._fields[n].column_type]
            stored = [n for n in stored if model._fields[n].store]
            if stored:
                query = measures._columns_query(model, stored)
                (_total, *cells) = self.env.execute_query(query)[0]
                keys = [(model_name, name) for name in stored]
                counts.update(zip(keys, cells[::2], strict=True))
            for query in measures._other_queries(model, names):
                rows = self.env.execute_query(query)
                counts.update(((model_name, row[0]), row[1]) for row in rows)
        return [counts.get((column.model, column.name), 0) for column in columns]

    def action_apply(self):
        """Take over the chosen fields, all of them or none."""
        self.ensure_one()
        self.env["crm.custom.field"].check_access("create")
        chosen = self.line_ids.filtered("is_chosen")
        hindered = chosen.filtered("obstacle")
        if not chosen or hindered:
            raise UserError(
                self.env._(
                    "%(field)s cannot be taken over: %(reason)s. Leave it out.",
                    field=hindered[0].name,
                    reason=hindered[0].obstacle,
                )
                if hindered
                else self.env._("Choose at least one field.")
            )
        allowed = takeover.columns(self.env)
        columns = {
            line.column_id: line.name
            for line in chosen
            if line.origin == "column" and line.column_id in allowed
        }
        groups = {self._key(group): group for group in takeover.properties(self.env)}
        properties = [
            (groups[line.property_key], line.name)
            for line in chosen
            if line.property_key in groups
        ]
        taken = self.env["crm.custom.field"]
        if columns:
            taken += takeover.take_columns(self.env, columns)
        if properties:
            taken += takeover.take_properties(self.env, properties, self.removes_source)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Taken Over"),
            "res_model": "crm.custom.field",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", taken.ids)],
        }


class CrmCustomFieldTakeoverLine(models.TransientModel):
    """One hand-made column or property."""

    _name = "crm.custom.field.takeover.line"
    _description = "Custom Field to Take Over"
    _order = "model_id, id"

    takeover_id = fields.Many2one(
        "crm.custom.field.takeover", required=True, ondelete="cascade", index=True
    )
    is_chosen = fields.Boolean(string="Take Over")
    origin = fields.Selection(
        [("column", "Hand-made field"), ("property", "Property")], readonly=True
    )
    model_id = fields.Many2one("ir.model", readonly=True, ondelete="cascade")
    name = fields.Char(string="Label", required=True)
    column_id = fields.Many2one("ir.model.fields", readonly=True, ondelete="cascade")
    property_key = fields.Char(readonly=True)
    type_name = fields.Char(string="Type", readonly=True)
    value_count = fields.Integer(string="Records with a Value", readonly=True)
    obstacle = fields.Char(string="Not Possible", readonly=True)
