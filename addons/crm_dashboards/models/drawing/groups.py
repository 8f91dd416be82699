"""The groups of a tile: their figures, names, order and conditions."""


def figures_by_group(rows):
    """``{role: {group: figures}}`` of what was read for a chart."""
    return {role: {key: some for (key,), some in found} for role, found in rows.items()}


def labels(tile, keys):
    """``{group: name}``, without the name of what the viewer may not see."""
    env, field = tile.env, tile._field_at(tile.groupby)
    unset = env._("Not set")
    if field.relational:
        return _record_labels(env, field.comodel_name, keys) | {False: unset}
    if field.type == "selection":
        words = dict(field._description_selection(env))
        return {key: words.get(key, key) if key else unset for key in keys}
    if field.type == "boolean":
        return {True: env._("Yes"), False: env._("No")}
    return {key: unset if key is False else str(key) for key in keys}


def _record_labels(env, model_name, keys):
    Model = env[model_name].with_context(active_test=False)
    read = [Model._rec_name] if Model._rec_name else []
    seen = Model.search_fetch([("id", "in", [key for key in keys if key])], read)
    hidden = env._("Not visible to you")
    names = {record.id: record.display_name for record in seen}
    return {key: names.get(key, hidden) for key in keys}


def in_order(tile, values):
    """Rows in the order that their own model keeps, such as that of stages."""
    field = tile._field_at(tile.groupby)
    found = dict(values)
    if field.relational:
        Model = tile.env[field.comodel_name].with_context(active_test=False)
        ordered = Model.search([("id", "in", [key for key in found if key])]).ids
    elif field.type == "selection":
        ordered = field.get_values(tile.env)
    else:
        ordered = sorted(key for key in found if key)
    rest = [key for key in found if key not in ordered]
    return [(key, found[key]) for key in [*ordered, *rest] if key in found]


def condition(path, key):
    """Condition for one group, also for the group without a value."""
    head, _dot, tail = path.partition(".")
    if key is False and tail:
        return ["|", (head, "=", False), (path, "=", False)]
    return [(path, "=", key)]
