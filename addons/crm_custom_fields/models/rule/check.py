from odoo import api, models
from odoo.exceptions import ValidationError

from ...engine.rule import patterns
from ..stored_texts import TEXT, TITLE, refuse_long, refuse_unfit_filter

# What has to be filled in on a rule, by its effect.
NEEDED = {
    "required": ("field_ids",),
    "readonly": ("field_ids",),
    "hidden": ("field_ids",),
    "allowed": ("field_ids",),
    "format": ("field_ids", "format"),
    "range": ("field_ids",),
    "compare": ("field_ids", "operator", "other_field_id"),
    "forbid": ("field_ids",),
    "limit": ("field_ids", "limit"),
    "rows": ("field_ids",),
    "clash": (
        "field_ids",
        "pairing",
        "column_id",
        "with_table_id",
        "with_column_id",
    ),
    "transition": ("to_stage_ids",),
}
TEXTS = ("char", "text")
NUMBERS = ("integer", "float", "monetary")
DATES = ("date", "datetime")
FITTING = {
    "format": TEXTS,
    "range": NUMBERS + DATES,
    "compare": NUMBERS + DATES,
    "allowed": ("selection", "many2one", "many2many"),
    "rows": ("one2many", "many2many"),
    "clash": ("one2many",),
}


class CrmCustomFieldRuleCheck(models.Model):
    """What a rule has to fulfil before it binds anybody."""

    _inherit = "crm.custom.field.rule"

    @api.constrains("name", "message")
    def _check_lengths(self):
        refuse_long(self, name=TITLE, message=TEXT)

    @api.constrains("model_id", "field_ids", "other_field_id")
    def _check_fields(self):
        for rule in self:
            named = rule.field_ids + rule.other_field_id
            if any(field.model_id != rule.model_id for field in named):
                raise ValidationError(
                    self.env._(
                        "Rule %(rule)s needs fields of %(model)s, and only of it. "
                        "Choose them again.",
                        rule=rule.name,
                        model=rule.model_id.name,
                    )
                )

    @api.constrains(
        "effect",
        "field_ids",
        "format",
        "operator",
        "to_stage_ids",
        "limit",
        "condition",
        "pairing",
        "column_id",
        "with_table_id",
        "with_column_id",
    )
    def _check_complete(self):
        for rule in self:
            for name in NEEDED[rule.effect]:
                if not rule[name]:
                    raise ValidationError(
                        self.env._(
                            "Rule %(rule)s is not complete: fill in %(property)s.",
                            rule=rule.name,
                            property=self._fields[name]._description_string(self.env),
                        )
                    )
            fitting = FITTING.get(rule.effect)
            for field in rule.field_ids if fitting else ():
                if field.ttype not in fitting:
                    raise ValidationError(
                        self.env._(
                            "%(field)s has not the type for rule %(rule)s. Choose "
                            "another field, or another effect.",
                            field=field.field_description,
                            rule=rule.name,
                        )
                    )

    @api.constrains("effect", "allowed_option_ids", "field_ids", "allowed_domain")
    def _check_allowed(self):
        for rule in self.filtered(lambda r: r.effect == "allowed"):
            options = rule.allowed_option_ids.field_id.mapped("technical_name")
            by_option = set(options) == set(rule.field_ids.mapped("name"))
            by_domain = len(rule.field_ids.mapped("relation")) == 1 and all(
                field.ttype in ("many2one", "many2many") for field in rule.field_ids
            )
            if by_domain and rule.allowed_domain:
                refuse_unfit_filter(rule, "allowed_domain", rule.field_ids[0].relation)
            elif not by_option:
                raise ValidationError(
                    self.env._(
                        "Say which values rule %(rule)s allows: options of its field, "
                        "or a filter of the records that it links to.",
                        rule=rule.name,
                    )
                )

    @api.constrains("condition", "model_id")
    def _check_condition(self):
        for rule in self:
            refuse_unfit_filter(rule, "condition", rule.model_name)

    @api.constrains("effect", "format", "pattern")
    def _check_pattern(self):
        reasons = {
            "nested": self.env._("it repeats a repetition, which can take for ever"),
            "many": self.env._("it has too many open repetitions"),
            "long": self.env._("it is too long"),
            "feature": self.env._("it refers back or looks around"),
        }
        for rule in self.filtered(lambda r: r.format == "pattern"):
            try:
                patterns.checked(rule.pattern or "(")
            except patterns.PatternError as error:
                raise ValidationError(
                    self.env._(
                        "The pattern of rule %(rule)s is not accepted: %(reason)s. "
                        "Write a simpler one.",
                        rule=rule.name,
                        reason=reasons.get(str(error), str(error)),
                    )
                ) from error

    @api.constrains("effect", "low", "high", "field_ids")
    def _check_limits(self):
        for rule in self.filtered(lambda r: r.effect in ("range", "rows")):
            try:
                limits = [rule._limit_value(rule.low), rule._limit_value(rule.high)]
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The limit %(value)s of rule %(rule)s does not fit its fields. "
                        "Write a number, a day (2026-01-31), today or today+7; for a "
                        "date with its time also now, now+2h or now-24h.",
                        value=error,
                        rule=rule.name,
                    )
                ) from error
            if limits == [None, None]:
                raise ValidationError(
                    self.env._(
                        "Rule %(rule)s needs a lower or an upper limit.", rule=rule.name
                    )
                )
            if rule.effect == "rows":
                rule._check_row_limits(*limits)

    def _check_row_limits(self, low, high):
        """A number of rows is whole, and some number has to be possible."""
        given = [limit for limit in (low, high) if limit is not None]
        whole = all(limit >= 0 and limit == int(limit) for limit in given)
        if not whole or given != sorted(given):
            raise ValidationError(
                self.env._(
                    "Rule %(rule)s counts rows: write whole numbers, the smaller one "
                    "first.",
                    rule=self.name,
                )
            )

    @api.constrains("effect", "allowed_domain", "field_ids")
    def _check_row_filter(self):
        counting = self.filtered(lambda r: r.effect in ("rows", "clash"))
        for rule in counting.filtered("allowed_domain"):
            for relation in set(rule.field_ids.mapped("relation")):
                refuse_unfit_filter(rule, "allowed_domain", relation)
