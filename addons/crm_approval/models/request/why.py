import re

from odoo import models
from odoo.fields import Domain
from odoo.tools import formatLang

from ..engine import expression
from ..engine import spec as engine
from ..listing import clauses, listed

# Sides of a comparison that people read; what a link or a text equals needs no sign.
SIGNS = {
    ">": ">",
    "<": "<",
    ">=": "\N{GREATER-THAN OR EQUAL TO}",
    "<=": "\N{LESS-THAN OR EQUAL TO}",
}


class CrmApprovalRequestWhy(models.AbstractModel):
    """The filter and the formulas of a chain, with the values that made them hold."""

    _name = "crm.approval.request.why"
    _description = "Why a Chain Asks"

    def _prepare_facts(self, lead, finding, change, agreed):
        facts = super()._prepare_facts(lead, finding, change, agreed)
        facts["filter"] = [
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
        facts["conditions"] = [
            self._with_values(line, lead, finding.tested)
            for line in facts["conditions"]
        ]
        return facts

    def _with_values(self, line, lead, tested):
        if line["kind"] != "expression":
            return line
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

    def _reason_words(self):
        told = [
            self._filter_words(line) for line in (self.facts or {}).get("filter", ())
        ]
        return clauses(self.env, [super()._reason_words(), *told])

    def _filter_words(self, line):
        label = self._field_label(self.res_model, line["field"])
        if line["sign"]:
            return f"{label} {line['value']} {line['sign']} {line['bound']}"
        return self.env._("%(field)s: %(value)s", field=label, value=line["value"])

    def _condition_words(self, line, model="crm.lead"):
        words = super()._condition_words(line, model)
        if line["kind"] != "expression":
            return words
        values = listed(
            self.env,
            [
                f"{self._field_label(model, name)} {value}"
                for name, value in line.get("values", {}).items()
            ],
        )
        names = "|".join(expression.names(line["expression"]))
        words = re.sub(
            rf"\b({names})\b",
            lambda found: self._field_label(model, found[0]),
            words,
        )
        if not values:
            return words
        return self.env._("%(words)s (%(values)s)", words=words, values=values)


def _compared(text):
    """Return (field, sign, bound) of a filter; no sign where one of several may hold.

    A field appears once for each comparison, and once at all without any.
    """
    domain = list(engine.parse_domain(text))
    choice = "|" in domain or "!" in domain
    found = {}
    for condition in Domain(domain).iter_conditions():
        name, *deeper = condition.field_expr.split(".")
        sign = "" if choice or deeper else SIGNS.get(condition.operator, "")
        found[name, sign, str(condition.value) if sign else ""] = True
    compared = {name for name, sign, _bound in found if sign}
    return [key for key in found if key[1] or key[0] not in compared]
