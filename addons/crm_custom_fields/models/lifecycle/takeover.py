"""Makes managed fields of hand-made columns and of properties."""

import json
from collections import defaultdict
from typing import Any, NamedTuple

from odoo import Command
from odoo.tools import SQL

from ...engine.field import naming
from ...engine.lifecycle import adoption
from . import conversion


class Property(NamedTuple):
    """Properties of one label and type: in each container, one entry."""

    model: str
    field: str
    section: str
    label: str
    type: str
    relation: str
    entries: tuple[tuple[int, dict[str, Any]], ...]


def _enabled_models(env):
    enabled = env["ir.model"].search([("crm_custom_fields_enabled", "=", True)])
    return [name for name in enabled.mapped("model") if name in env]


# Hand-made columns


def columns(env):
    """Return the manual columns that no definition describes."""
    definitions = env["crm.custom.field"].sudo()  # sudo: of all companies
    known = definitions.with_context(active_test=False).search(
        [("model_name", "in", _enabled_models(env))]
    )
    taken = {
        (field.model_name, f"{field.technical_name}{suffix}")
        for field in known
        for suffix in ("", *naming.COMPANIONS)
    }
    found = env["ir.model.fields"].search(
        [
            ("model", "in", _enabled_models(env)),
            ("state", "=", "manual"),
            ("name", "!=", naming.COMPANY_CURRENCY),
        ]
    )
    found = found.sudo()  # sudo: only to compare, the designer sees the names
    return found.filtered(
        lambda c: (
            (c.model, c.name) not in taken
            and not c.crm_custom_spec
            and not (c.model_id.crm_custom_table and c.name in naming.OF_EVERY_ROW)
        )
    )


def obstacle(column):
    """Return in a sentence why ``column`` cannot be taken over, or ""."""
    names = ("name", "ttype", "related", "store", "compute", "company_dependent")
    reasons = {
        "name": column.env._("its technical name has capitals or is too long"),
        "computed": column.env._("it is computed by code"),
        "company": column.env._("it has another value in each company"),
        "type": column.env._("there is no such type here"),
    }
    return reasons.get(adoption.obstacle({n: column[n] for n in names}), "")


def take_columns(env, labels):
    """Make definitions of columns; ``labels`` are ``{column: label}``."""
    columns = env["ir.model.fields"].browse([c.id for c in labels])
    columns = columns.sudo()  # sudo: a designer does not read their options
    texts = _texts("ir_model_fields", "field_description, help", columns)
    rows = columns.selection_ids
    options = _texts("ir_model_fields_selection", "name", rows)
    by_value = {(r.field_id.id, r.value): options[r.id][0] for r in rows}
    definitions = env["crm.custom.field"].create(
        [_column_definition(c, label) for c, label in labels.items()]
    )
    for definition, column in zip(definitions, columns, strict=True):
        names, helps = texts[column.id]
        renamed = {"en_US": labels[column]} if names else names
        _set_texts(definition, name={**names, **renamed}, help=helps)
        for option in definition.option_ids:
            _set_texts(option, name=by_value[column.id, option.value])
    definitions._labels_changed()
    definitions._options_changed()
    return definitions


def _column_definition(column, label):
    is_related = bool(column.related)
    kind = "related" if is_related else adoption.kind_of(column.ttype)
    relation = column.relation if kind in ("many2one", "many2many") else ""
    return {
        "name": label,
        "technical_name": column.name,
        "model_id": column.model_id.id,
        "kind": kind,
        "related_path": column.related if is_related else False,
        "relation_model_id": relation and column.env["ir.model"]._get_id(relation),
        "tracking": bool(column.tracking),
        "index": "btree" if column.index else False,
    }


def _texts(table, names, records):
    """Return ``{id: texts in every language}``."""
    if not records:
        return {}
    records.flush_model()
    query = SQL(
        "SELECT id, %s FROM %s WHERE id IN %s",
        SQL(names),
        SQL.identifier(table),
        records._ids,
    )
    return {row[0]: row[1:] for row in records.env.execute_query(query)}


def _set_texts(record, **texts):
    record.flush_recordset()
    for name, by_language in texts.items():
        record.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = %s",
                SQL.identifier(record._table),
                SQL.identifier(name),
                json.dumps(by_language) if by_language else None,
                record.id,
            )
        )
    record.invalidate_recordset(list(texts))


# Properties


def properties(env):
    """Return the :class:`Property` groups of the enabled models."""
    found = defaultdict(list)
    for model_name in _enabled_models(env):
        for field in env[model_name]._fields.values():
            if field.type == "properties" and field.store:
                _add_properties(env, found, model_name, field)
    return [Property(*key, tuple(entries)) for key, entries in found.items()]


def _add_properties(env, found, model_name, field):
    link = env[model_name]._fields[field.definition_record]
    containers = env[link.comodel_name].with_context(active_test=False)
    if not containers.has_access("write"):
        return
    name = field.definition_record_field
    for container in containers.search([(name, "!=", False)]):
        for section, entry in adoption.with_sections(container[name] or ()):
            label, ttype = entry.get("string") or entry["name"], entry["type"]
            relation = entry.get("comodel") or ""
            key = (model_name, field.name, section, label, ttype, relation)
            found[key].append((container.id, dict(entry)))


def _property_origin(env, group):
    """Return where the values of a property are: in JSON, by container."""
    labels = {}
    for _container, entry in group.entries:
        labels.update(adoption.choices(entry))
    parts = [
        _property_query(env, group, container, entry)
        for container, entry in group.entries
    ]
    query = SQL(
        "SELECT id, key FROM (%s) part WHERE key <> ''",
        SQL(" UNION ALL ").join(parts),
    )
    kind = adoption.kind_of(group.type)
    return conversion.Origin(query, kind, group.relation, labels)


def _property_query(env, group, container_id, entry):
    model = env[group.model]
    values = SQL("%s -> %s", SQL.identifier(group.field), entry["name"])
    text = SQL("%s ->> %s", SQL.identifier(group.field), entry["name"])
    if group.type in ("many2many", "tags"):
        text = SQL(
            "CASE jsonb_typeof(%s) WHEN 'array' THEN (SELECT string_agg(one, %s)"
            " FROM jsonb_array_elements_text(%s) one) END",
            values,
            "," if group.type == "many2many" else "\n",
            values,
        )
    elif group.type != "boolean":
        # An empty property is stored as false.
        text = SQL("CASE %s WHEN 'false'::jsonb THEN NULL ELSE %s END", values, text)
    link = model._fields[model._fields[group.field].definition_record]
    # A link that is not stored leads every record to the same container.
    within = SQL("TRUE")
    if link.store:
        within = SQL("%s = %s", SQL.identifier(link.name), container_id)
    return SQL(
        "SELECT id, %s AS key FROM %s WHERE %s",
        text,
        SQL.identifier(model._table),
        within,
    )


def count_properties(env, groups):
    """Return how many records have a value, in one query for all."""
    if not groups:
        return []
    env.flush_all()
    parts = [
        SQL("SELECT %s, count(*) FROM (%s) q", n, _property_origin(env, group).query)
        for n, group in enumerate(groups)
    ]
    counts = dict(env.execute_query(SQL(" UNION ALL ").join(parts)))
    return [counts[number] for number in range(len(groups))]


def take_properties(env, chosen, removes_source=True):
    """Make managed fields of ``chosen`` properties, with all their values.

    ``chosen`` are pairs of a :class:`Property` and its new label.
    """
    env.flush_all()
    groups = [group for group, _label in chosen]
    definitions = env["crm.custom.field"].create(
        [_property_definition(env, group, label) for group, label in chosen]
    )
    for group, definition in zip(groups, definitions, strict=True):
        origin = _property_origin(env, group)
        cells = conversion.cells_of(
            env,
            origin,
            definition.kind,
            relation=group.relation,
            choices=conversion.choices_of_options(definition.option_ids),
        )
        conversion.keep_aside(definition, origin, cells)
        conversion.fill(definition, origin, cells)
    if removes_source:
        _remove_properties(env, groups)
    return definitions


def _property_definition(env, group, label):
    kind = adoption.kind_of(group.type)
    options = {}
    for _container, entry in group.entries:
        for name in adoption.choices(entry).values():
            options.setdefault(name)
    return {
        "name": label,
        "model_id": env["ir.model"]._get_id(group.model),
        "kind": kind,
        "section": group.section,
        "relation_model_id": group.relation and env["ir.model"]._get_id(group.relation),
        "option_ids": [Command.create({"name": name}) for name in options],
    }


def _remove_properties(env, groups):
    """Take the properties away: their values are in the columns now."""
    gone = defaultdict(set)
    for group in groups:
        field = env[group.model]._fields[group.field]
        link = env[group.model]._fields[field.definition_record]
        for container_id, entry in group.entries:
            key = (link.comodel_name, field.definition_record_field, container_id)
            gone[key].add(entry["name"])
    for (model_name, name, container_id), names in gone.items():
        container = env[model_name].browse(container_id)
        container[name] = [p for p in container[name] if p["name"] not in names]
