"""What the next stage asks for a deal: how much of it is there, and what is missing.

Enter by :func:`readiness` for the percentage and by :func:`hints` for one item of each
rule that stops the deal, now or in the next stage.
"""

from collections import defaultdict
from dataclasses import replace

from ...engine.field.naming import PARENT
from ...engine.rule.rules import ON_STATE
from . import engine, explain


def readiness(leads):
    """Return ``{lead id: (percent, next stage, missing field names)}``.

    Only what a rule would refuse counts. A lead is absent when nothing is
    asked for, or when there is no next stage.
    """
    parts = _parts(leads, _asks)
    if not any(rules for _table, _records, rules in parts):
        return {}
    stages = _next_stages(leads)
    asked, missing = defaultdict(set), defaultdict(set)
    for table, records, rules in parts:
        moving = records.filtered(
            lambda r, table=table: stages[(r[PARENT] if table else r).id]
        )
        always = [_always(rule) for rule in rules]
        for judged, found in ((always, asked), (rules, missing)):
            for record, _rule, names in engine.broken_rules(moving, judged, stages):
                lead = record[PARENT] if table else record
                found[lead.id].update((table, name) for name in names)
    return {
        id_: _in_percent(points, missing[id_], stages[id_])
        for id_, points in asked.items()
    }


def _parts(leads, is_wanted):
    """Return ``(table, records, rules)``: the deals, and the rows of each table.

    The rules judge the records with all rights: what others have to fill in counts.
    """
    leads = leads.sudo()  # sudo: what others have to fill in
    definitions = leads.env["crm.custom.field.rule"]
    program = definitions._program("crm.lead")
    parts = [("", leads, program)] if program else []
    below = definitions._row_programs("crm.lead")
    parts += [(table, leads[table], rows) for table, rows in below]
    return [
        (table, records, [r for r in definitions._in_force(known) if is_wanted(r)])
        for table, records, known in parts
    ]


def _asks(rule):
    """Tell whether a rule says what a deal needs before it reaches a stage."""
    is_demand = rule.effect in ("required", "clash") or (
        rule.effect == "rows" and rule.low
    )
    return is_demand and rule.severity == "block" and rule.has_stage


def _always(rule):
    """Return a rule that counts wherever ``rule`` asks for something.

    Rows that may not meet ask for nothing before they do.
    """
    is_ban = rule.pairing and not rule.pairing.wanted
    return rule if is_ban else replace(rule, effect="forbid")


def _in_percent(points, missing, stage):
    """Say it in percent; what is missing in rows by the name of their table."""
    percent = 100 * (len(points) - len(missing)) // len(points)
    return (percent, stage, sorted({table or name for table, name in missing}))


def _next_stages(leads):
    """Return ``{lead id: next stage}``; empty where there is none."""
    deals = leads.sudo()  # sudo: who sees a deal sees its way, whatever its team
    stages = leads.env["crm.stage"].search(
        ["|", ("team_ids", "=", False), ("team_ids", "in", deals.team_id.ids)]
    )
    return {deal.id: _next_stage(deal, stages) for deal in deals}


def _next_stage(lead, stages):
    """Return the stage to the right of the deal on the board of its team."""
    team = lead.team_id
    own = stages.filtered(
        lambda stage: (
            team in stage.team_ids or not (stage.team_ids or team.crm_own_stages)
        )
    )
    order = list(own)
    if lead.stage_id not in own or lead.stage_id == order[-1]:
        return stages.browse()
    return order[order.index(lead.stage_id) + 1]


# Item by item


def hints(leads):
    """Return ``{lead id: {stage, percent, items}}`` for leads that are told any."""
    parts = _parts(
        leads, lambda rule: rule.effect in ON_STATE and rule.effect != "limit"
    )
    if not any(rules for _table, _records, rules in parts):
        return {}
    stages = _next_stages(leads)
    problems = [
        (table, when, *problem)
        for table, records, rules in parts
        for when, found in _found(table, records, rules, stages).items()
        for problem in found
    ]
    seen = leads.sudo()  # sudo: labels of what others have to fill in
    return _told(seen, problems, stages, readiness(leads))


def _found(table, records, rules, stages):
    """Return what is broken now, and what will be then in the next stage."""
    moving = records.filtered(
        lambda record: stages.get((record[PARENT] if table else record).id)
    )
    staged = [rule for rule in rules if rule.has_stage]
    now = engine.broken_rules(records, rules)
    later = engine.broken_rules(moving, staged, stages)
    seen = {(record.id, rule.id, names) for record, rule, names in now}
    later = [b for b in later if (b[0].id, b[1].id, b[2]) not in seen]
    covered = records.env["crm.custom.field.exception"]._covered(now + later)
    return {
        when: [b for b in broken if (b[0].id, b[1].id) not in covered]
        for when, broken in (("now", now), ("next", later))
    }


def _told(leads, problems, stages, ready):
    """Return the hints in words."""
    definitions = leads.env["crm.custom.field.rule"]
    definitions = definitions.browse({rule.id for *_x, rule, _names in problems})
    by_id = {definition.id: definition for definition in definitions}
    items = defaultdict(list)
    for table, when, record, rule, names in problems:
        lead = record[PARENT] if table else record
        item = _item(record, by_id[rule.id], rule, when)
        item["fields"] = _places(leads, table, record, names)
        items[lead.id].append(item)
    return {
        lead.id: {
            "stage": stages[lead.id].name or "" if stages.get(lead.id) else "",
            "percent": ready.get(lead.id, (100,))[0],
            "items": items[lead.id],
        }
        for lead in leads
        if lead.id in items
    }


def _places(leads, table, record, names):
    """Return which fields to look at; for a row, its table and which row."""
    if table:
        return [{"name": table, "label": explain.place(record, names)}]
    labels = leads.fields_get(list(names), ["string"])
    return [
        {"name": name, "label": labels[name]["string"]}
        for name in names
        if name in labels
    ]


def _item(record, definition, rule, when):
    return {
        "rule": definition.name,
        "message": definition.message or "",
        "hint": explain.hint(record, definition, rule),
        "effect": rule.effect,
        "severity": rule.severity,
        "when": when,
    }
