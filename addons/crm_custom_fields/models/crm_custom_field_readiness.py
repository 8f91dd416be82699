from odoo import api, fields, models

from ..engine.rules import fact_names, is_filled
from .crm_custom_field_rule_engine import _plain


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
        today = fields.Date.context_today(self)
        rules = [
            rule
            for rule in (program.in_force(today) if program else ())
            if rule.effect == "required" and rule.severity == "block" and rule.has_stage
        ]
        if not rules:
            return {}
        stages = self.env["crm.stage"].search(
            ["|", ("team_ids", "=", False), ("team_ids", "in", leads.team_id.ids)]
        )
        names = fact_names(rules)
        matching = {
            rule.id: set(leads.filtered_domain(list(rule.condition))._ids)
            for rule in rules
        }
        readiness = {}
        for lead in leads:
            stage = self._next_stage(lead, stages)
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
