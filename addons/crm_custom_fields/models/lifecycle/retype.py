import json

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.field import defaults
from ...engine.field.kinds import KINDS
from ...listing import listed
from . import conversion, reference

# What a column forgets when it becomes another one.
RESET = {
    "relation": None,
    "relation_table": None,
    "column1": None,
    "column2": None,
    "on_delete": None,
    "currency_field": None,
    "domain": "[]",
    "size": None,
    "translate": None,
    "company_dependent": False,
}
CHECKED = {
    "crm.custom.field",
    "crm.custom.field.profile",
    "crm.custom.field.rule",
    "ir.ui.view",
}


class CrmCustomFieldTypeChange(models.Model):
    """Gives a field another type: a new column beside the old, then in its place.

    The row in ``ir.model.fields`` stays the same record, so rules, views and
    everything else that points at the field go on doing so. All of it happens in
    one transaction: it is done as a whole, or not at all.
    """

    _inherit = "crm.custom.field"

    def _retype(self, kind, relation=None, can_add=False, keeps_misfits=True):
        """Make ``self`` a field of ``kind``; return (converted, kept aside)."""
        self.ensure_one()
        self._refuse_retype(kind)
        self.env.flush_all()
        uses = reference.uses(self)
        relation_name = relation.model if relation else ""
        origin = conversion.origin_of(self)
        options = {"relation": relation_name, "can_add": can_add}
        cells = self._cells_for(origin, kind, **options)
        if not keeps_misfits:
            self._refuse_misfits(cells, kind)
        self.write(self._unfit_values(kind))
        origin = origin._replace(query=self._move_column())
        self._become(kind, relation)
        if can_add:
            self._add_options(origin, cells, kind)
        cells = self._cells_for(origin, kind, **options)  # now as they are stored
        conversion.keep_aside(self, origin, cells)
        conversion.fill(self, origin, cells)
        self._drop_moved()
        self._settle(uses)
        fits = sum(cell.count for cell in cells if cell.fits)
        return fits, sum(cell.count for cell in cells) - fits

    def _cells_for(self, origin, kind, relation="", can_add=False):
        can_add = can_add and kind in ("selection", "tags")
        return conversion.cells_of(
            self.env,
            origin,
            kind,
            relation=relation,
            choices=conversion.choices_of_options(self.option_ids),
            can_add=can_add,
        )

    def _refuse_retype(self, kind):
        convertible = conversion.convertible_kinds()
        if self.kind == kind or self.kind not in convertible or kind not in convertible:
            labels = dict(self._selection_kind())
            raise UserError(
                self.env._(
                    "%(field)s cannot change from %(old)s to %(new)s. Choose another "
                    "type, or define a new field.",
                    field=self.name,
                    old=labels[self.kind],
                    new=labels.get(kind, kind),
                )
            )

    def _refuse_misfits(self, cells, kind):
        misfits = [cell for cell in cells if not cell.fits]
        if misfits:
            examples = [f"“{cell.text}”" for cell in misfits[:5]]
            raise UserError(
                self.env._(
                    "%(count)s values of %(field)s do not convert to %(kind)s, for "
                    "example %(examples)s. Correct them, or let them be kept aside.",
                    count=sum(cell.count for cell in misfits),
                    field=self.name,
                    kind=dict(self._selection_kind())[kind],
                    examples=listed(self.env, examples),
                )
            )

    def _unfit_values(self, kind):
        """Return what the definition loses, because the new type cannot have it."""
        new, values = KINDS[kind], {}
        if self.index and (
            not new.column or (self.index == "trigram" and not new.trigram)
        ):
            values["index"] = False
        if self.unique_scope and not new.unique:
            values["unique_scope"] = False
        if self.mask and new.ttype != "char":
            values["mask"] = False
        if self.carry_field_id:
            values["carry_field_id"] = False
        if self.default_value and not self._default_fits(kind):
            values["default_value"] = False
        return values

    def _default_fits(self, kind):
        if not KINDS[kind].default or kind == "selection":
            return False
        try:
            defaults.parse(kind, self.default_value)
        except ValueError:
            return False
        return True

    # The column

    def _moved_name(self):
        return f"{self.technical_name}__old"

    def _moved_table(self):
        return f"{self._relation_table()[:58]}__old"

    def _move_column(self):
        """Put the old column out of the way; return the query of its values."""
        model = self.env[self.model_name]
        field = model._fields[self.technical_name]
        self._drop_index(f"{{table}}__{self.technical_name}_index")
        self._drop_index(self._unique_index_name())
        if field.type == "many2many":
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s RENAME TO %s",
                    SQL.identifier(field.relation),
                    SQL.identifier(self._moved_table()),
                )
            )
            return conversion.origin_of(self, table=self._moved_table()).query
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s RENAME COLUMN %s TO %s",
                SQL.identifier(model._table),
                SQL.identifier(field.name),
                SQL.identifier(self._moved_name()),
            )
        )
        return conversion.origin_of(self, column=self._moved_name()).query

    def _drop_moved(self):
        table = self.env[self.model_name]._table
        old_table = SQL.identifier(self._moved_table())
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", old_table))
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP COLUMN IF EXISTS %s",
                SQL.identifier(table),
                SQL.identifier(self._moved_name()),
            )
        )

    def _become(self, kind, relation):
        """Change the definition and the row of its column, and make the new column.

        By SQL: both refuse it elsewhere, because there the values would be lost.
        """
        self._keep_history()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_custom_field SET kind = %s, relation_model_id = %s"
                " WHERE id = %s",
                kind,
                relation.id if relation else None,
                self.id,
            )
        )
        self.invalidate_recordset()
        self._write_column_row()
        self.env.invalidate_all()
        self._rebuild([self.model_name])
        self._add_companions()

    def _write_column_row(self):
        columns = self.env["ir.model.fields"]
        values = {
            name: value
            for name, value in {**RESET, **self._column_values()}.items()
            if columns._fields[name].store and not columns._fields[name].translate
        }
        del values["model_id"], values["name"]
        if values["ttype"] == "many2one":
            values["on_delete"] = "set null"
        spec = values["crm_custom_spec"]
        values["crm_custom_spec"] = json.dumps(spec) if spec else None
        sets = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        self.env.cr.execute(
            SQL(
                "UPDATE ir_model_fields SET %s WHERE model = %s AND name = %s",
                sets,
                self.model_name,
                self.technical_name,
            )
        )

    def _add_companions(self):
        values = self._companion_values()
        if values:
            columns = self.env["ir.model.fields"].sudo()  # sudo: the designer owns it
            columns.create(values)

    def _keep_history(self):
        """Let the log keep what it says about the old type, as after a deletion."""
        column = self.ir_field_id
        self.env.cr.execute(
            SQL(
                "UPDATE mail_tracking_value SET field_id = NULL, field_info ="
                " jsonb_build_object('desc', %s::text, 'name', %s::text, 'sequence',"
                " 100, 'type', %s::text) WHERE field_id = %s",
                column.field_description,
                column.name,
                column.ttype,
                column.id,
            )
        )
        self.env["mail.tracking.value"].invalidate_model()

    def _add_options(self, origin, cells, kind):
        """Make an option of each value that is none yet."""
        if kind not in ("selection", "tags"):
            return
        values = conversion.values_of(self.env, origin, [cell.key for cell in cells])
        names = conversion.new_options(
            self.env,
            values.values(),
            conversion.choices_of_options(self.option_ids),
            kind,
        )
        self.env["crm.custom.field.option"].create(
            [
                {"field_id": self.id, "name": name, "sequence": 10 * (number + 1)}
                for number, name in enumerate(names)
            ]
        )

    def _settle(self, uses):
        """Check everything that uses the field, and compute what depends on it."""
        if self.kind in ("selection", "tags") and not self.option_ids:
            raise UserError(
                self.env._(
                    "%(field)s has no options to choose from. Let new values become "
                    "options, or add options first.",
                    field=self.name,
                )
            )
        self._validate_fields(["kind", "relation_model_id", "option_ids", "mask"])
        if self.kind == "selection":
            self._options_changed()
        else:
            rows = self._columns().selection_ids
            rows.env.cr.execute(
                SQL(
                    "DELETE FROM ir_model_fields_selection WHERE id IN %s",
                    rows._ids or (0,),
                )
            )
            rows.invalidate_model()
        self._set_unique_indexes()
        self.filtered("default_value")._set_defaults()
        self.env["crm.custom.field.cache"]._forget()
        for model_name in CHECKED:
            ids = {use.res_id for use in uses if use.model == model_name}
            records = self.env[model_name].sudo().browse(ids)  # sudo: all its users
            if model_name == "ir.ui.view":
                records._check_xml()
            else:
                records._validate_fields(set(records._fields))
        ids = {use.res_id for use in uses if use.model == self._name}
        self.browse(ids)._recompute_formulas()
