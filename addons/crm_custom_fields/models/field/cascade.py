from collections import namedtuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools.sql import table_exists

from ...engine.field import layout

OPTIONS, LINKS = ("selection", "tags"), ("many2one", "many2many")

# name of the field, its kind, what narrows it, the field of the linked records
# that has to equal it, and {option: the parents under which it may be chosen}.
Cascade = namedtuple("Cascade", "name kind parent path under")


class CrmCustomField(models.Model):
    """A field whose choices follow another one: province, city, district."""

    _inherit = "crm.custom.field"

    narrow_by_id = fields.Many2one(
        "ir.model.fields",
        string="Narrowed By",
        domain="[('model_id', '=', model_id), ('store', '=', True),"
        " ('ttype', 'in', ('selection', 'many2one', 'many2many'))]",
        ondelete="set null",
        index="btree_not_null",
        help="Only what fits the value of this field can be chosen, and a choice that "
        "no longer fits is cleared.",
    )
    narrow_by_name = fields.Char(related="narrow_by_id.name")
    narrow_path = fields.Char(
        string="By Its Field",
        help="The field of the linked records that has to equal the narrowing field, "
        "for example state_id.",
    )

    def _build(self):
        fields_ = super()._build()
        fields_._check_narrowing()
        return fields_

    def write(self, vals):
        res = super().write(vals)
        if not {"narrow_by_id", "narrow_path", "option_ids"}.isdisjoint(vals):
            self._check_narrowing()
        return res

    def _check_narrowing(self):
        """Checked when the columns are there: a chain may come in one call."""
        self.filtered("narrow_by_id")._check_narrowing_fits()
        for field in self.filtered(lambda f: f.kind in OPTIONS):
            parents = field.option_ids.parent_ids.field_id
            if parents - field._narrowing_definition():
                raise ValidationError(
                    self.env._(
                        "The options of %(field)s stand under options of another "
                        "field than the one that narrows it. Choose “Narrowed By” "
                        "first, then its options.",
                        field=field.name,
                    )
                )

    def _narrowing_definition(self):
        """Return the definition of the field that narrows this one."""
        definitions = self.with_context(active_test=False)
        return definitions.search(
            [
                ("model_id", "=", self.model_id.id),
                ("technical_name", "=", self.narrow_by_id.name or ""),
            ]
        )

    def _check_narrowing_fits(self):
        for field in self:
            parent = field.narrow_by_id
            if parent.model_id != field.model_id or not field._narrowing_type_fits():
                raise ValidationError(
                    self.env._(
                        "%(parent)s cannot narrow %(field)s. A selection is narrowed "
                        "by another custom selection, a link by a link to the same "
                        "kind of record as the field that you name.",
                        parent=parent.field_description,
                        field=field.name,
                    )
                )
            seen, step = field, field._narrowing_definition()
            while step and step not in seen:
                seen |= step
                step = step._narrowing_definition()
            if step:
                raise ValidationError(
                    self.env._(
                        "%(field)s would narrow itself: %(chain)s. Take one of them "
                        "out of the circle.",
                        field=field.name,
                        chain=" → ".join((seen + step).mapped("name")),
                    )
                )

    def _narrowing_type_fits(self):
        parent = self.narrow_by_id
        if self.kind in OPTIONS:
            return self._narrowing_definition().kind in OPTIONS
        if self.kind not in LINKS or parent.ttype != "many2one":
            return False
        link = self.env[self.relation_model_id.model]._fields.get(self.narrow_path)
        return bool(link and link.store) and (
            link.comodel_name == parent.relation if link.relational else False
        )


class CrmCustomFieldOption(models.Model):
    """An option may stand under options of the narrowing field."""

    _inherit = "crm.custom.field.option"

    parent_ids = fields.Many2many(
        "crm.custom.field.option",
        "crm_custom_field_option_parent_rel",
        "option_id",
        "parent_id",
        string="Under",
        help="Can be chosen only with one of these. Empty: always.",
    )


class CrmCustomFieldNarrow(models.AbstractModel):
    """Holds the cascades: in the form at once, on the server for good."""

    _name = "crm.custom.field.narrow"
    _description = "Custom Field Cascades"

    @api.model
    @tools.ormcache("model_name")
    def _cascades(self, model_name):
        """Return the cascades of ``model_name``."""
        if not table_exists(self.env.cr, "crm_custom_field"):
            return ()
        definitions = self.env["crm.custom.field"].sudo()  # sudo: they bind everybody
        narrowed = definitions.search(
            [("model_name", "=", model_name), ("narrow_by_id", "!=", False)]
        )
        known = self.env[model_name]._fields
        return tuple(
            Cascade(
                field.technical_name,
                field.kind,
                field.narrow_by_id.name,
                field.narrow_path or "",
                {
                    option.value: tuple(option.parent_ids.mapped("value"))
                    for option in field.option_ids
                    if option.parent_ids
                },
            )
            for field in narrowed
            if field.technical_name in known and field.narrow_by_id.name in known
        )

    @api.model
    @tools.ormcache("model_name")
    def _parents(self, model_name):
        """Return the names of the fields that narrow others."""
        return frozenset(cascade.parent for cascade in self._cascades(model_name))

    @api.model
    def _misfit(self, record, cascade):
        """Return the part of a choice that does not fit its parent, or False."""
        chosen, parent = record[cascade.name], record[cascade.parent]
        if not chosen or not parent:
            return False
        if cascade.path:
            return chosen.filtered(lambda link: link[cascade.path] != parent)
        parents = _values(parent)
        wrong = {
            value
            for value in _values(chosen)
            if value in cascade.under and parents.isdisjoint(cascade.under[value])
        }
        if isinstance(chosen, str):
            return chosen if wrong else False
        return chosen.filtered(lambda option: option.value in wrong)

    @api.model
    def _check(self, records, names):
        """Refuse choices that do not fit; ``names`` is what has changed."""
        for cascade in self._cascades(records._name):
            if names.isdisjoint((cascade.name, cascade.parent)):
                continue
            for record in records:
                misfit = self._misfit(record, cascade)
                if misfit:
                    self._refuse(record, cascade, misfit)

    @api.model
    def _refuse(self, record, cascade, misfit):
        labels = record.fields_get([cascade.name, cascade.parent], ["string"])
        raise ValidationError(
            self.env._(
                "“%(record)s”: %(value)s is no choice for %(field)s with this "
                "%(parent)s. Choose one that fits.",
                record=record.display_name,
                value=self._shown(record, cascade.name, misfit),
                field=labels[cascade.name]["string"],
                parent=labels[cascade.parent]["string"],
            )
        )

    @api.model
    def _shown(self, record, name, value):
        if isinstance(value, str):
            return dict(record._fields[name]._description_selection(self.env))[value]
        return value[:1].display_name

    @api.model
    def _clear_misfits(self, records, parent):
        """Clear in a form what no longer fits the changed field ``parent``."""
        for cascade in self._cascades(records._name):
            if cascade.parent != parent:
                continue
            for record in records:
                misfit = self._misfit(record, cascade)
                if misfit and isinstance(misfit, str):
                    record[cascade.name] = False
                elif misfit:
                    record[cascade.name] -= misfit

    @api.model
    def _mirror(self, model_name, arch):
        """Let the client offer only what fits."""
        for cascade in self._cascades(model_name):
            field = self.env[model_name]._fields[cascade.name]
            parent = self.env[model_name]._fields[cascade.parent]
            if cascade.kind in LINKS:
                present = field._description_domain(self.env) or []
                domain = f"[({cascade.path!r}, '=', {cascade.parent})]"
                layout.narrow_links(arch, cascade.name, present, domain, cascade.parent)
            elif cascade.kind == "tags":
                present = field._description_domain(self.env) or []
                wanted = "id" if parent.relational else "value"
                domain = (
                    "['|', ('parent_ids', '=', False),"
                    f" ('parent_ids.{wanted}', 'in', "
                    + (cascade.parent if parent.relational else f"[{cascade.parent}]")
                    + ")]"
                )
                layout.narrow_links(arch, cascade.name, present, domain, cascade.parent)
            elif not parent.relational:
                self._mirror_options(arch, cascade, field, parent)

    @api.model
    def _mirror_options(self, arch, cascade, field, parent):
        values = [value for value, _label in field._description_selection(self.env)]
        for chosen, _label in parent._description_selection(self.env):
            fitting = [
                value
                for value in values
                if value not in cascade.under or chosen in cascade.under[value]
            ]
            if fitting != values:
                when = f"{cascade.parent} == {chosen!r}"
                layout.narrow_options(arch, cascade.name, when, fitting)


def _values(chosen):
    """Return the stored values of a selection or of a multi-select."""
    return {chosen} if isinstance(chosen, str) else set(chosen.mapped("value"))
