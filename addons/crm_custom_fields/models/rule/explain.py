"""Says what was refused, on which record, and what to do next."""

from ...engine.field.naming import PARENT
from ...engine.rule import moments
from ...listing import listed
from . import pairs

MAX_NAMED = 5


def explanation(env, broken):
    """Return the text of a refusal; the first records are named."""
    by_record = {}
    for record, rule, names in broken:
        by_record.setdefault(record.id, (record, []))[1].append((rule, names))
    lines = [
        "\n".join(_explain_one(record, problems))
        for record, problems in list(by_record.values())[:MAX_NAMED]
    ]
    if len(by_record) > MAX_NAMED:
        rest = len(by_record) - MAX_NAMED
        lines.append(env._("… and %(count)s more.", count=rest))
    return "\n\n".join(lines)


def _explain_one(record, problems):
    asking = [(rule, names) for rule, names in problems if rule.effect == "required"]
    missing = {name for _rule, names in asking for name in names}
    lines = []
    if missing:
        owner = record[PARENT] if asking[0][0].head else record
        lines.append(_missing(record, owner, sorted(missing)))
    rules = record.env["crm.custom.field.rule"].sudo()  # sudo: people see the reason
    for rule, names in problems:
        definition = rules.browse(rule.id)
        if rule.effect != "required":
            lines.append(_other(record, definition, rule, names))
        if definition.message and definition.message not in lines:
            lines.append(definition.message)
    if any(rule.severity == "warn" for rule, _names in problems):
        lines.append(
            record.env._(
                "To save it nevertheless, open it and write the reason into "
                "“Reason for the Exception”."
            )
        )
    return lines


def label_texts(record, names):
    """Return the labels of fields as the user reads them, in one sentence."""
    labels = record.fields_get(list(names), ["string"])
    known = [labels[name]["string"] for name in names if name in labels]
    return listed(record.env, known)


def _missing(record, owner, names):
    labels, title = label_texts(record, names), _title(record)
    if owner._name == "crm.lead" and owner.stage_id:
        return record.env._(
            "“%(record)s” cannot be in stage “%(stage)s” yet. Fill in first: "
            "%(fields)s.",
            record=title,
            stage=owner.stage_id.name,
            fields=labels,
        )
    return record.env._(
        "“%(record)s” cannot be saved like this. Fill in first: %(fields)s.",
        record=title,
        fields=labels,
    )


def _other(record, definition, rule, names):
    record_name = _title(record)
    fields = label_texts(record, names)
    if rule.effect == "readonly":
        return record.env._(
            "“%(record)s”: %(fields)s may not be changed any more (rule “%(rule)s”).",
            record=record_name,
            fields=fields,
            rule=definition.name,
        )
    if rule.effect == "transition":
        return record.env._(
            "“%(record)s” may not go from its stage to this one (rule “%(rule)s”). "
            "Choose another stage.",
            record=record_name,
            rule=definition.name,
        )
    return record.env._(
        "“%(record)s”: check %(fields)s (rule “%(rule)s”). %(hint)s",
        record=record_name,
        fields=fields,
        rule=definition.name,
        hint=hint(record, definition, rule),
    )


def _limit_words(env, text):
    """Say a limit; one that moves with the clock in words."""
    moment = moments.read(text or "")
    if moment is None:
        return text
    is_day, count = moment.unit == "today", abs(moment.shift)
    if not count:
        return env._("today") if is_day else env._("now")
    if is_day and moment.shift > 0:
        return env._("%(count)s days after today", count=count)
    if is_day:
        return env._("%(count)s days before today", count=count)
    if moment.shift > 0:
        return env._("%(count)s hours from now", count=count)
    return env._("%(count)s hours ago", count=count)


def hint(record, definition, rule):
    """Say what a good value looks like."""
    if rule.effect == "range":
        return _range_words(record.env, definition.low, definition.high)
    if rule.effect == "rows":
        return _number_of_rows(record.env, rule)
    if rule.effect == "clash":
        return pairs.words(record, rule)
    if rule.effect == "compare":
        return record.env._(
            "It has to be %(operator)s %(other)s.",
            operator=rule.operator,
            other=label_texts(record, [rule.other]),
        )
    if rule.effect == "allowed" and definition.allowed_option_ids:
        names = listed(record.env, definition.allowed_option_ids.mapped("name"))
        return record.env._("Allowed here: %(values)s.", values=names)
    if rule.effect == "limit":
        return record.env._(
            "There may be %(limit)s at most with the same values.", limit=rule.limit
        )
    if rule.effect == "format" and rule.format != "pattern":
        formats = dict(definition._selection_format())
        return record.env._("Expected: %(format)s.", format=formats[rule.format])
    return ""


def _range_words(env, low, high):
    """Say between which limits a value has to be, or from or up to which one."""
    words = {"low": _limit_words(env, low), "high": _limit_words(env, high)}
    if not high:
        return env._("It has to be at least %(low)s.", low=words["low"])
    if not low:
        return env._("It has to be at most %(high)s.", high=words["high"])
    return env._("It has to be within %(low)s and %(high)s.", **words)


def _number_of_rows(env, rule):
    low, high = rule.low and int(rule.low), rule.high and int(rule.high)
    if rule.high is None:
        return env._("Number of rows: at least %(low)s.", low=low)
    if not low:
        return env._("Number of rows: at most %(high)s.", high=high or 0)
    if low == high:
        return env._("Number of rows: exactly %(number)s.", number=low)
    return env._("Number of rows: %(low)s to %(high)s.", low=low, high=high)


def _title(record):
    """Name a record; a row by what it belongs to and its table, too."""
    row = _row_title(record)
    return f"{record[PARENT].display_name} / {row}" if row else record.display_name


def _row_title(record):
    """Name a row by its table; empty for what is no row."""
    table = record.env["crm.custom.field.row"]._table_of(record._name)
    if not table:
        return ""
    return f"{label_texts(record[PARENT], [table[1]])} / {record.display_name}"


def place(record, names):
    """Name fields within their deal; those of a row by table and row."""
    path = (_row_title(record), label_texts(record, names))
    return " / ".join(part for part in path if part)
