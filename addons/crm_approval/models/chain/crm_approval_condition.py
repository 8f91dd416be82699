from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import expression
from ...listing import listed
from . import author, typed_values

KINDS = [
    ("change", "A field changed"),
    ("lines", "Lines add up"),
    ("expression", "A formula holds"),
]
CHANGES = [
    ("any", "changed at all"),
    ("increase", "rose by more than"),
    ("decrease", "fell by more than"),
    ("to", "became one of"),
]
FUNCTIONS = [
    ("sum", "Sum"),
    ("count", "Number"),
    ("max", "Largest"),
    ("min", "Smallest"),
    ("avg", "Average"),
]
OPERATORS = [(text, text) for text in (">", ">=", "<", "<=", "=", "!=")]
NUMBERS = ("float", "monetary", "integer")
COMPARABLE = (*NUMBERS, "boolean", "char", "date", "datetime", "many2one", "selection")
# Talk about a deal is not part of it.
NOT_LINES = ("mail.", "crm.approval.", "rating.")


class CrmApprovalCondition(models.Model):
    """One more condition of a chain: all of them must hold."""

    _name = "crm.approval.condition"
    _description = "Approval Condition"
    _order = "sequence, id"

    chain_id = fields.Many2one(
        "crm.approval.chain", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="change")
    res_model = fields.Selection(related="chain_id.res_model")
    field_name = fields.Char(string="Field")
    change = fields.Selection(CHANGES, default="any")
    is_percent = fields.Boolean(string="Percent")
    before = fields.Char(
        string="From", help="Values separated by commas; empty: whatever it was."
    )
    after = fields.Char(string="To", help="Values separated by commas.")
    lines_path = fields.Char(string="Lines")
    function = fields.Selection(FUNCTIONS, default="sum")
    operator = fields.Selection(OPERATORS, default=">=")
    bound = fields.Float(string="Value")
    expression = fields.Char(
        string="Formula",
        help="Names of fields, numbers, texts, comparisons, and, or, not, abs, min, "
        "max, round, len. Example: expected_revenue > 50000 and probability < 50",
    )
    words = fields.Char(string="In Words", compute="_compute_words")

    @api.depends(
        *("kind", "field_name", "change", "is_percent", "before", "after", "bound"),
        *("lines_path", "function", "operator", "expression"),
    )
    @api.depends_context("lang")
    def _compute_words(self):
        requests = self.env["crm.approval.request"]
        for condition in self:
            condition.words = (
                requests._condition_words(
                    condition._describe(), condition._model()._name
                )
                if condition._is_complete()
                else False
            )

    @api.constrains(
        *("kind", "field_name", "change", "before", "after", "expression"),
        *("lines_path", "function", "chain_id"),
    )
    def _check_complete(self):
        for condition in self:
            if not condition._is_complete():
                raise ValidationError(
                    self.env._(
                        "A condition of approval chain %(chain)s is not complete. "
                        "Choose its field, or remove the line.",
                        chain=condition.chain_id.name,
                    )
                )
            if condition.kind == "expression":
                self._check_expression(condition.expression, condition.chain_id)
            elif not condition._fields_fit():
                raise ValidationError(
                    self.env._(
                        "Approval chain %(chain)s cannot look at %(field)s: its "
                        "records do not have it, or it cannot be compared. Choose "
                        "another field.",
                        chain=condition.chain_id.name,
                        field=condition.field_name or condition.lines_path,
                    )
                )
            author.refuse_closed(condition.chain_id, paths=condition._read_paths())
            condition._prepare_definition()  # refuses a name that nothing carries

    def _is_complete(self):
        self.ensure_one()
        if self.kind == "expression":
            return bool(self.expression)
        if self.kind == "lines":
            path = self.lines_path or ""
            return bool(path) and (self.function == "count" or "." in path)
        return bool(self.field_name and (self.change != "to" or self.after))

    def _model(self):
        self.ensure_one()
        return self.env[self.chain_id.res_model or "crm.lead"]

    def _fields_fit(self):
        """Tell whether the records have the field, or the lines with their number."""
        model = self._model()
        if self.kind == "change":
            field = model._fields.get(self.field_name)
            return bool(field and field.store and field.type in COMPARABLE)
        lines, _separator, name = self.lines_path.partition(".")
        field = model._fields.get(lines)
        if not field or not _is_lines(field):
            return False
        number = self.env[field.comodel_name]._fields.get(name)
        return not name or bool(number and number.store and number.type in NUMBERS)

    @api.model
    def _check_expression(self, text, chain):
        """Refuse a formula that cannot be read, for this chain."""
        known = self.env[chain.res_model or "crm.lead"]._fields
        try:
            unknown = sorted(expression.names(text) - known.keys())
        except expression.FormulaError as error:
            reason, piece, position = error.args
            raise ValidationError(
                self.env._(
                    "The formula “%(formula)s” of approval chain %(chain)s cannot be "
                    "read at position %(position)s, “%(text)s”: %(reason)s",
                    formula=text,
                    chain=chain.name,
                    position=position,
                    text=piece,
                    reason=self._formula_reasons()[reason],
                )
            ) from error
        if unknown:
            raise ValidationError(
                self.env._(
                    "The formula “%(formula)s” of approval chain %(chain)s cannot be "
                    "read: %(error)s. Use field names of the records, numbers and "
                    "comparisons.",
                    formula=text,
                    chain=chain.name,
                    error=listed(self.env, unknown),
                )
            )

    @api.model
    def _formula_reasons(self):
        return {
            "syntax": self.env._("something is missing or too much here."),
            "piece": self.env._("formulas cannot contain this."),
            "function": self.env._("there is no such function."),
            "arguments": self.env._("the function takes another number of values."),
            "long": self.env._("the formula is too long. Split it into two."),
        }

    def _tested_fields(self):
        """Return the fields of the record that this condition looks at."""
        self.ensure_one()
        if self.kind == "expression":
            return set(expression.names(self.expression))
        return {self.field_name} if self.kind == "change" else set()

    def _read_paths(self):
        """Return the fields that this condition reads, as paths from the record."""
        self.ensure_one()
        if self.kind == "lines":
            return {self.lines_path}
        return self._tested_fields()

    def _prepare_definition(self):
        """Return the condition as it is frozen into a published version."""
        described = self._describe()
        if self.kind != "change" or self.change != "to":
            return described
        read = typed_values.read_as_measured
        return {
            **described,
            "before_is": read(self.chain_id, self.field_name, described["before"]),
            "after_is": read(self.chain_id, self.field_name, described["after"]),
        }

    def _describe(self):
        """Return the condition as people wrote it; that is enough for its words."""
        self.ensure_one()
        if self.kind == "expression":
            return {"kind": self.kind, "expression": self.expression}
        if self.kind == "lines":
            lines, _separator, line_field = self.lines_path.partition(".")
            return {
                "kind": self.kind,
                "lines": lines,
                "line_field": line_field or "id",
                "function": self.function,
                "operator": self.operator,
                "bound": self.bound,
            }
        return {
            "kind": self.kind,
            "field": self.field_name,
            "change": self.change,
            "percent": self.is_percent,
            "bound": self.bound,
            "before": _split(self.before),
            "after": _split(self.after),
        }


def _is_lines(field):
    return field.type == "one2many" and not field.comodel_name.startswith(NOT_LINES)


def _split(text):
    return [part.strip() for part in (text or "").split(",") if part.strip()]
