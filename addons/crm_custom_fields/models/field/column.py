from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ... import registry
from ...engine.field import defaults

# Where only this object counts, which no client can send.
LATER = object()


class CrmCustomFieldColumn(models.Model):
    """The only place that makes, changes or drops columns."""

    _inherit = "crm.custom.field"

    @api.model
    def _builds_later(self):
        """Tell whether the caller brings all columns up to date together."""
        return self.env.context.get("crm_custom_build") is LATER

    @api.model
    def _define(self, vals_list):
        """Create definitions whose columns :meth:`_build` makes, later and together.

        A file needs several rounds of them, for instance a table before its columns.
        Whoever calls this has to build what came of it.
        """
        defining = self.with_context(crm_custom_build=LATER)
        return defining.create(vals_list).with_env(self.env)

    def _build(self):
        """Make the columns of new definitions, with one registry rebuild for all."""
        fields_ = self | self.with_context(active_test=False).column_ids
        fields_._check_paths()
        fields_._create_columns()
        fields_._labels_changed()
        fields_._check_narrowing()
        return fields_

    def _write_later(self, vals):
        """Write what :meth:`_update_columns` brings to the columns, later and together.

        Whoever calls this has to call that.
        """
        self.with_context(crm_custom_build=LATER).write(vals)

    def _create_columns(self):
        """Give every definition its column, with one registry rebuild for all."""
        self._refuse_doubled_labels()
        todo = adopting = self.browse()
        for field in self:
            column = self._existing_column(field)
            if not column:
                todo += field
            elif field._adopt(column):
                adopting += field
        adopting._update_columns()
        # Keyed by name: amounts of one model share one currency.
        values = {
            (field.model_name, vals["name"]): vals
            for field in todo
            for vals in field._all_column_values()
        }
        # What rows have comes first: the table on the record leads there.
        fixed = self._fixed_columns()
        if values:
            columns = self.env["ir.model.fields"].sudo()  # sudo: the designer owns it
            columns.create([*fixed, *values.values()])
            todo.invalidate_recordset(["ir_field_id"])
        todo._set_unique_indexes()
        self.filtered("default_value")._set_defaults()
        self.env["crm.custom.field.cache"]._forget()

    def _columns(self):
        """Return the managed columns, with the right to change them.

        A designer owns the columns that have a definition, but has no right
        on ``ir.model.fields`` at large. Looked up anew: a value that somebody
        wrote into ``ir_field_id`` must not choose the column.
        """
        columns = self.env["ir.model.fields"].sudo()  # sudo: the designer owns it
        for field in self:
            columns += columns._get(field.model_name, field.technical_name)
        return columns.filtered(lambda column: column.state == "manual")

    def _existing_column(self, field):
        """Return a hand-made column of the same name, e.g. kept by an uninstall."""
        columns = self.env["ir.model.fields"]
        return columns._get(field.model_name, field.technical_name)

    def _adopt(self, column):
        """Take ``column`` over; return whether it has to be brought up to date."""
        self.ensure_one()
        wanted = self._column_values()
        if self._has_kept_options(column):
            self._take_kept_options(column)
            return False
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
        return True

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

    def _companions(self):
        """Return the helping fields that belong to these definitions alone."""
        columns = self.env["ir.model.fields"].sudo()  # sudo: the designer owns it
        for field in self:
            for suffix in ("filename", "masked"):
                name = f"{field.technical_name}_{suffix}"
                columns += columns._get(field.model_name, name)
        return columns

    @api.model
    def _drop_columns(self, columns):
        """Drop ``columns``: first what covers others, because it depends on them."""
        covers = columns.filtered(lambda c: "mask" in (c.crm_custom_spec or {}))
        covers.unlink()
        (columns - covers).unlink()

    def _column_attributes(self):
        """Return the names of the fields that :meth:`_update_columns` reads."""
        return {"index", "tracking", "unique_scope", "mask", "formula"}

    def _update_columns(self):
        """Bring the columns in line with the definitions, with one rebuild for all."""
        changes = {field: values for field in self if (values := field._column_news())}
        for field, values in changes.items():
            field._drop_index(f"{{table}}__{field.technical_name}_index")
            # Not by the method of the model: it rebuilds the registry each time.
            models.Model.write(field._columns(), values)
        self._rebuild({field.model_name for field in changes})
        for field, values in changes.items():
            if "crm_custom_spec" in values:
                field._recompute_formulas()
        for field in self:
            field._update_mask()
        columns = self.env["ir.model.fields"].sudo()  # sudo: the designer owns it
        columns.create([vals for field in self for vals in field._companion_values()])
        self._set_unique_indexes()

    def _column_news(self):
        """Return the attributes in which the column differs from the definition."""
        column = self._columns()
        return {
            name: value
            for name, value in self._changeable_values().items()
            if (column[name] or False) != (value or False)
        }

    @api.model
    def _rebuild(self, model_names):
        """Let the registry and the database follow the rows of the columns."""
        if model_names:
            registry.set_up(self.env, model_names)
            registry.add_columns(self.env, model_names)

    def _update_mask(self):
        """Bring the covered twin in line with the chosen style."""
        companion = self._companions().filtered("crm_custom_spec")
        if companion and not self.mask:
            companion.unlink()
        elif companion and companion.crm_custom_spec["mask"]["style"] != self.mask:
            companion.crm_custom_spec = self._mask_values()["crm_custom_spec"]

    def _set_defaults(self):
        """Keep the default where Odoo looks for defaults."""
        defaults_ = self.env["ir.default"].sudo()  # sudo: the designer owns it
        for field in self:
            if field.default_value and field.lifecycle == "used":
                value = defaults.parse(field.kind, field.default_value)
                defaults_.set(field.model_name, field.technical_name, value)
            else:
                defaults_.search([("field_id", "=", field.ir_field_id.id)]).unlink()

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
        self._table_labels_changed()
        registry.forget_fields(self.env)

    def _options_changed(self):
        """Give options and their labels, in every language, to the columns."""
        for field in self.filtered(lambda f: f.ir_field_id and f.kind == "selection"):
            column = field._columns()
            wanted = field.option_ids._as_selection()
            if wanted != self.env["ir.model.fields.selection"]._get_selection(
                column.id
            ):
                column.selection = repr(wanted)
            self._copy_option_labels(field)
        self.env["crm.custom.field.cache"]._forget()

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
        registry.forget_fields(self.env)
