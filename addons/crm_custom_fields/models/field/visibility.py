"""Who sees which field where, read from the cache on every view and access.

Enter by :func:`placed` for what a view shows, by :func:`is_open_to_user` for access.
"""

from ...engine.field.layout import Placed


def limited(env, model_name):
    """Return the names of all fields that not everybody reads and writes."""
    cache = env["crm.custom.field.cache"]
    names = cache._groups_by_name(model_name).keys()
    return frozenset(names).union(*cache._out_of_use(model_name))


def is_writable(env, model_name, name):
    """Tell whether new values may be entered at all."""
    closed = env["crm.custom.field.cache"]._out_of_use(model_name)
    return not any(name in names for names in closed)


def closed_to_user(env, model_name):
    """Return the names of the fields that the user may not fill in."""
    cache = env["crm.custom.field.cache"]
    retired, archived = cache._out_of_use(model_name)
    if env.su:
        return retired | archived
    return (retired | archived).union(
        name
        for name in cache._groups_by_name(model_name)
        if not is_open_to_user(env, model_name, name, "write")
    )


def is_open_to_user(env, model_name, name, operation):
    """Tell whether the groups of a custom field admit the user."""
    if operation == "write" and not is_writable(env, model_name, name):
        return False
    groups = env["crm.custom.field.cache"]._groups_by_name(model_name).get(name)
    if not groups:
        return True
    mine = env.user._get_group_ids()
    may_read = not groups[0] or not groups[0].isdisjoint(mine)
    if operation == "read" or not may_read:
        return may_read
    return not groups[1] or not groups[1].isdisjoint(mine)


def _visible(env, model_name):
    """Return ``(id, covered)`` of the fields that the user sees."""
    shown = env["crm.custom.field.cache"]._shown(model_name)
    if not shown:
        return ()
    # Asked of the user, not of the context: views are cached per user
    # group, and the client asks for them without its company switcher.
    companies = {False, *env.user._get_company_ids()}
    known = env[model_name]._fields
    visible = []
    for field_id, name, company_id, has_mask in shown:
        if company_id in companies and name in known:
            is_open = is_open_to_user(env, model_name, name, "read")
            if is_open or has_mask:
                visible.append((field_id, not is_open))
    return tuple(visible)


def view_key(env, model_name):
    """Return what the user sees in a form, its tables included."""
    key = _visible(env, model_name)
    rules = env["crm.custom.field.rule"]
    tables = env["crm.custom.field.cache"]._tables(model_name).values()
    rows = [(_visible(env, name), rules._bound(name)) for name in tables]
    return (*key, *rows)


def placed(env, model_name):
    """Return how the fields that the user sees are to be shown."""
    visible = dict(_visible(env, model_name))
    definitions = env["crm.custom.field"].sudo()  # sudo: salespeople do not read them
    has_company = "company_id" in env[model_name]._fields
    return [
        Placed(
            name=f"{field.technical_name}_masked" if covered else field.technical_name,
            kind="char" if covered else field.kind,
            label=field.name,
            page=field.page or env._("Additional Information"),
            section=field.section or "",
            in_list=field.in_list or "",
            in_search=field.in_search and not covered,
            invisible=_invisible_expression(field, has_company),
            attributes=_attributes(field, covered),
            views=_row_views(env, field),
        )
        for field in definitions.browse(visible)
        for covered in [visible[field.id]]
        if field.kind != "table" or _visible(env, field._row_model_name())
    ]


def _row_views(env, field):
    """Return the views of the rows that a form shows for a table."""
    if field.kind != "table":
        return ()
    return env[field._row_model_name()]._views()


def _attributes(field, covered):
    """Return further attributes of the node."""
    if covered:
        return (("string", field.name),)
    if field.kind == "table":
        return (("mode", "list,kanban"), ("nolabel", "1"), ("colspan", "2"))
    if field.kind in ("file", "image"):
        return (("filename", f"{field.technical_name}_filename"),)
    return ()


def _invisible_expression(field, has_company):
    """Return when the form hides ``field``."""
    parts = []
    if field.company_id and has_company:
        parts.append(f"company_id and company_id != {field.company_id.id}")
    if field.is_retired:
        parts.append(f"not id or not {field.technical_name}")
    if field.profile_ids and field.model_name == "crm.lead":
        parts.append(f"crm_profile_id not in {sorted(field.profile_ids.ids)}")
    return " or ".join(parts)
