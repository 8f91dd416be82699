import json
from collections import defaultdict
from typing import Any, NamedTuple

from odoo import Command, api, models
from odoo.tools import SQL

from ...engine.field import naming
from ...engine.lifecycle import adoption
from ..lifecycle.conversion import Origin


class Property(NamedTuple):
    """Properties of one label and type: in each container, one entry."""

    model: str
    field: str
    section: str
    label: str
    type: str
    relation: str
    entries: tuple[tuple[int, dict[str, Any]], ...]


class CrmCustomFieldTakeover(models.AbstractModel):
    """Makes managed fields of hand-made columns and of properties."""

    _name = "crm.custom.field.takeover.source"
    _description = "Custom Field Takeover"

    @api.model
    def _enabled_models(self):
        enabled = self.env["ir.model"].search(
            [("crm_custom_fields_enabled", "=", True)]
        )
        return [name for name in enabled.mapped("model") if name in self.env]

    # Hand-made columns

    @api.model
    def _columns(self):
        """Return the manual columns that no definition describes."""
        definitions = self.env["crm.custom.field"].sudo()  # sudo: of all companies
        known = definitions.with_context(active_test=False).search(
            [("model_name", "in", self._enabled_models())]
        )
        taken = {
            (field.model_name, f"{field.technical_name}{suffix}")
            for field in known
            for suffix in ("", *naming.COMPANIONS)
        }
        columns = self.env["ir.model.fields"].search(
            [
                ("model", "in", self._enabled_models()),
                ("state", "=", "manual"),
                ("name", "!=", naming.COMPANY_CURRENCY),
            ]
        )
        columns = columns.sudo()  # sudo: only to compare, the designer sees the names
        return columns.filtered(
            lambda c: (
                (c.model, c.name) not in taken
                and not c.crm_custom_spec
                and not (c.model_id.crm_custom_table and c.name in naming.OF_EVERY_ROW)
            )
        )

    @api.model
    def _obstacle(self, column):
        """Return in a sentence why ``column`` cannot be taken over, or ""."""
        names = ("name", "ttype", "related", "store", "compute", "company_dependent")
        reasons = {
            "name": self.env._("its technical name has capitals or is too long"),
            "computed": self.env._("it is computed by code"),
            "company": self.env._("it has another value in each company"),
            "type": self.env._("there is no such type here"),
        }
        return reasons.get(adoption.obstacle({n: column[n] for n in names}), "")

    @api.model
    def _take_columns(self, labels):
        """Make definitions of columns; ``labels`` are ``{column: label}``."""
        columns = self.env["ir.model.fields"].browse([c.id for c in labels])
        columns = columns.sudo()  # sudo: a designer does not read their options
        texts = self._texts("ir_model_fields", "field_description, help", columns)
        rows = columns.selection_ids
        options = self._texts("ir_model_fields_selection", "name", rows)
        by_value = {(r.field_id.id, r.value): options[r.id][0] for r in rows}
        definitions = self.env["crm.custom.field"].create(
            [self._column_definition(c, label) for c, label in labels.items()]
        )
        for definition, column in zip(definitions, columns, strict=True):
            names, helps = texts[column.id]
            renamed = {"en_US": labels[column]} if names else names
            self._set_texts(definition, name={**names, **renamed}, help=helps)
            for option in definition.option_ids:
                self._set_texts(option, name=by_value[column.id, option.value])
        definitions._labels_changed()
        definitions._options_changed()
        return definitions

    @api.model
    def _column_definition(self, column, label):
        is_related = bool(column.related)
        kind = "related" if is_related else adoption.kind_of(column.ttype)
        relation = column.relation if kind in ("many2one", "many2many") else ""
        return {
            "name": label,
            "technical_name": column.name,
            "model_id": column.model_id.id,
            "kind": kind,
            "related_path": column.related if is_related else False,
            "relation_model_id": relation and self.env["ir.model"]._get_id(relation),
            "tracking": bool(column.tracking),
            "index": "btree" if column.index else False,
        }

    @api.model
    def _texts(self, table, names, records):
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
        return {row[0]: row[1:] for row in self.env.execute_query(query)}

    @api.model
    def _set_texts(self, record, **texts):
        record.flush_recordset()
        for name, by_language in texts.items():
            self.env.cr.execute(
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

    @api.model
    def _properties(self):
        """Return the :class:`Property` groups of the enabled models."""
        found = defaultdict(list)
        for model_name in self._enabled_models():
            for field in self.env[model_name]._fields.values():
                if field.type == "properties" and field.store:
                    self._add_properties(found, model_name, field)
        return [Property(*key, tuple(entries)) for key, entries in found.items()]

    @api.model
    def _add_properties(self, found, model_name, field):
        link = self.env[model_name]._fields[field.definition_record]
        containers = self.env[link.comodel_name].with_context(active_test=False)
        if not containers.has_access("write"):
            return
        name = field.definition_record_field
        for container in containers.search([(name, "!=", False)]):
            for section, entry in adoption.with_sections(container[name] or ()):
                label, ttype = entry.get("string") or entry["name"], entry["type"]
                relation = entry.get("comodel") or ""
                key = (model_name, field.name, section, label, ttype, relation)
                found[key].append((container.id, dict(entry)))

    @api.model
    def _property_origin(self, group):
        """Return where the values of a property are: in JSON, by container."""
        labels = {}
        for _container, entry in group.entries:
            labels.update(adoption.choices(entry))
        parts = [
            self._property_query(group, container, entry)
            for container, entry in group.entries
        ]
        query = SQL(
            "SELECT id, key FROM (%s) part WHERE key <> ''",
            SQL(" UNION ALL ").join(parts),
        )
        kind = adoption.kind_of(group.type)
        return Origin(query, kind, group.relation, labels)

    @api.model
    def _property_query(self, group, container_id, entry):
        model = self.env[group.model]
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
            text = SQL(
                "CASE %s WHEN 'false'::jsonb THEN NULL ELSE %s END", values, text
            )
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

    @api.model
    def _count_properties(self, groups):
        """Return how many records have a value, in one query for all."""
        if not groups:
            return []
        self.env.flush_all()
        parts = [
            SQL(
                "SELECT %s, count(*) FROM (%s) q", n, self._property_origin(group).query
            )
            for n, group in enumerate(groups)
        ]
        counts = dict(self.env.execute_query(SQL(" UNION ALL ").join(parts)))
        return [counts[number] for number in range(len(groups))]

    @api.model
    def _take_properties(self, chosen, removes_source=True):
        """Make managed fields of ``chosen`` properties, with all their values.

        ``chosen`` are pairs of a :class:`Property` and its new label.
        """
        self.env.flush_all()
        conversion = self.env["crm.custom.field.conversion"]
        groups = [group for group, _label in chosen]
        definitions = self.env["crm.custom.field"].create(
            [self._property_definition(group, label) for group, label in chosen]
        )
        for group, definition in zip(groups, definitions, strict=True):
            origin = self._property_origin(group)
            cells = conversion._cells(
                origin,
                definition.kind,
                relation=group.relation,
                choices=conversion._choices_of_options(definition.option_ids),
            )
            conversion._keep_aside(definition, origin, cells)
            conversion._fill(definition, origin, cells)
        if removes_source:
            self._remove_properties(groups)
        return definitions

    @api.model
    def _property_definition(self, group, label):
        kind = adoption.kind_of(group.type)
        options = {}
        for _container, entry in group.entries:
            for name in adoption.choices(entry).values():
                options.setdefault(name)
        return {
            "name": label,
            "model_id": self.env["ir.model"]._get_id(group.model),
            "kind": kind,
            "section": group.section,
            "relation_model_id": group.relation
            and self.env["ir.model"]._get_id(group.relation),
            "option_ids": [Command.create({"name": name}) for name in options],
        }

    @api.model
    def _remove_properties(self, groups):
        """Take the properties away: their values are in the columns now."""
        gone = defaultdict(set)
        for group in groups:
            field = self.env[group.model]._fields[group.field]
            link = self.env[group.model]._fields[field.definition_record]
            for container_id, entry in group.entries:
                key = (link.comodel_name, field.definition_record_field, container_id)
                gone[key].add(entry["name"])
        for (model_name, name, container_id), names in gone.items():
            container = self.env[model_name].browse(container_id)
            container[name] = [p for p in container[name] if p["name"] not in names]
