"""Who else refers to records that are about to be deleted."""

from odoo.tools import SQL


def used_elsewhere(records):
    """Return ``{record id: name of a model that refers to it}``.

    References that the database would empty without a word, or that would refuse
    the deletion: the others are part of the record. One query per field.
    """
    env, used = records.env, {}
    for model in env.values():
        if model._abstract or model._transient or not model._auto:
            continue
        for field in model._fields.values():
            if _is_reference(field, records):
                for res_id in _referred(model, field, records):
                    used.setdefault(res_id, model)
    return {
        res_id: env["ir.model"]._get(model._name).display_name
        for res_id, model in used.items()
    }


def _is_reference(field, records):
    return (
        field.type == "many2one"
        and field.comodel_name == records._name
        and field.ondelete in ("set null", "restrict")
        and field.store
        and not field.company_dependent
        and field.name not in ("create_uid", "write_uid")
    )


def _referred(model, field, records):
    """Return the records that a row outside of them refers to by the field."""
    own = model._name == records._name
    rows = records.env.execute_query(
        SQL(
            "SELECT DISTINCT %(field)s FROM %(table)s"
            " WHERE %(field)s = ANY(%(ids)s)"
            " AND NOT (%(own)s AND id = ANY(%(ids)s))",
            field=SQL.identifier(field.name),
            table=SQL.identifier(model._table),
            ids=records.ids,
            own=own,
        )
    )
    return [res_id for (res_id,) in rows]
