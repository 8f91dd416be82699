"""Which records a chain concerns, as a search, and where they keep what is counted."""

from odoo.fields import Domain
from odoo.tools import split_every

from ...engine import spec as engine

BATCH = 2000
MONTHS = 12
# Where a record says when it came into the state; what is missing: when it was made.
SINCE = {
    "won": "date_closed",
    "lost": "date_closed",
    "stage": "date_last_stage_update",
    "archive": "write_date",
}


def domain_of(env, spec, with_amount=True):
    """Turn state, company, filter and amount into a search."""
    state = env["crm.approval.history"]._state_domain(spec)
    domain = Domain(state or []) & Domain(list(engine.parse_domain(spec.domain)))
    known = env[spec.model]._fields
    if spec.company_id and "company_id" in known:
        domain &= Domain("company_id", "in", [spec.company_id, False])
    if spec.amount and with_amount and money_field(env, spec):
        domain &= _amount_domain(env, spec)
    return domain


def _amount_domain(env, spec):
    """Compare with the limit in the currency of each record."""
    gate, cache = env["crm.approval.gate"], {}
    large, name = spec.amount_field, owner_field(env, spec)
    none = env["res.company"]
    if name == "company_id":
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(large, ">=", gate._threshold(spec, company, cache))
            for company in [*env.companies, none]
        )
    currencies = env["res.currency"].search([("active", "=", True)]) if name else [None]
    return Domain.OR(
        (Domain(name, "=", into.id) if name else Domain.TRUE)
        & Domain(large, ">=", gate._threshold(spec, env.company, cache, into))
        for into in currencies
    )


def exactly(env, records, spec):
    """Return the ids of those that meet every condition, in bounded memory."""
    gate = env["crm.approval.gate"]
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


def since_field(env, spec):
    known = env[spec.model]._fields
    name = SINCE.get(spec.target, "create_date")
    return name if name in known else "create_date"


def money_field(env, spec):
    """Return the amount of the records, if the database can add it up."""
    found = env[spec.model]._fields.get(spec.amount_field)
    return spec.amount_field if found and found.store else ""


def owner_field(env, spec):
    known = env[spec.model]._fields
    for name in (spec.currency_field, "company_id"):
        if name in known and known[name].store:
            return name
    return ""


def owner_of(env, spec, number):
    """Return (company, currency) of a record, from the column that names one."""
    companies, currencies = env["res.company"], env["res.currency"]
    if owner_field(env, spec) == "company_id":
        company = companies.browse(number or ())
        return company, company.currency_id
    return env.company, currencies.browse(number or ())
