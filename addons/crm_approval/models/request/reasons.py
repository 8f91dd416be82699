import re

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_amount, formatLang

from ...engine import conditions as engine
from ...engine import expression
from ...engine.spec import parse_domain
from ...listing import clauses, listed
from ..gate.calls import CALL

NOTHING = "\N{EN DASH}"
# Sides of a comparison that people read; what a link or a text equals needs no sign.
SIGNS = {
    ">": ">",
    "<": "<",
    ">=": "\N{GREATER-THAN OR EQUAL TO}",
    "<=": "\N{LESS-THAN OR EQUAL TO}",
}


class CrmApprovalRequestWords(models.Model):
    """Why a chain asks and what would change, in the language of the reader."""

    _inherit = "crm.approval.request"

    def _change_table(self, hidden=None):
        """Render before and after, labels in the language of the reader.

        :param hidden: by request, what the reader may not see
        """
        self.ensure_one()
        head = Markup("<tr><th></th><th>%s</th><th>%s</th></tr>") % (
            self.env._("Now"),
            self.env._("Proposed"),
        )
        rows = [
            Markup("<tr><td>%s</td><td>%s</td><td><strong>%s</strong></td></tr>") % row
            for row in self._change_rows(hidden)
        ]
        if not rows:
            return False
        return Markup(
            '<table class="table table-sm o_crm_approval_change">%s</table>'
        ) % (head + Markup().join(rows))

    def _change_rows(self, hidden=None):
        """Return (label, before, after) of the fields that still exist."""
        if hidden is None:
            hidden = self._names_hidden()
        kept = hidden.get(self._origin.id, ())
        known = self.env[self.res_model]._fields if self._has_model() else {}
        return [
            (known[name]._description_string(self.env), before, after)
            for name, before, after in (self.facts or {}).get("change", ())
            if name in known and name not in kept
        ]

    @api.model
    def _field_label(self, model, path):
        """Spell a field, or the field of lines, as the reader knows it."""
        labels = []
        for name in path.split("."):
            field = self.env[model]._fields.get(name) if model in self.env else None
            if field is None:
                return path
            labels.append(
                self.env["ir.model.fields"].get_field_string(model).get(name) or name
            )
            model = field.comodel_name
        return " / ".join(labels)

    def _closed_words(self, record, names):
        """Say that fields of the record stand still while the request waits."""
        self.ensure_one()
        labels = (self._field_label(self.res_model, name) for name in names)
        return self.env._(
            "While %(record)s waits for %(approver)s (%(chain)s), you cannot change "
            "%(fields)s. Ask them to decide, or withdraw the request first.",
            record=record,
            approver=self.waiting_for,
            chain=self.chain_id.name,
            fields=listed(self.env, labels),
        )

    def _lines_words(self, line, model):
        function = self.env["crm.approval.condition"]._fields["function"]
        functions = dict(function._description_selection(self.env))
        path = line["lines"]
        if line["function"] != "count":
            path = f"{path}.{line['line_field']}"
        value = line.get("value")
        spelled = "" if value is None else formatLang(self.env, value) + " "
        return self.env._(
            "%(function)s of %(lines)s: %(value)s%(operator)s %(bound)s",
            function=functions.get(line["function"], line["function"]),
            lines=self._field_label(model, path),
            value=spelled,
            operator=line["operator"],
            bound=formatLang(self.env, line["bound"]),
        )

    def _change_words(self, line, model):
        bound = formatLang(self.env, line["bound"]) + (" %" if line["percent"] else "")
        names = {
            "field": self._field_label(model, line["field"]),
            "bound": bound,
            "after": listed(self.env, line["after"]),
        }
        words = {
            "any": self.env._("%(field)s changed", **names),
            "to": self.env._("%(field)s became %(after)s", **names),
            "increase": self.env._("%(field)s rose by more than %(bound)s", **names),
            "decrease": self.env._("%(field)s fell by more than %(bound)s", **names),
        }[line["change"]]
        if "old" not in line:
            return words
        return self.env._(
            "%(words)s (from %(old)s to %(new)s)",
            words=words,
            old=line["old"],
            new=line["new"],
        )

    def _condition_facts(self, lead, line, agreed, tested):
        """Keep the values of the day with a condition, for the approver and later."""
        if line["kind"] == "expression":
            return self._with_values(line, lead, tested)
        condition = engine.from_json(line)
        if line["kind"] == "lines":
            return {**line, "value": self._number(tested.get(condition.measured))}
        if line["kind"] == "change" and condition.field in lead._fields:
            name = condition.field
            return {
                **line,
                "old": self._spell(lead, name, agreed.get(name, tested[name])),
                "new": self._spell(lead, name, tested[name]),
            }
        return line

    def _number(self, spelled):
        """Read a number of lines; none if they could not be added up."""
        try:
            return float(spelled)
        except (TypeError, ValueError):
            return None

    def _spell(self, lead, name, value):
        """Spell a tested value for people."""
        if lead._fields[name].type in ("float", "monetary"):
            value = float(value or 0)
        return self._display(lead, name, value)

    @api.model
    def _currency_of(self, record, field):
        """Return the currency of an amount: that of the record, or its company's."""
        name = record._name != "crm.lead" and field.get_currency_field(record)
        company = self.env["crm.approval.gate"]._company(record) or self.env.company
        return record[name] if name else company.currency_id

    def _display(self, lead, name, value):
        """Spell a value for people; names are those of the day of the request."""
        field = lead._fields[name]
        if field.type == "many2one":
            record = value
            if not isinstance(value, models.BaseModel):
                record = lead.env[field.comodel_name].browse(value or ())
            # The record is read without a language, so that values compare.
            return record.with_context(lang=self.env.lang).display_name or NOTHING
        if field.type == "monetary":
            return format_amount(self.env, value or 0.0, self._currency_of(lead, field))
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "selection":
            options = dict(field._description_selection(self.env))
            return options.get(value, value) or NOTHING
        return str(value) if value else NOTHING

    def _with_values(self, line, lead, tested):
        told = {
            name: self._spell_number(lead, name, tested[name])
            for name in sorted(expression.names(line["expression"]))
            if self._may_be_told(lead, name, tested)
        }
        return {**line, "values": told}

    def _may_be_told(self, lead, name, tested):
        """Leave out what only some groups may see: the reason is read by others too."""
        field = lead._fields.get(name)
        return bool(field) and name in tested and not field.groups

    def _spell_number(self, lead, name, value):
        if lead._fields[name].type not in ("float", "integer"):
            return self._spell(lead, name, value)
        number = float(value or 0)
        return formatLang(self.env, number, digits=0 if number.is_integer() else 2)

    def _filter_words(self, line):
        label = self._field_label(self.res_model, line["field"])
        if line["sign"]:
            return f"{label} {line['value']} {line['sign']} {line['bound']}"
        return self.env._("%(field)s: %(value)s", field=label, value=line["value"])

    def _reason_words(self):
        """Say in words why the chain asks."""
        self.ensure_one()
        facts = self.facts or {}
        return clauses(
            self.env,
            [
                self._target_words(facts),
                self._limit_words(facts),
                *[
                    self._condition_words(line, self.res_model)
                    for line in facts.get("conditions", ())
                ],
                *[self._filter_words(line) for line in facts.get("filter", ())],
            ],
        )

    def _limit_words(self, facts):
        limit = facts.get("limit")
        if not limit:
            return ""
        currency = self.env["res.currency"].browse(facts["limit_currency"])
        amount_field = facts.get("amount_field") or "expected_revenue"
        return self.env._(
            "%(field)s %(amount)s ≥ %(limit)s",
            field=self._field_label(self.res_model, amount_field),
            amount=format_amount(self.env, self.amount, self.currency_id),
            limit=format_amount(self.env, limit, currency),
        )

    def _target_words(self, facts):
        """Say from what the chain keeps the record."""
        if facts.get("target") == "stage":
            return self.env._("to enter stage %(stage)s", stage=facts.get("stage"))
        if facts.get("target") == "method":
            return self._call_words(facts)
        return {
            "won": self.env._("to be won"),
            "lost": self.env._("to be lost"),
            "archive": self.env._("to be archived"),
            "reassign": self.env._("to be given to someone else"),
            "convert": self.env._("to become an opportunity"),
            "delete": self.env._("to be deleted"),
            "merge": self.env._("to be merged"),
        }.get(facts.get("target"), "")

    def _call_words(self, facts):
        words = self.env._("to press “%(button)s”", button=facts.get("button"))
        if not facts.get("given"):
            return words
        return self.env._("%(words)s (%(values)s)", words=words, values=facts["given"])

    @api.model
    def _condition_words(self, line, model="crm.lead"):
        """Explain one condition; with the values of the day if the line has them."""
        explain = {
            "expression": self._formula_words,
            "lines": self._lines_words,
            "change": self._change_words,
        }[line["kind"]]
        return explain(line, model)

    def _formula_words(self, line, model):
        """Spell a formula with the labels of its fields, and with their values."""
        names = "|".join(expression.names(line["expression"]))
        words = re.sub(
            rf"\b({names})\b",
            lambda found: self._field_label(model, found[0]),
            self.env._("formula %(formula)s", formula=line["expression"]),
        )
        values = listed(
            self.env,
            [
                f"{self._field_label(model, name)} {value}"
                for name, value in line.get("values", {}).items()
            ],
        )
        if not values:
            return words
        return self.env._("%(words)s (%(values)s)", words=words, values=values)

    def _prepare_facts(self, lead, finding, change, agreed):
        """Note what the approver is shown, with the names and values of the day."""
        spec = finding.spec
        stage_id = finding.stage_id and change.get("stage_id", finding.stage_id)
        version = self.env["crm.approval.version"].sudo()  # sudo: frozen, no secret
        definition = version.browse(spec.version_id).definition
        return {
            "target": spec.target,
            "stage": self.env["crm.stage"].browse(stage_id).name,
            "limit": spec.amount,
            "amount_field": spec.amount_field,
            "limit_currency": spec.currency_id,
            "change": [
                [name, self._display(lead, name, lead[name]), after]
                for name, value in change.items()
                if name in lead._fields
                and (after := self._display(lead, name, value)) is not None
            ],
            "filter": self._filter_facts(lead, finding, change),
            "conditions": [
                self._condition_facts(lead, line, agreed, finding.tested)
                for line in definition.get("conditions", ())
            ],
            **self._call_facts(spec, change.get(CALL)),
        }

    def _filter_facts(self, lead, finding, change):
        """Keep the values that made the filter of the chain hold."""
        return [
            {
                "field": name,
                "value": self._spell_number(lead, name, finding.tested[name]),
                "sign": sign,
                "bound": bound,
            }
            for name, sign, bound in _compared(finding.spec.domain)
            # What simply becomes another value stands in the table of the change.
            if (sign or name not in change)
            and self._may_be_told(lead, name, finding.tested)
        ]

    def _call_facts(self, spec, call):
        """Keep what a protected method is called with."""
        if not call:
            return {}
        given = [str(value) for value in call["args"]]
        given += [f"{name}: {value}" for name, value in call["kwargs"].items()]
        return {"button": spec.button, "given": listed(self.env, given)}


def _compared(text):
    """Return (field, sign, bound) of a filter; no sign where one of several may hold.

    A field appears once for each comparison, and once at all without any.
    """
    domain = list(parse_domain(text))
    choice = "|" in domain or "!" in domain
    found = {}
    for condition in Domain(domain).iter_conditions():
        name, *deeper = condition.field_expr.split(".")
        sign = "" if choice or deeper else SIGNS.get(condition.operator, "")
        found[name, sign, str(condition.value) if sign else ""] = True
    compared = {name for name, sign, _bound in found if sign}
    return [key for key in found if key[1] or key[0] not in compared]
