"""Turn what a sheet says ("Cancity", "Kenya") into ids, a batch at a time."""

from collections import defaultdict

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.targets import Relation

VALUE = Relation()
# The ORM sets this one itself: it is written after the create.
CREATE_DATE = "create_date"
# In a payload this names an existing record to bind the key to.
ADOPT = "id"


def alive_ids(env, target, res_ids):
    """Return the ids that still exist, whether or not the user may see them."""
    if not res_ids:
        return set()
    table = SQL.identifier(env[target.model]._table)
    rows = env.execute_query(
        SQL("SELECT id FROM %s WHERE id = ANY(%s)", table, list(res_ids))
    )
    return {res_id for (res_id,) in rows}


def check_target_access(env, target):
    """Refuse a target that the user could not fill by hand."""
    model = env.get(target.model)
    if model is None or model._abstract or model._transient:
        raise UserError(
            env._(
                "%(target)s cannot be loaded: this database has no %(model)s. "
                "Install the application it belongs to, or take it out of the "
                "mapping.",
                target=target.name,
                model=target.model,
            )
        )
    model.check_access("create")
    model.check_access("write")
    for name in target.fields:
        if name in (ADOPT, CREATE_DATE):
            continue
        field = model._fields.get(name)
        if field is None:
            raise UserError(
                env._(
                    "%(target)s cannot be loaded: %(model)s has no field "
                    "%(field)s. Define the field first, or take it out of the "
                    "mapping.",
                    target=target.name,
                    model=model._description,
                    field=name,
                )
            )
        model._check_field_access(field, "write")


def resolve(env, run, target, items):
    """Fill ``item.values``; what cannot be resolved fails with its reason.

    One query per referenced target and per searched model, however many rows.
    """
    known = _known(env, run, target, items)
    for item in items:
        for name, raw in item.payload.items():
            relation = target.fields.get(name, VALUE)
            value, missing = _resolve_value(relation, raw, known)
            if missing:
                item.fail(_missing_message(env, target, name, relation, missing))
                break
            item.values[name] = value


def _known(env, run, target, items):
    """Return ``{relation: {raw: id or None}}`` for all that the items name."""
    wanted = defaultdict(set)
    for item in items:
        for name, raw in item.payload.items():
            relation = target.fields.get(name, VALUE)
            if relation.kind != "value" and raw:
                wanted[relation].update(raw if relation.many else [raw])
    lookup = {
        "key": _lookup_keys,
        "find": _lookup_records,
        "xmlid": _lookup_xmlids,
    }
    return {
        relation: lookup[relation.kind](env, run, relation, raws)
        for relation, raws in wanted.items()
    }


def _resolve_value(relation, raw, known):
    """Return ``(value, what is missing)``."""
    if relation.kind == "value":
        return raw, None
    if not raw:
        return False, None
    found = known[relation]
    raws = raw if relation.many else [raw]
    missing = next((one for one in raws if not found.get(one)), None)
    if missing is not None:
        return None, missing
    ids = [found[one] for one in raws]
    return ([(6, 0, ids)] if relation.many else ids[0]), None


def _lookup_keys(env, run, relation, raws):
    keys = env["crm.migration.key"]
    return {
        key: res_id
        for key, (res_id, _digest, _payload) in keys._lookup(
            run.source, relation.target, raws
        ).items()
    }


def _lookup_records(env, _run, relation, raws):
    """Search existing records; a name that several carry counts as not found."""
    records = env[relation.model].with_context(active_test=False)
    if relation.lang:
        records = records.with_context(lang=relation.lang)
    found = defaultdict(list)
    for record in records.search_fetch(
        [(relation.by, "in", list(raws))], [relation.by]
    ):
        found[record[relation.by]].append(record.id)
    return {raw: ids[0] for raw, ids in found.items() if len(ids) == 1}


def _lookup_xmlids(env, _run, _relation, raws):
    to_id = env["ir.model.data"]._xmlid_to_res_id
    return {raw: to_id(raw, raise_if_not_found=False) for raw in raws}


def _missing_message(env, target, name, relation, raw):
    model = env[target.model]
    label = model._fields[name].string if name in model._fields else name
    if relation.kind == "key":
        return env._(
            "%(field)s “%(value)s” was not loaded from the old system. Correct the "
            "name in the sheet, or mend the row it stands for, and resume.",
            field=label,
            value=raw,
        )
    return env._(
        "%(field)s “%(value)s” is not found here exactly once. Correct the name in "
        "the sheet or add a repair to the mapping, and resume.",
        field=label,
        value=raw,
    )
