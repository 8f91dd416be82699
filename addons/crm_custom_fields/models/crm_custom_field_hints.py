from odoo import api, fields, models

from ..engine.rules import ON_VALUES

JUDGED = set(ON_VALUES)


class CrmLead(models.Model):
    """Says what is wrong with a deal now, and what the next stage will ask for."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.custom.field.live"]

    crm_rule_hints = fields.Json(
        string="What the Rules Ask For", compute="_compute_crm_rule_hints"
    )
    crm_rule_asks = fields.Boolean(
        string="A Reason Is Asked For", compute="_compute_crm_rule_hints"
    )
    crm_exception_ids = fields.One2many(
        "crm.custom.field.exception", "lead_id", string="Exceptions", readonly=True
    )

    @api.depends("stage_id", "team_id", "type", "crm_profile_id")
    def _compute_crm_rule_hints(self):
        hints = self.env["crm.custom.field.hints"]._of(
            self.sudo()  # sudo: also what others have to fill in
        )
        for lead in self:
            hint = hints.get(lead.id) or {"stage": "", "percent": 100, "items": []}
            lead.crm_rule_hints = hint
            lead.crm_rule_asks = any(i["severity"] == "warn" for i in hint["items"])


class CrmCustomFieldHints(models.AbstractModel):
    """Why a deal is stopped, or would be in the next stage: one item for each rule."""

    _name = "crm.custom.field.hints"
    _description = "Custom Field Hints"

    @api.model
    def _of(self, leads):
        """Return ``{lead id: {stage, percent, items}}`` for leads that are told any."""
        engine = self.env["crm.custom.field.rule.engine"]
        rules = self.env["crm.custom.field.rule"]
        program = rules._program("crm.lead")
        judged = [
            rule
            for rule in (rules._in_force(program) if program else ())
            if rule.effect in JUDGED
        ]
        if not judged:
            return {}
        readiness = self.env["crm.custom.field.readiness"]
        stages = readiness._next_stages(leads)
        moving = leads.browse([id_ for id_ in leads._ids if stages.get(id_)])
        staged = [rule for rule in judged if rule.has_stage]
        now = engine._broken(leads, judged)
        later = engine._broken(moving, staged, stages)
        covered = self.env["crm.custom.field.exception"]._covered(now + later)
        found, seen = {}, set()
        for when, broken in (("now", now), ("next", later)):
            for record, rule, names in broken:
                is_covered = (record.id, rule.id) in covered
                if not is_covered and (record.id, rule.id, names) not in seen:
                    found.setdefault(record.id, []).append((rule, names, when))
                    seen.add((record.id, rule.id, names))
        return self._told(leads, found, stages, readiness._of(leads))

    @api.model
    def _told(self, leads, found, stages, readiness):
        """Return the hints in words."""
        broken = [problem for problems in found.values() for problem in problems]
        names = {name for _rule, fields_, _when in broken for name in fields_}
        labels = leads.fields_get(list(names), ["string"]) if names else {}
        definitions = self.env["crm.custom.field.rule"].sudo()  # sudo: their texts
        definitions = definitions.browse({rule.id for rule, _f, _w in broken})
        by_id = {definition.id: definition for definition in definitions}
        hints = {}
        for lead in leads:
            problems = found.get(lead.id, ())
            stage = stages.get(lead.id)
            if problems:
                hints[lead.id] = {
                    "stage": (stage and stage.name) or "",
                    "percent": readiness.get(lead.id, (100,))[0],
                    "items": [
                        self._item(lead, by_id[rule.id], rule, names, when, labels)
                        for rule, names, when in problems
                    ],
                }
        return hints

    @api.model
    def _item(self, lead, definition, rule, names, when, labels):
        explain = self.env["crm.custom.field.rule.explain"]
        return {
            "rule": definition.name,
            "message": definition.message or "",
            "hint": explain._hint(lead, definition, rule),
            "effect": rule.effect,
            "severity": rule.severity,
            "when": when,
            "fields": [
                {"name": name, "label": labels[name]["string"]}
                for name in names
                if name in labels
            ],
        }
