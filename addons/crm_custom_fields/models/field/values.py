from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...engine.field.kinds import KINDS
from ...engine.field.naming import UNIQUE_PREFIX
from ...listing import listed


class CrmCustomFieldUsage(models.AbstractModel):
    """What is in the columns: used values, repeated values, indexes."""

    _name = "crm.custom.field.usage"
    _description = "Custom Field Usage"

    def _drop_index(self, name):
        """Remove an index that the column no longer wants: the ORM keeps it."""
        index = name.format(table=self.env[self.model_name]._table)
        self.env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(index)))

    def _set_unique_indexes(self):
        """Let PostgreSQL hold the uniqueness, also when two save at once."""
        for field in self.filtered(lambda f: KINDS[f.kind].unique):
            name = field._unique_index_name()
            field._drop_index(name)
            if not field.unique_scope:
                continue
            field._refuse_doubled_values()
            self.env.cr.execute(
                SQL(
                    "CREATE UNIQUE INDEX %s ON %s (%s) WHERE %s IS NOT NULL",
                    SQL.identifier(name),
                    SQL.identifier(self.env[field.model_name]._table),
                    field._unique_expression(),
                    SQL.identifier(field.technical_name),
                )
            )

    def _unique_index_name(self):
        table = self.env[self.model_name]._table
        return f"{UNIQUE_PREFIX}{table}_{self.technical_name}"[:63]

    def _unique_expression(self):
        column = SQL.identifier(self.technical_name)
        has_company = "company_id" in self.env[self.model_name]._fields
        if self.unique_scope == "company" and has_company:
            return SQL("%s, COALESCE(company_id, 0)", column)
        return column

    def _refuse_doubled_values(self):
        model = self.env[self.model_name]
        model.flush_model()
        column = SQL.identifier(self.technical_name)
        rows = self.env.execute_query(
            SQL(
                "SELECT min(%s::text) FROM %s WHERE %s IS NOT NULL"
                " GROUP BY %s HAVING count(*) > 1 LIMIT 5",
                column,
                SQL.identifier(model._table),
                column,
                self._unique_expression(),
            )
        )
        if rows:
            raise UserError(
                self.env._(
                    "%(field)s cannot be unique yet: several records share the value "
                    "%(values)s. Change them first.",
                    field=self.name,
                    values=listed(self.env, (row[0] for row in rows)),
                )
            )

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
        field = model._fields.get(self.technical_name)
        if field is None or self.kind == "related":
            return 0
        if self.kind == "table":
            return self._count_rows()
        model.flush_model([self.technical_name])
        return self.env.execute_query(self._count_query(model, field))[0][0]

    def _count_query(self, model, field):
        table, column = SQL.identifier(model._table), SQL.identifier(field.name)
        if field.type == "many2many":
            return SQL(
                "SELECT count(DISTINCT %s) FROM %s",
                SQL.identifier(field.column1),
                SQL.identifier(field.relation),
            )
        if field.type == "binary":
            return SQL(
                "SELECT count(*) FROM ir_attachment"
                " WHERE res_model = %s AND res_field = %s",
                model._name,
                field.name,
            )
        filled = SQL("TRUE") if field.type == "boolean" else SQL("NULL")
        distinct = SQL("=") if field.type == "boolean" else SQL("IS DISTINCT FROM")
        return SQL(
            "SELECT count(*) FROM %s WHERE %s %s %s", table, column, distinct, filled
        )

    def _used_values(self):
        """Return ``{option: number of records}``, whoever may see them."""
        self.ensure_one()
        model = self.env[self.model_name]
        field = model._fields[self.technical_name]
        model.flush_model([field.name])
        if self.kind == "tags":
            table = SQL.identifier(field.relation)
            column = SQL.identifier(field.column2)
        else:
            table, column = SQL.identifier(model._table), SQL.identifier(field.name)
        query = SQL(
            "SELECT %s, count(*) FROM %s WHERE %s IS NOT NULL GROUP BY 1",
            column,
            table,
            column,
        )
        return dict(self.env.execute_query(query))

    def _fits(self, other):
        """Tell whether ``other`` can take over the values of this field."""
        self.ensure_one()
        if self.kind != other.kind or self.relation_model_id != other.relation_model_id:
            return False
        if self.kind == "table":
            return True
        options = set(self.option_ids.mapped("value"))
        return options <= set(other.option_ids.mapped("value"))

    def _covers_like(self, other):
        """Tell whether ``other`` shows to others no more than this field does."""
        self.ensure_one()
        if not self.read_group_ids or not other.mask:
            return True
        return other.mask == self.mask or bool(self.mask and other.mask == "all")

    def _is_kept_by(self, other):
        """Tell whether nobody sees in ``other`` what this field hides from them."""
        readers = (self.read_group_ids._ids, other.read_group_ids._ids)
        carry = self.env["crm.custom.field.carry"]
        return self._covers_like(other) and carry._is_no_wider(*readers)
