from collections import defaultdict

from odoo import api, models

from ...engine.field.naming import PARENT
from ...engine.rule.rules import ON_VALUES

JUDGED = {*ON_VALUES, "rows", "clash"}


class CrmCustomFieldHints(models.AbstractModel):
    """Why a deal is stopped, or would be in the next stage: one item for each rule."""

    _name = "crm.custom.field.hints"
    _description = "Custom Field Hints"

    @api.model
    def _of(self, leads):
        """Return ``{lead id: {stage, percent, items}}`` for leads that are told any."""
        readiness = self.env["crm.custom.field.readiness"]
        parts = self._parts(leads)
        if not any(rules for _table, _records, rules in parts):
            return {}
        stages = readiness._next_stages(leads)
        problems = [
            (table, when, *problem)
            for table, records, rules in parts
            for when, found in self._found(table, records, rules, stages).items()
            for problem in found
        ]
        return self._told(leads, problems, stages, readiness._of(leads))

    @api.model
    def _parts(self, leads):
        """Return ``(table, records, rules)``: the deals, and the rows of each table."""
        rules = self.env["crm.custom.field.rule"]
        program = rules._program("crm.lead")
        below = self.env["crm.custom.field.rule.rows"]._programs("crm.lead")
        parts = [("", leads, program)] if program else []
        parts += [(table, leads[table], rows) for table, rows in below]
        return [
            (table, records, [r for r in rules._in_force(known) if r.effect in JUDGED])
            for table, records, known in parts
        ]

    @api.model
    def _found(self, table, records, rules, stages):
        """Return what is broken now, and what will be then in the next stage."""
        engine = self.env["crm.custom.field.rule.engine"]
        moving = records.filtered(
            lambda record: stages.get((record[PARENT] if table else record).id)
        )
        staged = [rule for rule in rules if rule.has_stage]
        now = engine._broken(records, rules)
        later = engine._broken(moving, staged, stages)
        seen = {(record.id, rule.id, names) for record, rule, names in now}
        later = [b for b in later if (b[0].id, b[1].id, b[2]) not in seen]
        covered = self.env["crm.custom.field.exception"]._covered(now + later)
        return {
            when: [b for b in broken if (b[0].id, b[1].id) not in covered]
            for when, broken in (("now", now), ("next", later))
        }

    @api.model
    def _told(self, leads, problems, stages, readiness):
        """Return the hints in words."""
        definitions = self.env["crm.custom.field.rule"].sudo()  # sudo: their texts
        definitions = definitions.browse({rule.id for *_x, rule, _names in problems})
        by_id = {definition.id: definition for definition in definitions}
        items = defaultdict(list)
        for table, when, record, rule, names in problems:
            lead = record[PARENT] if table else record
            item = self._item(record, by_id[rule.id], rule, when)
            item["fields"] = self._places(leads, table, record, names)
            items[lead.id].append(item)
        return {
            lead.id: {
                "stage": stages[lead.id].name or "" if stages.get(lead.id) else "",
                "percent": readiness.get(lead.id, (100,))[0],
                "items": items[lead.id],
            }
            for lead in leads
            if lead.id in items
        }

    @api.model
    def _places(self, leads, table, record, names):
        """Return which fields to look at; for a row, its table and which row."""
        explain = self.env["crm.custom.field.rule.explain"]
        if table:
            return [{"name": table, "label": explain._place(record, names)}]
        labels = leads.fields_get(list(names), ["string"])
        return [
            {"name": name, "label": labels[name]["string"]}
            for name in names
            if name in labels
        ]

    @api.model
    def _item(self, record, definition, rule, when):
        explain = self.env["crm.custom.field.rule.explain"]
        return {
            "rule": definition.name,
            "message": definition.message or "",
            "hint": explain._hint(record, definition, rule),
            "effect": rule.effect,
            "severity": rule.severity,
            "when": when,
        }
