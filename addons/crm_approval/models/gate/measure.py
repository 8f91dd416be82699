from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import conditions as engine
from ...engine import expression, values
from ...engine import spec as spec_engine

MISSING = "(missing)"
NUMBERS = ("float", "monetary", "integer")
DIGITS = 6  # numbers that stand still are compared as exactly as databases keep them


class CrmApprovalMeasure(models.AbstractModel):
    """How the gate reads a record: values, thresholds, conditions.

    Everything fails closed: a condition that cannot be read any more (a field was
    removed, a formula divides by zero) counts as met, so that somebody is asked.
    """

    _inherit = "crm.approval.gate"

    @api.model
    def _values(self, lead, names):
        """Spell the named values of a record for comparison and for evidence."""
        return {name: self._value(lead, name) for name in names}

    @api.model
    def _known_values(self, record, names):
        """Spell the named values that the record has."""
        found = self._values(record, names)
        return {name: value for name, value in found.items() if value != MISSING}

    @api.model
    def _held_values(self, record, names):
        """Spell values that stand still, exactly; fields that are gone are left out."""
        return {
            name: round(record[name] or 0.0, DIGITS)
            if record._fields[name].type in ("float", "monetary")
            else self._value(record, name)
            for name in names
            if name in record._fields
        }

    def _value(self, lead, name):
        if name in ("is_won", "is_lost") and lead._name == spec_engine.LEAD:
            lost = not lead.active and not lead.probability
            return lost if name == "is_lost" else lead.stage_id.is_won
        if "(" in name:
            return self._measured_value(lead, name)
        if name not in lead._fields:
            return MISSING
        field, value = lead._fields[name], lead[name]
        if field.type in ("float", "monetary"):
            return values.number(value)
        if field.relational:
            return sorted(value.ids) if "2many" in field.type else value.id
        if field.type in ("integer", "boolean"):
            return value
        return str(value) if value else False

    def _measured_value(self, lead, name):
        try:
            return values.number(self._measured(lead, name))
        except KeyError:
            return MISSING

    def _measured(self, lead, name):
        """Compute a tested value like ``sum(line_ids.price)``.

        :raises KeyError: when the lines, their field, or the way of counting is gone
        """
        function, _separator, path = name.rstrip(")").partition("(")
        lines, _separator, field = path.partition(".")
        found = self._counted(lead[lines])
        numbers = [0.0] * len(found) if function == "count" else found.mapped(field)
        return engine.aggregate(function, numbers)

    @api.model
    def _counted(self, lines):
        """Return the lines that are added up; a glue addon leaves headings out."""
        return lines

    @api.model
    def _place(self, record, event=""):
        active, stage = record._active_name, {}
        if record._name == spec_engine.LEAD:
            stage = {
                "stage_id": record.stage_id.id or 0,
                "is_won": record.stage_id.is_won,
                "is_lost": self._value(record, "is_lost"),
            }
        return spec_engine.Place(
            company_id=self._company(record).id or 0,
            active=record[active] if active else True,
            event=event,
            **stage,
        )

    @api.model
    def _company(self, record):
        """Return the company that a record belongs to, if its model knows one."""
        if "company_id" not in record._fields:
            return self.env["res.company"]
        return record.company_id

    @api.model
    def _stage_id(self, record):
        return record.stage_id.id if record._name == spec_engine.LEAD else 0

    @api.model
    def _matching(self, leads, spec, thresholds, baselines):
        """Return those of ``leads`` that meet every condition of the chain."""
        leads = self._above_amount(leads, spec, thresholds)
        if leads and spec.domain != "[]":
            leads = self._in_domain(leads, spec)
        if spec.goal.moved:
            leads = leads.filtered(lambda lead: self._moved(lead, spec, baselines))
        for condition in spec.conditions:
            leads = leads.filtered(
                lambda lead, line=condition: self._holds(lead, line, baselines)
            )
        return leads

    def _above_amount(self, leads, spec, thresholds):
        if not spec.amount or not leads:
            return leads
        if spec.amount_field not in leads._fields:
            return leads  # the amount is gone: ask rather than let pass
        return leads.filtered(
            lambda lead: (
                self._amount_of(lead, spec)
                >= self._threshold(
                    spec,
                    self._company(lead),
                    thresholds,
                    self._currency(lead, spec),
                    self._rate_date(lead),
                )
            )
        )

    @api.model
    def _amount_of(self, lead, spec):
        """Return the amount that a chain looks at, as a number."""
        return lead[spec.amount_field]

    @api.model
    def _rate_date(self, record):
        """Return the day whose rate converts the amount of the chain."""
        return fields.Date.today()

    def _currency(self, record, spec):
        """Return the currency of the amount that the chain looks at."""
        if spec.currency_field in record._fields:
            return record[spec.currency_field]
        return self._company(record).currency_id

    def _threshold(self, spec, company, cache, into=None, date=None):
        """Return the amount of the chain in the currency of the record.

        A record without a company has no currency of its own but the one a caller
        chooses; its amount is read in the currency of the chain.
        """
        into = into or company.currency_id
        date = date or fields.Date.today()
        key = (spec.amount, spec.currency_id, company.id, into.id, date)
        if key not in cache:
            currencies = self.env["res.currency"].sudo()  # sudo: alike for everyone
            currency = currencies.browse(spec.currency_id)
            cache[key] = currency._convert(spec.amount, into, company, date)
        return cache[key]

    def _in_domain(self, leads, spec):
        try:
            domain = Domain(list(spec_engine.parse_domain(spec.domain)))
            return leads.filtered_domain(domain)
        except (KeyError, ValueError):
            return leads  # a field of the filter is gone: ask rather than let pass

    def _moved(self, lead, spec, baselines):
        agreed = baselines.get(lead.id, {})
        current = self._values(lead, spec.goal.moved)
        if spec.target == "convert":
            return agreed.get("type") == "lead" and current["type"] == "opportunity"
        return any(agreed.get(name, value) != value for name, value in current.items())

    def _holds(self, lead, condition, baselines):
        if condition.kind == "change":
            new = self._value(lead, condition.field)
            old = baselines.get(lead.id, {}).get(condition.field, new)
            return new == MISSING or engine.change_holds(condition, old, new)
        if condition.kind == "lines":
            return self._lines_hold(lead, condition)
        return self._formula_holds(lead, condition.expression)

    def _lines_hold(self, lead, condition):
        try:
            measured = self._measured(lead, condition.measured)
        except KeyError:
            return True  # what cannot be added up any more asks
        return engine.compares(condition.operator, measured, condition.bound)

    def _formula_holds(self, lead, text):
        """Tell whether a formula holds; one that cannot be computed asks."""
        try:
            result = expression.evaluate(text, self._formula_values(lead, text))
        except (KeyError, expression.FormulaError):
            return True  # it names a field that is gone, or was never a formula
        return result is None or bool(result)

    def _formula_values(self, lead, text):
        found = {}
        for name in expression.names(text):
            field, value = lead._fields[name], lead[name]
            if field.type in NUMBERS:
                found[name] = value or 0
            elif field.type in ("boolean", "date", "datetime"):
                found[name] = value
            elif field.type == "many2one":
                found[name] = value.display_name or ""
            else:
                found[name] = str(value) if value else ""
        return found
