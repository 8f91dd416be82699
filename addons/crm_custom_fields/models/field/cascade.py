"""Holds the cascades: in the form at once, on the server for good."""

from collections import namedtuple

from odoo.exceptions import ValidationError

from ...engine.field import layout
from ...engine.field.kinds import LINKS

# name of the field, its kind, what narrows it, the field of the linked records
# that has to equal it, and {option: the parents under which it may be chosen}.
Cascade = namedtuple("Cascade", "name kind parent path under")


def compiled(definitions, known):
    """Return the cascades of ``definitions``, as far as their columns are ``known``."""
    return tuple(
        Cascade(
            field.technical_name,
            field.kind,
            field.narrow_by_id.name,
            field.narrow_path or "",
            {
                option.value: tuple(option.parent_ids.mapped("value"))
                for option in field.option_ids
                if option.parent_ids
            },
        )
        for field in definitions
        if field.technical_name in known and field.narrow_by_id.name in known
    )


def _of(env, model_name):
    return env["crm.custom.field.cache"]._cascades(model_name)


def _misfit(record, cascade):
    """Return the part of a choice that does not fit its parent, or False."""
    chosen, parent = record[cascade.name], record[cascade.parent]
    if not chosen or not parent:
        return False
    if cascade.path:
        return chosen.filtered(lambda link: link[cascade.path] != parent)
    parents = _values(parent)
    wrong = {
        value
        for value in _values(chosen)
        if value in cascade.under and parents.isdisjoint(cascade.under[value])
    }
    if isinstance(chosen, str):
        return chosen if wrong else False
    return chosen.filtered(lambda option: option.value in wrong)


def check(records, names):
    """Refuse choices that do not fit; ``names`` is what has changed."""
    for cascade in _of(records.env, records._name):
        if names.isdisjoint((cascade.name, cascade.parent)):
            continue
        for record in records:
            misfit = _misfit(record, cascade)
            if misfit:
                _refuse(record, cascade, misfit)


def _refuse(record, cascade, misfit):
    labels = record.fields_get([cascade.name, cascade.parent], ["string"])
    raise ValidationError(
        record.env._(
            "“%(record)s”: %(value)s is no choice for %(field)s with this "
            "%(parent)s. Choose one that fits.",
            record=record.display_name,
            value=_shown(record, cascade.name, misfit),
            field=labels[cascade.name]["string"],
            parent=labels[cascade.parent]["string"],
        )
    )


def _shown(record, name, value):
    if isinstance(value, str):
        return dict(record._fields[name]._description_selection(record.env))[value]
    return value[:1].display_name


def clear_misfits(records, parent):
    """Clear in a form what no longer fits the changed field ``parent``."""
    for cascade in _of(records.env, records._name):
        if cascade.parent != parent:
            continue
        for record in records:
            misfit = _misfit(record, cascade)
            if misfit and isinstance(misfit, str):
                record[cascade.name] = False
            elif misfit:
                record[cascade.name] -= misfit


def mirror(env, model_name, arch):
    """Let the client offer only what fits."""
    for cascade in _of(env, model_name):
        field = env[model_name]._fields[cascade.name]
        parent = env[model_name]._fields[cascade.parent]
        if cascade.kind in LINKS:
            present = field._description_domain(env) or []
            domain = f"[({cascade.path!r}, '=', {cascade.parent})]"
            layout.narrow_links(arch, cascade.name, present, domain, cascade.parent)
        elif cascade.kind == "tags":
            present = field._description_domain(env) or []
            wanted = "id" if parent.relational else "value"
            domain = (
                "['|', ('parent_ids', '=', False),"
                f" ('parent_ids.{wanted}', 'in', "
                + (cascade.parent if parent.relational else f"[{cascade.parent}]")
                + ")]"
            )
            layout.narrow_links(arch, cascade.name, present, domain, cascade.parent)
        elif not parent.relational:
            _mirror_options(env, arch, cascade, field, parent)


def _mirror_options(env, arch, cascade, field, parent):
    values = [value for value, _label in field._description_selection(env)]
    for chosen, _label in parent._description_selection(env):
        fitting = [
            value
            for value in values
            if value not in cascade.under or chosen in cascade.under[value]
        ]
        if fitting != values:
            when = f"{cascade.parent} == {chosen!r}"
            layout.narrow_options(arch, cascade.name, when, fitting)


def _values(chosen):
    """Return the stored values of a selection or of a multi-select."""
    return {chosen} if isinstance(chosen, str) else set(chosen.mapped("value"))
