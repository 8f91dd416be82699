from odoo import api, models
from odoo.exceptions import ValidationError

from ...engine.field import defaults, naming
from ...engine.field.kinds import KINDS
from ..stored_texts import TEXT, TITLE, refuse_long

# What makes the column; fixed once the column exists.
COLUMN_FIELDS = (
    "technical_name",
    "model_id",
    "kind",
    "relation_model_id",
    "related_path",
    "formula_kind",
    "table_id",
)


class CrmCustomFieldCheck(models.Model):
    """What a definition has to fulfil before it becomes a column."""

    _inherit = "crm.custom.field"

    @api.constrains("name", "page", "section", "help", "default_value")
    def _check_lengths(self):
        refuse_long(
            self, name=TITLE, page=TITLE, section=TITLE, help=TEXT, default_value=TEXT
        )

    @api.constrains("technical_name")
    def _check_technical_name(self):
        for field in self:
            if not naming.is_technical_name(field.technical_name or ""):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” cannot be the technical name of %(field)s. Start "
                        "with x_ and use small letters, digits and underscores, "
                        "%(length)s characters at most.",
                        name=field.technical_name or "",
                        field=field.name,
                        length=naming.MAX_LENGTH,
                    )
                )

    @api.constrains("model_id")
    def _check_model_enabled(self):
        for field in self:
            if not field.model_id.crm_custom_fields_enabled:
                raise ValidationError(
                    self.env._(
                        "%(model)s does not take custom fields, so %(field)s cannot be "
                        "added. An administrator can allow it in the settings of the "
                        "model.",
                        model=field.model_id.name,
                        field=field.name,
                    )
                )

    @api.constrains("kind", "relation_model_id", "option_ids")
    def _check_kind_complete(self):
        for field in self:
            if field.kind in ("many2one", "many2many") and not field.relation_model_id:
                raise ValidationError(
                    self.env._(
                        "%(field)s links to a record. Choose what it links to.",
                        field=field.name,
                    )
                )
            adopted = field.kind == "selection" and self._existing_column(field)
            if field.kind in ("selection", "tags") and not (
                field.option_ids or adopted
            ):
                raise ValidationError(
                    self.env._(
                        "%(field)s is a selection. Add at least one option.",
                        field=field.name,
                    )
                )

    @api.constrains("kind", "index", "unique_scope")
    def _check_index_fits(self):
        for field in self:
            if field.index == "trigram" and not KINDS[field.kind].trigram:
                raise ValidationError(
                    self.env._(
                        "%(field)s is not a text, so there is nothing to search "
                        "inside. Choose the index for exact search.",
                        field=field.name,
                    )
                )
            kind = KINDS[field.kind]
            if (field.unique_scope and not kind.unique) or (
                field.index and not kind.column
            ):
                raise ValidationError(
                    self.env._(
                        "The values of %(field)s cannot be indexed or unique because "
                        "of its type. Clear the index and the uniqueness.",
                        field=field.name,
                    )
                )

    @api.constrains("kind", "default_value")
    def _check_default_value(self):
        for field in self.filtered("default_value"):
            try:
                defaults.parse(field.kind, field.default_value)
                fits = KINDS[field.kind].default and field._default_is_an_option()
            except ValueError:
                fits = False
            if not fits:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” cannot be the default of %(field)s. Enter a value "
                        "that fits its type, or leave the default empty.",
                        value=field.default_value,
                        field=field.name,
                    )
                )

    def _default_is_an_option(self):
        self.ensure_one()
        if self.kind != "selection":
            return True
        return self.default_value.strip() in self.option_ids.mapped("value")

    @api.constrains("mask", "kind", "read_group_ids")
    def _check_mask(self):
        for field in self.filtered("mask"):
            if KINDS[field.kind].ttype != "char" or not field.read_group_ids:
                raise ValidationError(
                    self.env._(
                        "%(field)s can only be covered if it is a text and you say "
                        "who sees it uncovered.",
                        field=field.name,
                    )
                )

    @api.constrains(
        "carry_field_id",
        "kind",
        "model_id",
        "relation_model_id",
        "read_group_ids",
        "mask",
    )
    def _check_carry_field(self):
        self._check_route("res.partner")

    def _check_route(self, model_name):
        """Refuse a way of values that they cannot or must not go."""
        route = self.env["crm.custom.field.carry"]._routes()[model_name]
        for field in self.filtered(route):
            other = field[route]
            if other.model_name != model_name or not field._fits(other):
                raise ValidationError(
                    self.env._(
                        "The value of %(field)s cannot go to %(other)s. Choose a field "
                        "of the same type that is shown on: %(model)s.",
                        field=field.name,
                        other=other.name,
                        model=self.env["ir.model"]._get(model_name).name,
                    )
                )
            if not field._is_kept_by(other):
                raise ValidationError(
                    self.env._(
                        "%(field)s is not for everybody, and %(other)s would show its "
                        "value to more people. Let %(other)s be visible to the same "
                        "groups and be covered in the same way, or choose another "
                        "field.",
                        field=field.name,
                        other=other.name,
                    )
                )

    def _check_related_path(self):
        for field in self.filtered(lambda f: f.kind == "related"):
            field._related_target()

    def _related_target(self):
        """Return the step at the end of the path of a related definition."""
        step = self._path_end(self.related_path or "")
        if step is None or not step.type:
            raise ValidationError(
                self.env._(
                    "“%(path)s” does not lead to a value that %(field)s could show. "
                    "Write the technical names of the fields, separated by dots, and "
                    "only fields that you can see.",
                    path=self.related_path or "",
                    field=self.name,
                )
            )
        return step

    def _refuse_column_change(self, vals):
        for field in self.filtered("ir_field_id"):
            for name in COLUMN_FIELDS:
                if name not in vals:
                    continue
                present = self._fields[name].convert_to_write(field[name], field)
                if (vals[name] or False) != (present or False):
                    raise ValidationError(
                        self.env._(
                            "%(field)s already has its column, so its %(property)s "
                            "stays as it is. Archive the field and define a new one "
                            "instead.",
                            field=field.name,
                            property=self._fields[name]._description_string(self.env),
                        )
                    )
