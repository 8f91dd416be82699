from collections import Counter
from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ..engine import spec as engine
from .crm_approval_past_changes import MONTHS, SINCE

BATCH = 2000


@dataclass
class Past:
    """What was found: how often and how much by month, and what one should know.

    :ivar counts: ``{month: number}``
    :ivar amounts: ``{(month, owner): amount}``; the owner is a currency or a company
    """

    counts: Counter = field(default_factory=Counter)
    amounts: Counter = field(default_factory=Counter)
    notes: list = field(default_factory=list)
    is_known: bool = True


class CrmApprovalPast(models.AbstractModel):
    """What a chain would have asked for in the last months; read as the viewer.

    States are counted by the database. Changes come from the recorded history of the
    fields: what was never recorded is not guessed, and said.
    """

    _name = "crm.approval.past"
    _description = "Past of an Approval Chain"
    _inherit = ["crm.approval.past.changes"]

    @api.model
    def _look_back(self, spec):
        """Return the :class:`Past` of a chain, published or not."""
        past = Past()
        if spec.event:
            past.is_known = False
            past.notes.append(
                self.env._(
                    "Deleting, merging and pressing a button leave no history: the "
                    "past cannot tell."
                )
            )
        elif spec.moved:
            self._count_changes(spec, past)
        else:
            self._count_states(spec, past)
        return past

    def _count_states(self, spec, past):
        """Count what stands in the state, by when it got there."""
        records = self.env[spec.model].with_context(active_test=False)
        domain = self._past_domain(spec) & Domain(
            self._since_field(spec), ">=", f"-{MONTHS}m"
        )
        if spec.conditions:
            found = self._exactly(records.search(domain, order="id"), spec)
            domain = Domain("id", "in", found)
        self._group(records, spec, domain, past)
        if spec.domain != "[]" or spec.conditions:
            past.notes.append(
                self.env._("Filter and conditions are read as the records are today.")
            )

    def _group(self, records, spec, domain, past):
        """Let the database add up by month and currency."""
        date, money = self._since_field(spec), self._money_field(spec)
        groups = [f"{date}:month", *filter(None, [self._currency_group(spec)])]
        sums = ["__count", *([f"{money}:sum"] if money else [])]
        for month, *rest in records._read_group(domain, groups, sums):
            owner = rest.pop(0).id if len(groups) > 1 else False
            past.counts[month.strftime("%Y-%m")] += rest[0]
            if money:
                past.amounts[month.strftime("%Y-%m"), owner] += rest[1] or 0.0

    def _amounts_by_month(self, spec, past):
        """Add up in the currency of the current company, at the rate of today."""
        own, found = self.env.company, Counter()
        for (month, owner), amount in past.amounts.items():
            _company, currency = self._owner(spec, owner)
            if currency and currency != own.currency_id:
                amount = currency._convert(
                    amount, own.currency_id, own, fields.Date.context_today(self)
                )
            found[month] += amount
        return found

    @api.model
    def _since_field(self, spec):
        known = self.env[spec.model]._fields
        name = SINCE.get(spec.target, "create_date")
        return name if name in known else "create_date"

    @api.model
    def _money_field(self, spec):
        """Return the amount of the records, if the database can add it up."""
        found = self.env[spec.model]._fields.get(spec.amount_field)
        return spec.amount_field if found and found.store else ""

    @api.model
    def _currency_group(self, spec):
        known = self.env[spec.model]._fields
        for name in (spec.currency_field, "company_id"):
            if name in known and known[name].store:
                return name
        return ""

    @api.model
    def _past_domain(self, spec, with_amount=True):
        """Turn state, company, filter and amount into a search."""
        state = self.env["crm.approval.history"]._state_domain(spec)
        domain = Domain(state or []) & Domain(list(engine.parse_domain(spec.domain)))
        known = self.env[spec.model]._fields
        if spec.company_id and "company_id" in known:
            domain &= Domain("company_id", "in", [spec.company_id, False])
        if spec.amount and with_amount and self._money_field(spec):
            domain &= self._amount_domain(spec)
        return domain

    def _amount_domain(self, spec):
        """Compare with the limit in the currency of each record."""
        measure, cache = self.env["crm.approval.measure"], {}
        large, name = spec.amount_field, self._currency_group(spec)
        none = self.env["res.company"]
        if name == "company_id":
            return Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain(large, ">=", measure._threshold(spec, company, cache))
                for company in [*self.env.companies, none]
            )
        currencies = (
            self.env["res.currency"].search([("active", "=", True)]) if name else [None]
        )
        return Domain.OR(
            (Domain(name, "=", into.id) if name else Domain.TRUE)
            & Domain(
                large, ">=", measure._threshold(spec, self.env.company, cache, into)
            )
            for into in currencies
        )

    def _exactly(self, records, spec):
        """Return the ids of those that meet every condition, in bounded memory."""
        gate = self.env["crm.approval.gate"]
        names = [
            name
            for name in spec.watched
            if name in records._fields and records._fields[name].store
        ]
        ids = []
        for batch in split_every(BATCH, records.ids):
            part = records.browse(batch)
            part.fetch(names)
            ids += gate._matching(part, spec, {}, {}).ids
            part.invalidate_recordset()
        return ids
