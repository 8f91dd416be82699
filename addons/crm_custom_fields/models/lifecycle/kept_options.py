from odoo import models
from odoo.tools import SQL

from ... import registry
from ...hooks import KEPT_OPTIONS, release_links


class CrmCustomFieldKeptOptions(models.Model):
    """Takes back the options that an earlier uninstall kept."""

    _inherit = "crm.custom.field"

    def _has_kept_options(self, column):
        return self.kind == "tags" and column.relation == KEPT_OPTIONS

    def _take_kept_options(self, column):
        """Make options of the kept ones, and lead the links of records to them."""
        self.ensure_one()
        release_links(self.env, [column.relation_table], KEPT_OPTIONS)
        kept = self._kept_rows()
        known = {option.value: option.id for option in self.option_ids}
        options = self.env["crm.custom.field.option"]
        new = [(value, name) for _id, value, name in kept if value not in known]
        created = options.create(
            [{"field_id": self.id, "name": n, "value": v} for v, n in new]
        )
        known.update((option.value, option.id) for option in created)
        self._relink(column, [(old, known[value]) for old, value, _name in kept])
        self.env.cr.execute(
            SQL(
                "UPDATE ir_model_fields SET relation = %s, domain = %s WHERE id = %s",
                options._name,
                repr([("field_id", "=", self.id)]),
                column.id,
            )
        )
        column.invalidate_recordset(["relation", "domain"])
        registry.set_up(self.env, [self.model_name])
        registry.add_columns(self.env, [self.model_name])  # holds the links again

    def _kept_rows(self):
        key = f"{self.model_name}/{self.technical_name}"
        query = SQL(
            "DELETE FROM %s WHERE x_field = %s RETURNING id, x_value, x_name",
            SQL.identifier(KEPT_OPTIONS),
            key,
        )
        return sorted(self.env.execute_query(query))

    def _relink(self, column, pairs):
        """Replace the ids of options; by way of negative ones, which never meet."""
        table, link = (
            SQL.identifier(column.relation_table),
            SQL.identifier(column.column2),
        )
        if not pairs:
            return
        values = SQL(", ").join(SQL("(%s, %s)", old, new) for old, new in pairs)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = -new.id FROM (VALUES %s) new (old, id)"
                " WHERE %s = new.old",
                table,
                link,
                values,
                link,
            )
        )
        self.env.cr.execute(
            SQL("UPDATE %s SET %s = -%s WHERE %s < 0", table, link, link, link)
        )
        self.env.invalidate_all()
