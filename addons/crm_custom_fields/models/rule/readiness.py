from collections import defaultdict
from dataclasses import replace

from odoo import api, models

from ...engine.field.naming import PARENT


class CrmCustomFieldReadiness(models.AbstractModel):
    """How much of what the next stage asks for a deal has already."""

    _name = "crm.custom.field.readiness"
    _description = "Readiness for the Next Stage"

    @api.model
    def _of(self, leads):
        """Return ``{lead id: (percent, next stage, missing field names)}``.

        Only what a rule would refuse counts. A lead is absent when nothing is
        asked for, or when there is no next stage.
        """
        parts = self._parts(leads)
        if not any(rules for _table, _records, rules in parts):
            return {}
        stages = self._next_stages(leads)
        asked, missing = defaultdict(set), defaultdict(set)
        for table, records, rules in parts:
            moving = records.filtered(
                lambda r, table=table: stages[(r[PARENT] if table else r).id]
            )
            always = [_always(rule) for rule in rules]
            for judged, found in ((always, asked), (rules, missing)):
                for record, _rule, names in self._broken(moving, judged, stages):
                    lead = record[PARENT] if table else record
                    found[lead.id].update((table, name) for name in names)
        return {
            id_: self._told(points, missing[id_], stages[id_])
            for id_, points in asked.items()
        }

    @api.model
    def _parts(self, leads):
        """Return ``(table, records, rules)``: the deals, and the rows of each table."""
        rules = self.env["crm.custom.field.rule"]
        program = rules._program("crm.lead")
        below = self.env["crm.custom.field.rule.rows"]._programs("crm.lead")
        parts = [("", leads, program)] if program else []
        parts += [(table, leads[table], rows) for table, rows in below]
        return [
            (table, records, [r for r in rules._in_force(known) if _asks(r)])
            for table, records, known in parts
        ]

    @api.model
    def _broken(self, records, rules, stages):
        engine = self.env["crm.custom.field.rule.engine"]
        return engine._broken(records, rules, stages)

    @api.model
    def _told(self, points, missing, stage):
        """Say it in percent; what is missing in rows by the name of their table."""
        percent = 100 * (len(points) - len(missing)) // len(points)
        return (percent, stage, sorted({table or name for table, name in missing}))

    @api.model
    def _next_stages(self, leads):
        """Return ``{lead id: next stage}``; empty where there is none."""
        stages = self.env["crm.stage"].search(
            ["|", ("team_ids", "=", False), ("team_ids", "in", leads.team_id.ids)]
        )
        return {lead.id: self._next_stage(lead, stages) for lead in leads}

    @api.model
    def _next_stage(self, lead, stages):
        """Return the stage to the right of the deal on the board of its team."""
        team = lead.team_id
        own = stages.filtered(
            lambda stage: (
                team in stage.team_ids or not (stage.team_ids or team.crm_own_stages)
            )
        )
        order = list(own)
        if lead.stage_id not in own or lead.stage_id == order[-1]:
            return self.env["crm.stage"]
        return order[order.index(lead.stage_id) + 1]


def _always(rule):
    """Return a rule that counts wherever ``rule`` asks for something.

    Rows that may not meet ask for nothing before they do.
    """
    is_ban = rule.pairing and not rule.pairing.wanted
    return rule if is_ban else replace(rule, effect="forbid")


def _asks(rule):
    """Tell whether a rule says what a deal needs before it reaches a stage."""
    is_demand = rule.effect in ("required", "clash") or (
        rule.effect == "rows" and rule.low
    )
    return is_demand and rule.severity == "block" and rule.has_stage
