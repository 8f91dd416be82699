from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...engine.field.kinds import KINDS
from ...engine.field.naming import UNIQUE_PREFIX
from ...listing import listed


class CrmCustomFieldUniqueness(models.Model):
    """What may not stand twice: values, by an index of the database, and labels."""

    _inherit = "crm.custom.field"

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
                    "CREATE UNIQUE INDEX %s ON %s (%s) WHERE %s",
                    SQL.identifier(name),
                    SQL.identifier(self.env[field.model_name]._table),
                    field._unique_expression(),
                    field._unique_counts(),
                )
            )

    def _unique_counts(self):
        """Return what tells the values that count: an empty text is none."""
        column = SQL.identifier(self.technical_name)
        if self.env[self.model_name]._fields[self.technical_name].type == "char":
            return SQL("NULLIF(%s, '') IS NOT NULL", column)
        return SQL("%s IS NOT NULL", column)

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
                "SELECT min(%s::text) FROM %s WHERE %s"
                " GROUP BY %s HAVING count(*) > 1 LIMIT 5",
                column,
                SQL.identifier(model._table),
                self._unique_counts(),
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
