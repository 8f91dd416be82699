from dataclasses import replace

from odoo import Command, api, fields, models
from odoo.fields import Domain

from ..engine.rule.rules import ON_STATE
from ..models.rule import engine, explain


class CrmCustomFieldTrial(models.TransientModel):
    """Tries the rules on a real record, without changing it."""

    _name = "crm.custom.field.trial"
    _description = "Try Rules on a Record"

    rule_id = fields.Many2one("crm.custom.field.rule", string="Only This Rule")
    model_id = fields.Many2one(
        "ir.model",
        string="Kind of Record",
        required=True,
        ondelete="cascade",
        domain=[("crm_custom_fields_enabled", "=", True)],
        default=lambda self: self.env["ir.model"]._get("crm.lead"),
    )
    model_name = fields.Char(related="model_id.model")
    record_ref = fields.Many2oneReference(
        string="Record", model_field="model_name", required=True
    )
    stage_id = fields.Many2one(
        "crm.stage",
        string="As If in Stage",
        help="Shows what the record would meet in this stage. Empty: where it is.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="As If Done By",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    line_ids = fields.One2many(
        "crm.custom.field.trial.line", "trial_id", compute="_compute_line_ids"
    )

    @api.depends("rule_id", "model_id", "record_ref", "stage_id", "user_id")
    def _compute_line_ids(self):
        for trial in self:
            verdicts = trial._verdicts() if trial.record_ref else []
            trial.line_ids = [Command.clear()] + [Command.create(v) for v in verdicts]

    def _verdicts(self):
        """Return one line for each rule: does it apply, and is it kept."""
        self.ensure_one()
        self.check_access("read")
        record = self.env[self.model_name].browse(self.record_ref).exists()
        record.check_access("read")
        rules = self.env["crm.custom.field.rule"]
        wanted = Domain("model_name", "=", self.model_name)
        if self.rule_id:
            wanted &= Domain("id", "=", self.rule_id._origin.id)
        return [self._verdict(record, rule) for rule in rules.search(wanted) if record]

    def _verdict(self, record, definition):
        judged = record.sudo()  # sudo: as the rule itself judges
        rule = definition._compiled()
        stages = {record.id: self.stage_id} if self._has_stage() else None
        if why := self._why_not(judged, definition, rule, stages):
            return {"rule_id": definition.id, "verdict": "apart", "words": why}
        if rule.effect not in ON_STATE:
            words = self.env._("Applies: it watches changes, or what the form shows.")
            return {"rule_id": definition.id, "verdict": "watches", "words": words}
        broken = engine.broken_rules(judged, [rule], stages)
        if not broken:
            words = self.env._("Applies, and the record keeps it.")
            return {"rule_id": definition.id, "verdict": "kept", "words": words}
        [(_record, rule, names)] = broken
        words = [
            explain.label_texts(judged, names),
            explain.hint(judged, definition, rule),
        ]
        words.append(definition.message or "")
        severities = {"block": "refused", "warn": "asked", "info": "shown"}
        return {
            "rule_id": definition.id,
            "verdict": severities[rule.severity],
            "words": ". ".join(word for word in words if word),
        }

    def _has_stage(self):
        return self.model_name == "crm.lead" and bool(self.stage_id)

    def _why_not(self, record, definition, rule, stages):
        """Return in words why the rule does not apply, or nothing."""
        if definition.starts and definition.starts > fields.Date.context_today(self):
            return self.env._("In force only from %(day)s on.", day=definition.starts)
        acting = self.with_user(self.user_id).env
        if not rule.binds(engine.acting_groups(acting)):
            return self.env._("Does not bind this user: see its groups.")
        always = self._demanding_nothing(rule)
        unconditional = self._demanding_nothing(rule, condition=())
        if not engine.broken_rules(record, [unconditional], stages):
            return self.env._("Is for another stage, team, type, company or profile.")
        if not engine.broken_rules(record, [always], stages):
            return self.env._("Its filter does not match the record.")
        return ""

    @api.model
    def _demanding_nothing(self, rule, **changes):
        """Return a rule that fails wherever ``rule`` applies."""
        fields_ = rule.fields or ("stage_id",)
        return replace(rule, effect="forbid", fields=fields_, **changes)


class CrmCustomFieldTrialLine(models.TransientModel):
    """What one rule says to the record of a trial."""

    _name = "crm.custom.field.trial.line"
    _description = "Trial of a Rule"

    trial_id = fields.Many2one("crm.custom.field.trial", ondelete="cascade")
    rule_id = fields.Many2one("crm.custom.field.rule", ondelete="cascade")
    verdict = fields.Selection(
        [
            ("refused", "Refuses"),
            ("asked", "Asks for a reason"),
            ("shown", "Only shows"),
            ("kept", "Kept"),
            ("watches", "Applies"),
            ("apart", "Does not apply"),
        ],
        readonly=True,
    )
    words = fields.Char(string="Why", readonly=True)
