from odoo import models
from odoo.exceptions import ValidationError

from ...engine.field.kinds import LINKS, OPTIONS


class CrmCustomFieldNarrowing(models.Model):
    """A field whose choices follow another one: province, city, district."""

    _inherit = "crm.custom.field"

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
