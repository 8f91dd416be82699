from odoo import api, models

from ..engine.rules import fact_names, is_filled
from .crm_custom_field_rule_engine import _fetch, _plain


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
        program = self.env["crm.custom.field.rule"]._program("crm.lead")
        in_force = self.env["crm.custom.field.rule"]._in_force
        rules = [
            rule
            for rule in (in_force(program) if program else ())
            if rule.effect == "required" and rule.severity == "block" and rule.has_stage
        ]
        if not rules:
            return {}
        stages = self._next_stages(leads)
        names = fact_names(rules)
        _fetch(leads, names)
        matching = {
            rule.id: set(leads.filtered_domain(list(rule.condition))._ids)
            for rule in rules
        }
        readiness = {}
        for lead in leads:
            stage = stages[lead.id]
            if stage:
                facts = {name: _plain(lead[name]) for name in names}
                facts["stage_id"] = stage.id
                asked = [rule for rule in rules if lead.id in matching[rule.id]]
                readiness[lead.id] = self._judge(asked, facts, stage)
        return {id_: result for id_, result in readiness.items() if result}

    @api.model
    def _judge(self, rules, facts, stage):
        filled = {
            name: is_filled(facts[name], rule.zero_is_filled)
            for rule in rules
            if rule.in_scope(facts)
            for name in rule.fields
        }
        if not filled:
            return None
        missing = sorted(name for name, is_there in filled.items() if not is_there)
        return (100 * (len(filled) - len(missing)) // len(filled), stage, missing)

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
