from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import expression

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
    field_name = fields.Selection("_selection_field_name", string="Field")
    change = fields.Selection(CHANGES, default="any")
    is_percent = fields.Boolean(string="Percent")
    before = fields.Char(
        string="From", help="Values separated by commas; empty: whatever it was."
    )
    after = fields.Char(string="To", help="Values separated by commas.")
    lines_path = fields.Selection("_selection_lines_path", string="Lines")
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
                requests._condition_words(condition._prepare_definition())
                if condition._is_complete()
                else False
            )

    @api.constrains(
        *("kind", "field_name", "change", "after", "expression"),
        *("lines_path", "function"),
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

    def _is_complete(self):
        self.ensure_one()
        if self.kind == "expression":
            return bool(self.expression)
        if self.kind == "lines":
            path = self.lines_path or ""
            return bool(path) and (self.function == "count" or "." in path)
        return bool(self.field_name and (self.change != "to" or self.after))

    @api.model
    def _selection_field_name(self):
        """Offer what a lead stores: field definitions are not for everyone's eyes."""
        return self._labelled(
            "crm.lead", lambda field: field.store and field.type in COMPARABLE
        )

    @api.model
    def _selection_lines_path(self):
        """Offer the lines of a lead, to count, and their numbers, to add up."""
        options = []
        lead_fields = self.env["crm.lead"]._fields
        for name, label in self._labelled("crm.lead", _is_lines):
            options.append((name, label))
            options += [
                (f"{name}.{line_name}", f"{label} / {line_label}")
                for line_name, line_label in self._labelled(
                    lead_fields[name].comodel_name,
                    lambda field: field.store and field.type in NUMBERS,
                )
            ]
        return options

    def _labelled(self, model, wanted):
        labels = self.env["ir.model.fields"].get_field_string(model)
        found = [
            (name, labels.get(name) or name)
            for name, field in self.env[model]._fields.items()
            if wanted(field) and name not in models.MAGIC_COLUMNS
        ]
        return sorted(found, key=lambda option: option[1])

    @api.model
    def _check_expression(self, text, chain):
        """Refuse a formula that cannot be read, for this chain."""
        known = self.env["crm.lead"]._fields
        try:
            unknown = sorted(expression.names(text) - known.keys())
        except expression.FormulaError as error:
            unknown = [str(error)]
        if unknown:
            raise ValidationError(
                self.env._(
                    "The formula “%(formula)s” of approval chain %(chain)s cannot be "
                    "read: %(error)s. Use field names of opportunities, numbers and "
                    "comparisons.",
                    formula=text,
                    chain=chain.name,
                    error=", ".join(unknown),
                )
            )

    def _tested_fields(self):
        """Return the fields of the opportunity that this condition looks at."""
        self.ensure_one()
        if self.kind == "expression":
            return set(expression.names(self.expression))
        return {self.field_name} if self.kind == "change" else set()

    def _prepare_definition(self):
        """Return the condition as it is frozen into a published version."""
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
