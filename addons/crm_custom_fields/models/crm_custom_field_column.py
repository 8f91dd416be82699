from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine.kinds import KINDS


class CrmCustomField(models.Model):
    """The only place that makes, changes or drops columns."""

    _inherit = "crm.custom.field"

    def _create_columns(self):
        """Give every definition its column, with one registry rebuild for all."""
        self._refuse_doubled_labels()
        todo = self.browse()
        for field in self:
            column = self._existing_column(field)
            if column:
                field._adopt(column)
            else:
                todo += field
        if todo:
            columns = self.env["ir.model.fields"].sudo()  # sudo: see _columns()
            columns.create([field._column_values() for field in todo])
            todo.invalidate_recordset(["ir_field_id"])
        self.env["crm.custom.field.layout"]._forget()

    def _columns(self):
        """Return the managed columns, with the right to change them.

        A designer owns the columns that have a definition, but has no right
        on ``ir.model.fields`` at large. Looked up anew: a value that somebody
        wrote into ``ir_field_id`` must not choose the column.
        """
        columns = self.env["ir.model.fields"].sudo()  # sudo: see above
        for field in self:
            columns += columns._get(field.model_name, field.technical_name)
        return columns.filtered(lambda column: column.state == "manual")

    def _existing_column(self, field):
        """Return a hand-made column of the same name, e.g. kept by an uninstall."""
        columns = self.env["ir.model.fields"]
        return columns._get(field.model_name, field.technical_name)

    def _adopt(self, column):
        self.ensure_one()
        wanted = self._column_values()
        same = column.ttype == wanted["ttype"] and (column.relation or False) == (
            wanted.get("relation") or False
        )
        if column.state != "manual" or not same:
            raise ValidationError(
                self.env._(
                    "%(model)s already has a field %(name)s of another type, so "
                    "%(field)s cannot take it over. Choose another technical name.",
                    model=self.model_id.name,
                    name=self.technical_name,
                    field=self.name,
                )
            )
        self._adopt_options(column)
        self._update_columns()

    def _adopt_options(self, column):
        """Keep the options that a taken-over column already has."""
        known = set(self.option_ids.mapped("value"))
        self.env["crm.custom.field.option"].create(
            [
                {
                    "field_id": self.id,
                    "name": option.name,
                    "value": option.value,
                    "sequence": option.sequence,
                }
                for option in column.selection_ids
                if option.value not in known
            ]
        )

    def _column_values(self):
        """Return what ``ir.model.fields`` has to know about the column."""
        self.ensure_one()
        kind = KINDS[self.kind]
        values = {
            "name": self.technical_name,
            "model_id": self.model_id.id,
            "field_description": self.name,
            "help": self.help,
            "ttype": kind.ttype,
            **self._changeable_values(),
        }
        if kind.ttype == "many2one":
            values["relation"] = self.relation_model_id.model
        if kind.ttype == "selection":
            values["selection"] = repr(self.option_ids._as_selection())
        return values

    def _changeable_values(self):
        """Return the attributes of the column that may change later."""
        return {
            "index": self.index == "btree",
            "crm_custom_index": self.index,
            "tracking": 100 if self.tracking else 0,
        }

    def _column_attributes(self):
        """Return the names of the fields that :meth:`_update_columns` reads."""
        return {"index", "tracking"}

    def _update_columns(self):
        for field in self:
            column = field._columns()
            values = {
                name: value
                for name, value in field._changeable_values().items()
                if column[name] != value
            }
            if values:
                field._drop_index(values)
                column.write(values)

    def _drop_index(self, values):
        """Remove an index that the column no longer wants: the ORM keeps it."""
        if "crm_custom_index" not in values:
            return
        model = self.env[self.model_name]
        name = f"{model._table}__{self.technical_name}_index"
        self.env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))

    def _labels_changed(self):
        """Give labels and help, in every language, to the columns."""
        if not self.ids:
            return
        self._refuse_doubled_labels()
        self.flush_model(["name", "help", "model_name", "technical_name"])
        columns = self.env["ir.model.fields"]
        columns.flush_model(["field_description", "help"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE ir_model_fields column_
                   SET field_description = field.name, help = field.help
                  FROM crm_custom_field field
                 WHERE field.id IN %s
                   AND column_.model = field.model_name
                   AND column_.name = field.technical_name
                """,
                tuple(self.ids),
            )
        )
        columns.invalidate_model(["field_description", "help"])
        self.env.registry.clear_cache("stable")

    def _refuse_doubled_labels(self):
        """Two fields with one label cannot be told apart in filters and exports."""
        columns = self.env["ir.model.fields"].with_context(lang="en_US")
        for model_name, fields in self.grouped("model_name").items():
            known = columns._get_fields_cached(model_name)
            labels = {data["field_description"]: name for name, data in known.items()}
            for field in fields.with_context(lang="en_US"):
                if labels.get(field.name, field.technical_name) != field.technical_name:
                    raise ValidationError(
                        self.env._(
                            "%(model)s already has a field “%(label)s” (%(other)s). "
                            "Choose a label that people can tell apart from it.",
                            model=field.model_id.name,
                            label=field.name,
                            other=labels[field.name],
                        )
                    )
                labels[field.name] = field.technical_name

    def _refuse_used(self):
        """Refuse to forget definitions whose columns hold values."""
        for field in self.filtered("ir_field_id"):
            count = field._count_values()
            if count:
                raise UserError(
                    self.env._(
                        "%(field)s holds a value on %(count)s records. Archive the "
                        "field to hide it and keep the values.",
                        field=field.name,
                        count=count,
                    )
                )

    def _count_values(self):
        """Return how many records have a value, whoever may see them."""
        self.ensure_one()
        model = self.env[self.model_name]
        if self.technical_name not in model._fields:
            return 0
        model.flush_model([self.technical_name])
        column = SQL.identifier(self.technical_name)
        if KINDS[self.kind].ttype == "boolean":
            filled = SQL("%s IS TRUE", column)
        else:
            filled = SQL("%s IS NOT NULL", column)
        query = SQL(
            "SELECT count(*) FROM %s WHERE %s", SQL.identifier(model._table), filled
        )
        return self.env.execute_query(query)[0][0]

    def _used_values(self):
        """Return ``{stored value: number of records}``, whoever may see them."""
        self.ensure_one()
        model = self.env[self.model_name]
        model.flush_model([self.technical_name])
        column = SQL.identifier(self.technical_name)
        query = SQL(
            "SELECT %s, count(*) FROM %s WHERE %s IS NOT NULL GROUP BY 1",
            column,
            SQL.identifier(model._table),
            column,
        )
        return dict(self.env.execute_query(query))

    def _options_changed(self):
        """Give options and their labels, in every language, to the columns."""
        for field in self.filtered("ir_field_id"):
            column = field._columns()
            wanted = field.option_ids._as_selection()
            if wanted != self.env["ir.model.fields.selection"]._get_selection(
                column.id
            ):
                column.selection = repr(wanted)
            self._copy_option_labels(field)
        self.env["crm.custom.field.layout"]._forget()

    def _copy_option_labels(self, field):
        self.env["crm.custom.field.option"].flush_model(["name", "value", "field_id"])
        rows = self.env["ir.model.fields.selection"]
        rows.flush_model(["name"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE ir_model_fields_selection row_
                   SET name = option_.name
                  FROM crm_custom_field_option option_
                 WHERE row_.field_id = %s
                   AND option_.field_id = %s
                   AND option_.value = row_.value
                """,
                field.ir_field_id.id,
                field.id,
            )
        )
        rows.invalidate_model(["name"])
        self.env.registry.clear_cache("stable")
