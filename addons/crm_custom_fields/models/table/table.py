from odoo import Command, api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ... import registry
from ...engine.field.naming import PARENT, POSITION, row_model


class CrmCustomFieldTable(models.Model):
    """A field that is a table: a model of its own for the rows.

    The rows are records of a manual model. Its columns are custom fields like
    any other, so types, options, uniqueness and rules work on rows too.
    """

    _inherit = "crm.custom.field"

    @api.depends("kind", "model_name", "technical_name")
    def _compute_row_model_id(self):
        names = {field: field._row_model_name() for field in self}
        wanted = [name for name in names.values() if name]
        # Not by the cache of names: what a savepoint has taken back stays in there.
        models_ = self.env["ir.model"].sudo()  # sudo: as ``_get`` does
        found = models_.search([("model", "in", wanted)]) if wanted else models_
        known = {model.model: model for model in found}
        for field, name in names.items():
            field.row_model_id = known.get(name, models_)

    def _row_model_name(self):
        """Return the name of the model that holds the rows, or an empty text."""
        self.ensure_one()
        if self.kind != "table" or not (self.model_name and self.technical_name):
            return ""
        return row_model(self.model_name, self.technical_name)

    @api.constrains("kind", "model_id", "table_id")
    def _check_table(self):
        for field in self:
            if field.model_id.crm_custom_table and field.kind == "table":
                raise ValidationError(
                    self.env._(
                        "%(field)s cannot be a table inside a table. Link to a record "
                        "instead, or give it a table of its own.",
                        field=field.name,
                    )
                )
            if field.table_id and field.table_id.row_model_id != field.model_id:
                raise ValidationError(
                    self.env._(
                        "%(field)s has to be a column of the model of %(table)s.",
                        field=field.name,
                        table=field.table_id.name,
                    )
                )

    # Making the models

    def _create_tables(self):
        """Give every table its model; the columns make the registry know it."""
        tables = self.filtered(lambda field: field.kind == "table")
        present = tables.filtered("row_model_id")
        present._adopt_rows()
        if tables - present:
            self._create_row_models(tables - present)

    @api.model
    def _create_row_models(self, tables):
        row_models = self.env["ir.model"].sudo()  # sudo: the designer owns it
        created = row_models._create_unknown(
            [
                {
                    "name": table.with_context(lang="en_US").name,
                    "model": table._row_model_name(),
                    "field_id": [],
                    **table._row_model_values(),
                }
                for table in tables
            ]
        )
        # What stays when the addon leaves: only administrators reach the rows.
        self.env["ir.model.access"].sudo().create(  # sudo: the designer owns it
            [
                {
                    "name": row_model_.model,
                    "model_id": row_model_.id,
                    "group_id": self.env.ref("base.group_system").id,
                    **dict.fromkeys(
                        ("perm_read", "perm_write", "perm_create", "perm_unlink"), True
                    ),
                }
                for row_model_ in created
            ]
        )
        tables.invalidate_recordset(["row_model_id"])

    def _row_model_values(self):
        """Return what makes a model the model of the rows of this table."""
        return {
            "crm_custom_fields_enabled": True,
            "crm_custom_table": f"{self.model_name}/{self.technical_name}",
        }

    def _fixed_columns(self):
        """Return the columns that every row has, for tables that are made now."""
        new = self.filtered(
            lambda field: (
                field.row_model_id and field.row_model_id.model not in self.env
            )
        )
        return [
            {**values, "model_id": table.row_model_id.id}
            for table in new
            for values in (
                {
                    "name": PARENT,
                    "field_description": "Belongs To",
                    "ttype": "many2one",
                    "relation": table.model_name,
                    "required": True,
                    "index": True,
                    "on_delete": "cascade",
                },
                {
                    "name": POSITION,
                    "field_description": "Position",
                    "ttype": "integer",
                },
            )
        ]

    def _adopt_rows(self):
        """Take over rows that an earlier installation left."""
        for table in self:
            if not table._is_row_model(table.row_model_id):
                raise ValidationError(
                    self.env._(
                        "There is already a model %(model)s of another kind, so "
                        "%(field)s cannot keep its rows there. Choose another "
                        "technical name.",
                        model=table.row_model_id.model,
                        field=table.name,
                    )
                )
            row_model_ = table.row_model_id.sudo()  # sudo: the designer owns it
            row_model_.write(table._row_model_values())
        if self:
            registry.set_up(self.env)

    def _is_row_model(self, model):
        """Tell whether a hand-made model has what the rows of this table need."""
        columns = self.env["ir.model.fields"]
        parent = columns._get(model.model, PARENT)
        position = columns._get(model.model, POSITION)
        fits = parent.relation == self.model_name and position.ttype == "integer"
        return model.state == "manual" and fits

    # Columns of the tables

    @api.model
    def _place_columns(self, vals_list):
        """Let the fields that name a table belong to the model of its rows."""
        for vals in vals_list:
            if vals.get("table_id"):
                table = self.browse(vals["table_id"])
                vals["model_id"] = table.row_model_id.id

    def _define_table_columns(self, commands_list):
        """Define the columns that came along with new tables, all at once."""
        vals_list = [
            {**command[2], "table_id": table.id}
            for table, commands in zip(self, commands_list, strict=True)
            for command in commands
            if command[0] == Command.CREATE
        ]
        if vals_list:
            self._define(vals_list)

    def _drop_table_columns(self):
        """Forget the columns of these tables, whose rows are about to go."""
        columns = self.with_context(active_test=False).column_ids
        if columns:
            columns._refuse_in_use()
            self._drop_columns(columns._columns() + columns._companions())
            columns.invalidate_recordset(["ir_field_id"])
            columns.unlink()

    def _row_models(self):
        """Return the models of the rows of these tables, with the right to drop."""
        return self.row_model_id.sudo()  # sudo: the designer owns it

    def _table_labels_changed(self):
        """Give the names of the tables, in every language, to their models."""
        tables = self.filtered(lambda field: field.kind == "table")
        if not tables:
            return
        self.env["ir.model"].flush_model(["name"])
        for table in tables:
            self.env.cr.execute(
                SQL(
                    "UPDATE ir_model SET name = field.name FROM crm_custom_field field"
                    " WHERE field.id = %s AND ir_model.id = %s",
                    table.id,
                    table.row_model_id.id,
                )
            )
        self.env["ir.model"].invalidate_model(["name"])

    def _count_rows(self):
        """Return how many records have rows, whoever may see them."""
        self.ensure_one()
        rows = self.env[self._row_model_name()].sudo()  # sudo: the designer owns it
        groups = rows._read_group([], [], [f"{PARENT}:count_distinct"])
        return groups[0][0]
