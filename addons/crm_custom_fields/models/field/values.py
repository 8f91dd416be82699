from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmCustomFieldValues(models.Model):
    """What is in the columns: how many values, of which options, and who keeps them."""

    _inherit = "crm.custom.field"

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
