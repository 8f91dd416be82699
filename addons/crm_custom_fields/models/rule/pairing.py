from odoo import api, models
from odoo.exceptions import ValidationError

from ...engine.rule.pairs import Pairing, family
from ..stored_texts import as_domain, refuse_unfit_filter


class CrmCustomFieldRulePairing(models.Model):
    """Which rows of two tables a rule compares, and by which columns.

    The first table is the field of the rule. The other one belongs to the same
    record, or to one that it links to: the allergies of the patient of a deal.
    """

    _inherit = "crm.custom.field.rule"

    @api.depends("model_id", "with_link_id", "with_table_id")
    def _compute_with_names(self):
        for rule in self:
            rule.with_model_name = rule.with_link_id.relation or rule.model_id.model
            rule.with_row_model_name = rule.with_table_id.relation or ""

    # What it has to fulfil

    @api.constrains(
        "effect",
        "model_id",
        "field_ids",
        "pairing",
        "column_id",
        "with_link_id",
        "with_table_id",
        "with_column_id",
        "with_domain",
    )
    def _check_pairing(self):
        for rule in self.filtered(lambda r: r.effect == "clash"):
            rule._check_link()
            rule._check_table_of(rule.field_ids, rule.model_name, rule.column_id)
            rule._check_table_of(
                rule.with_table_id, rule.with_model_name, rule.with_column_id
            )
            rule._check_comparable()
            if rule.with_domain:
                refuse_unfit_filter(rule, "with_domain", rule.with_row_model_name)

    def _check_link(self):
        link = self.with_link_id
        fits = link.model_id == self.model_id and link.ttype == "many2one"
        if link and not (fits and link.store):
            raise ValidationError(
                self.env._(
                    "%(field)s does not lead from %(model)s to one other record, so "
                    "rule %(rule)s finds no table there. Choose a link, or none.",
                    field=link.field_description,
                    model=self.model_id.name,
                    rule=self.name,
                )
            )

    def _check_table_of(self, table, model_name, column):
        """A rule compares one table with one other, each by a column of its own."""
        is_table = len(table) == 1 and table.model == model_name
        if not is_table or not self.env["crm.custom.field.row"]._table_of(
            table.relation
        ):
            raise ValidationError(
                self.env._(
                    "Rule %(rule)s compares the rows of one table with those of "
                    "another: choose one table of rows of %(model)s for each.",
                    rule=self.name,
                    model=self.env["ir.model"]._get(model_name).name,
                )
            )
        if column.model != table.relation:
            raise ValidationError(
                self.env._(
                    "%(column)s is no column of %(table)s, so rule %(rule)s cannot "
                    "compare it. Choose one of its columns.",
                    column=column.field_description,
                    table=table.field_description,
                    rule=self.name,
                )
            )

    def _check_comparable(self):
        columns = (self.column_id, self.with_column_id)
        kinds = {family(column.ttype, column.relation or "") for column in columns}
        if len(kinds) > 1 or "" in kinds:
            raise ValidationError(
                self.env._(
                    "%(column)s and %(other)s cannot be compared in rule %(rule)s. "
                    "Choose two texts, two selections or multi-selects, or two links "
                    "to the same kind of record.",
                    column=columns[0].field_description,
                    other=columns[1].field_description,
                    rule=self.name,
                )
            )

    # For the engine

    def _compiled_pairing(self):
        """Return what the engine compares; None while a part of it is missing."""
        if self.effect != "clash" or not self._has_columns():
            return None
        return Pairing(
            column=self.column_id.name,
            table=self.with_table_id.name,
            other=self.with_column_id.name,
            link=self.with_link_id.name or "",
            domain=tuple(as_domain(self.with_domain)),
            wanted=self.pairing == "every",
        )

    def _has_columns(self):
        """Tell whether the registry knows them all: it passes here half built."""
        columns = (self.column_id, self.with_column_id)
        needed = (self.field_ids[:1], self.with_table_id, *columns)
        return all(
            field and field.name in getattr(self.env.get(field.model), "_fields", ())
            for field in needed
        )
