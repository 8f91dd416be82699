from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...engine.lifecycle import references
from ...engine.field.naming import COMPANIONS


class Source(NamedTuple):
    """A table whose texts may mention fields.

    ``about`` is the path to the name of the model that the texts are about,
    ``shown_by`` the link to the record that people know, if it is another one.
    """

    kind: str
    model: str
    about: str
    texts: tuple[str, ...]
    shown_by: str = ""


class Use(NamedTuple):
    """One place where a field is used; a soft one does not miss the field."""

    field_id: int
    kind: str
    model: str
    res_id: int
    is_soft: bool = False


# A model that is not installed is passed over: nothing of it can use a field.
SOURCES = (
    Source("view", "ir.ui.view", "model", ("arch_db",)),
    Source("dashboard", "ir.ui.view.custom", "", ("arch",)),
    Source("filter", "ir.filters", "model_id", ("domain", "context", "sort")),
    Source("action", "ir.actions.act_window", "res_model", ("domain", "context")),
    Source(
        "automation",
        "ir.actions.server",
        "model_name",
        ("code", "update_path", "value"),
    ),
    Source(
        "automation",
        "base.automation",
        "model_id.model",
        ("filter_domain", "filter_pre_domain"),
    ),
    Source("export", "ir.exports.line", "export_id.resource", ("name",), "export_id"),
    Source(
        "template",
        "mail.template",
        "model",
        ("subject", "body_html", "email_to", "email_cc", "partner_to", "lang"),
    ),
    Source("template", "sms.template", "model", ("body", "lang")),
    Source("access", "ir.rule", "model_id.model", ("domain_force",)),
    Source("field", "ir.model.fields", "model", ("related", "depends", "compute")),
    Source("field", "crm.custom.field", "model_name", ("formula", "related_path")),
    Source("rule", "crm.custom.field.rule", "model_name", ("condition",)),
    Source("rule", "crm.custom.field.rule", "link_about", ("allowed_domain",)),
    Source("rule", "crm.custom.field.rule", "with_row_model_name", ("with_domain",)),
    Source("profile", "crm.custom.field.profile", "", ("condition",)),
)
KINDS_BY_MODEL = {source.model: source.kind for source in SOURCES}
TARGETS = ("ir.model.fields", "crm.custom.field")
# What goes along with the field, or only remembers it.
OWN = {
    "crm.custom.field.option",
    "crm.custom.field.measure",
    "crm.custom.field.leftover",
    "crm.custom.field.finding",
    "ir.default",
    "ir.model.fields.selection",
    "mail.tracking.value",
}
SOFT = {"crm.custom.field.profile"}


class CrmCustomFieldReference(models.AbstractModel):
    """Where fields are used: in texts that mention them, and by links to them."""

    _name = "crm.custom.field.reference"
    _description = "Custom Field References"

    @api.model
    def _uses(self, fields):
        """Return every :class:`Use` of ``fields``; as many queries for one as for all.

        The records are found whoever may see them: what the designer may not
        read would break all the same.
        """
        if not fields:
            return []
        self.env.flush_all()
        names = self._names(fields)
        uses = {
            use for source in self._sources() for use in self._text_uses(source, names)
        }
        return sorted(uses | set(self._link_uses(fields)))

    @api.model
    def _names(self, fields):
        """Return ``{technical name: definitions}``, of companions as well."""
        names = defaultdict(list)
        for field in fields:
            for suffix in ("", *COMPANIONS):
                names[f"{field.technical_name}{suffix}"].append(field)
        return names

    @api.model
    def _sources(self):
        """Return the sources that are installed, those of other apps too.

        An app whose model names the model it is about in a stored
        ``model_name`` is understood without knowing it: all its texts count.
        """
        known = {source.model for source in SOURCES} | set(TARGETS)
        found = [source for source in SOURCES if source.model in self.env]
        for name, model in self.env.registry.items():
            about = model._fields.get("model_name")
            if name in known or model._abstract or model._transient or not about:
                continue
            texts = tuple(
                field.name
                for field in model._fields.values()
                if field.type in ("char", "text")
                and field.column_type
                and field.store
                and not field.translate
                and field.name not in ("model_name", "name", "technical_name")
            )
            if about.store and texts:
                found.append(Source("other", name, "model_name", texts))
        return found

    # Texts

    @api.model
    def _text_uses(self, source, names):
        model = self.env[source.model].sudo()  # sudo: see _uses
        columns = [name for name in source.texts if self._is_column(model, name)]
        if not columns:
            return
        texts = dict(
            self.env.execute_query(
                self._text_query(model, columns, references.database_pattern(names))
            )
        )
        for record in model.browse(texts):
            if record._name == "ir.ui.view" and not record.active:
                continue
            text, about = texts[record.id], self._about(record, source.about)
            shown = record[source.shown_by] if source.shown_by else record
            for name in references.mentioned(text) & names.keys():
                for field in names[name]:
                    if self._is_meant(field, name, about):
                        if (shown._name, shown.id) != (field._name, field.id):
                            yield Use(field.id, source.kind, shown._name, shown.id)

    @api.model
    def _is_column(self, model, name):
        field = model._fields.get(name)
        return field is not None and field.store and bool(field.column_type)

    @api.model
    def _text_query(self, model, columns, pattern):
        text = SQL(" || ' ' || ").join(
            SQL("COALESCE(%s::text, '')", SQL.identifier(name)) for name in columns
        )
        own = SQL("TRUE")
        if model._name == "ir.model.fields":
            # Written by people: no code, and no column of a definition, which
            # is asked itself.
            own = SQL(
                "state = 'manual' AND NOT EXISTS (SELECT FROM crm_custom_field known"
                " WHERE model_name = model AND technical_name = ir_model_fields.name)"
            )
        return SQL(
            "SELECT id, text_ FROM (SELECT id, %s AS text_ FROM %s WHERE %s) texts"
            " WHERE text_ ~ %s",
            text,
            SQL.identifier(model._table),
            own,
            pattern,
        )

    @api.model
    def _about(self, record, path):
        """Return the name of the model that the texts of ``record`` are about."""
        if path == "link_about":
            return record.link_model_name
        return record.mapped(path)[:1][0] if path and record.mapped(path) else ""

    @api.model
    def _is_meant(self, field, name, about):
        """Tell whether ``name``, in a text about the model ``about``, is ``field``.

        Where that model has a field of this name itself, it means that one;
        else the name stands at the end of a path, or in an embedded view.
        """
        if not about or about not in self.env or about == field.model_name:
            return True
        return name not in self.env[about]._fields

    # Links

    @api.model
    def _link_uses(self, fields):
        names = self._names(fields)
        ids = {
            "ir.model.fields": {
                column.id: field
                for column in fields._columns() + fields._companions()
                for field in names[column.name]
                if field.model_name == column.model
            },
            "crm.custom.field": {field.id: field for field in fields},
        }
        for link in self._links():
            targets = ids[link.comodel_name]
            if not targets:
                continue
            kind = KINDS_BY_MODEL.get(link.model_name, "other")
            for res_id, target in self.env.execute_query(
                self._link_query(link, targets)
            ):
                field = targets[target]
                if (link.model_name, res_id) != (field._name, field.id):
                    soft = link.model_name in SOFT
                    yield Use(field.id, kind, link.model_name, res_id, soft)

    @api.model
    def _links(self):
        """Return every stored link of other records to columns or definitions."""
        return [
            link
            for name, model in self.env.registry.items()
            if not (model._abstract or model._transient or name in OWN)
            for link in model._fields.values()
            if link.type in ("many2one", "many2many")
            and link.comodel_name in TARGETS
            and link.store
            and (link.column_type or link.relation)
            and not (name == "ir.model.fields" and link.name == "related_field_id")
        ]

    @api.model
    def _link_query(self, link, targets):
        if link.type == "many2one":
            table, owner, target = self.env[link.model_name]._table, "id", link.name
        else:
            table, owner, target = link.relation, link.column1, link.column2
        return SQL(
            "SELECT %s, %s FROM %s WHERE %s IN %s",
            SQL.identifier(owner),
            SQL.identifier(target),
            SQL.identifier(table),
            SQL.identifier(target),
            tuple(targets),
        )
