"""Where fields are used: in texts that mention them, and by links to them.

Enter by :func:`uses`.
"""

from collections import defaultdict
from typing import NamedTuple

from odoo.tools import SQL

from ...engine.field.naming import COMPANIONS
from ...engine.lifecycle import references


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


def uses(fields):
    """Return every :class:`Use` of ``fields``; as many queries for one as for all.

    The records are found whoever may see them: what the designer may not
    read would break all the same.
    """
    if not fields:
        return []
    fields.env.flush_all()
    names = _names(fields)
    env = fields.env
    found = {use for source in _sources(env) for use in _text_uses(env, source, names)}
    return sorted(found | set(_link_uses(fields)))


def _names(fields):
    """Return ``{technical name: definitions}``, of companions as well."""
    names = defaultdict(list)
    for field in fields:
        for suffix in ("", *COMPANIONS):
            names[f"{field.technical_name}{suffix}"].append(field)
    return names


def _sources(env):
    """Return the sources that are installed, those of other apps too.

    An app whose model names the model it is about in a stored
    ``model_name`` is understood without knowing it: all its texts count.
    """
    known = {source.model for source in SOURCES} | set(TARGETS)
    found = [source for source in SOURCES if source.model in env]
    for name, model in env.registry.items():
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


def _text_uses(env, source, names):
    model = env[source.model].sudo()  # sudo: what nobody sees breaks too
    columns = [name for name in source.texts if _is_column(model, name)]
    if not columns:
        return
    texts = dict(
        env.execute_query(
            _text_query(model, columns, references.database_pattern(names))
        )
    )
    for record in model.browse(texts):
        if record._name == "ir.ui.view" and not record.active:
            continue
        text, about = texts[record.id], _about(record, source.about)
        shown = record[source.shown_by] if source.shown_by else record
        for name in references.mentioned(text) & names.keys():
            for field in names[name]:
                if _is_meant(field, name, about):
                    if (shown._name, shown.id) != (field._name, field.id):
                        yield Use(field.id, source.kind, shown._name, shown.id)


def _is_column(model, name):
    field = model._fields.get(name)
    return field is not None and field.store and bool(field.column_type)


def _text_query(model, columns, pattern):
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


def _about(record, path):
    """Return the name of the model that the texts of ``record`` are about."""
    if path == "link_about":
        return record.link_model_name
    return record.mapped(path)[:1][0] if path and record.mapped(path) else ""


def _is_meant(field, name, about):
    """Tell whether ``name``, in a text about the model ``about``, is ``field``.

    Where that model has a field of this name itself, it means that one;
    else the name stands at the end of a path, or in an embedded view.
    """
    if not about or about not in field.env or about == field.model_name:
        return True
    return name not in field.env[about]._fields


# Links


def _link_uses(fields):
    names = _names(fields)
    ids = {
        "ir.model.fields": {
            column.id: field
            for column in fields._columns() + fields._companions()
            for field in names[column.name]
            if field.model_name == column.model
        },
        "crm.custom.field": {field.id: field for field in fields},
    }
    for link in _links(fields.env):
        targets = ids[link.comodel_name]
        if not targets:
            continue
        kind = KINDS_BY_MODEL.get(link.model_name, "other")
        for res_id, target in fields.env.execute_query(
            _link_query(fields.env, link, targets)
        ):
            field = targets[target]
            if (link.model_name, res_id) != (field._name, field.id):
                soft = link.model_name in SOFT
                yield Use(field.id, kind, link.model_name, res_id, soft)


def _links(env):
    """Return every stored link of other records to columns or definitions."""
    return [
        link
        for name, model in env.registry.items()
        if not (model._abstract or model._transient or name in OWN)
        for link in model._fields.values()
        if link.type in ("many2one", "many2many")
        and link.comodel_name in TARGETS
        and link.store
        and (link.column_type or link.relation)
        and not (name == "ir.model.fields" and link.name == "related_field_id")
    ]


def _link_query(env, link, targets):
    if link.type == "many2one":
        table, owner, target = env[link.model_name]._table, "id", link.name
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
