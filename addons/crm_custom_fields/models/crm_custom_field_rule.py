from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools.sql import table_exists

from ..engine.rules import Program, RequiredRule, fact_names

MAX_NAMED = 5


class CrmCustomFieldRule(models.Model):
    """A demand on the records of one model: fields to be filled in, and when.

    Rules are enforced on the server on every way in; the form shows them
    live, but never decides.
    """

    _name = "crm.custom.field.rule"
    _description = "Custom Field Rule"
    _order = "model_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    model_id = fields.Many2one(
        "ir.model",
        string="Applies To",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("crm_custom_fields_enabled", "=", True)],
        default=lambda self: self.env["ir.model"]._get("crm.lead"),
    )
    model_name = fields.Char(related="model_id.model", store=True, index=True)
    sequence = fields.Integer(default=10)
    field_ids = fields.Many2many(
        "ir.model.fields",
        "crm_custom_field_rule_field_rel",
        string="Required Fields",
        required=True,
        domain="[('model_id', '=', model_id), ('store', '=', True)]",
    )
    stage_id = fields.Many2one(
        "crm.stage",
        string="From Stage On",
        ondelete="restrict",
        index=True,
        help="Required in this stage and every later one. Empty: always.",
    )
    team_ids = fields.Many2many(
        "crm.team",
        "crm_custom_field_rule_team_rel",
        string="Sales Teams",
        help="Empty: all teams.",
    )
    lead_type = fields.Selection(
        [("opportunity", "Opportunities"), ("lead", "Leads")],
        string="Only For",
        default="opportunity",
        help="Empty: leads and opportunities.",
    )
    zero_is_filled = fields.Boolean(
        string="Zero Counts as Filled In",
        help="Otherwise a number has to be different from 0.",
    )
    message = fields.Text(
        translate=True, help="Shown below the list of missing fields: what to do next."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    is_on_leads = fields.Boolean(compute="_compute_is_on_leads")

    @api.depends("model_id")
    def _compute_is_on_leads(self):
        for rule in self:
            rule.is_on_leads = rule.model_id.model == "crm.lead"

    @api.constrains("model_id", "field_ids")
    def _check_fields(self):
        for rule in self:
            foreign = rule.field_ids.filtered(
                lambda field, rule=rule: field.model_id != rule.model_id
            )
            if foreign or not rule.field_ids:
                raise ValidationError(
                    self.env._(
                        "Rule %(rule)s needs fields of %(model)s, and only of it. "
                        "Choose them again.",
                        rule=rule.name,
                        model=rule.model_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._rules_changed()
        return rules

    def write(self, vals):
        res = super().write(vals)
        self._rules_changed()
        return res

    def unlink(self):
        res = super().unlink()
        self._rules_changed()
        return res

    def _rules_changed(self):
        """Forget the compiled rules and the views that mirror them."""
        self.env.registry.clear_cache()
        self.env.registry.clear_cache("templates")

    # Compiling

    @api.model
    @tools.ormcache("model_name")
    def _program(self, model_name):
        """Return the compiled rules of ``model_name``, or None without any."""
        # Every model passes here, also while the addon comes or goes.
        if not table_exists(self.env.cr, self._table):
            return None
        rules = self.sudo()  # sudo: the rules bind people who may not read them
        active = rules.search([("model_name", "=", model_name)])
        compiled = tuple(rule._compiled() for rule in active)
        known = self.env[model_name]._fields if compiled else ()
        usable = tuple(
            rule for rule in compiled if all(n in known for n in fact_names([rule]))
        )
        return Program(usable) if usable else None

    def _compiled(self):
        """Return the rule as the engine knows it."""
        self.ensure_one()
        on_leads = self.is_on_leads
        known = self.env[self.model_name]._fields
        has_company = "company_id" in known
        return RequiredRule(
            id=self.id,
            fields=tuple(n for n in self.field_ids.mapped("name") if n in known),
            stage_ids=frozenset(self._reached_stage_ids() if on_leads else ()),
            has_stage=on_leads and bool(self.stage_id),
            team_ids=frozenset(self.team_ids.ids if on_leads else ()),
            company_id=self.company_id.id if has_company else 0,
            lead_type=(self.lead_type or "") if on_leads else "",
            zero_is_filled=self.zero_is_filled,
        )

    def _reached_stage_ids(self):
        """Return the stages that stand at or behind the stage of the rule."""
        if not self.stage_id:
            return []
        later = [("sequence", ">=", self.stage_id.sequence)]
        return self.env["crm.stage"].search(later).ids

    @api.model
    def _required_expressions(self, model_name):
        """Return ``(field, expression)`` pairs for the form."""
        program = self._program(model_name)
        if program is None:
            return []
        known = self.env[model_name]._fields
        return [
            (name, rule.expression(known))
            for rule in program.rules
            for name in rule.fields
        ]

    # Enforcing

    @api.model
    def _enforce(self, records, names):
        """Refuse ``records`` that break a rule which ``names`` can break."""
        program = self._program(records._name)
        if program is None:
            return
        rules = program.touched(names, created="create_date" in names)
        if not rules:
            return
        read = fact_names(rules)
        broken = []
        for record in records:
            facts = {name: _plain(record[name]) for name in read}
            for rule in rules:
                missing = rule.missing(facts)
                if missing:
                    broken.append((record, rule, missing))
        if broken:
            raise ValidationError(self._explanation(broken))

    @api.model
    def _explanation(self, broken):
        """Say which records lack what, and what to do."""
        records = {record.id: record for record, _rule, _missing in broken}
        lines = [
            self._explain_one(record, [b for b in broken if b[0] == record])
            for record in list(records.values())[:MAX_NAMED]
        ]
        if len(records) > MAX_NAMED:
            lines.append(
                self.env._("… and %(count)s more.", count=len(records) - MAX_NAMED)
            )
        return "\n\n".join(lines)

    @api.model
    def _explain_one(self, record, broken):
        names = {name: None for _record, _rule, missing in broken for name in missing}
        labels = record.fields_get(list(names), ["string"])
        rules = self.sudo().browse([rule.id for _r, rule, _m in broken])  # sudo: above
        text = self._refusal(record, ", ".join(labels[n]["string"] for n in names))
        return "\n".join([text, *(rule.message for rule in rules if rule.message)])

    @api.model
    def _refusal(self, record, labels):
        name = record.display_name
        if record._name == "crm.lead" and record.stage_id:
            return self.env._(
                "“%(record)s” cannot be in stage “%(stage)s” yet. Fill in first: "
                "%(fields)s.",
                record=name,
                stage=record.stage_id.name,
                fields=labels,
            )
        return self.env._(
            "“%(record)s” cannot be saved like this. Fill in first: %(fields)s.",
            record=name,
            fields=labels,
        )


def _plain(value):
    """Return a value of the ORM as the engine wants it."""
    if isinstance(value, models.BaseModel):
        return value.id if len(value) == 1 else value._ids
    return value
