from odoo import api, fields, models, tools


class CrmCustomFieldLive(models.AbstractModel):
    """What the server tells a form while somebody types in it.

    A form judges most conditions by itself. Those that look at linked records
    or at parts of a text are told here, with the answer to each change.
    """

    _name = "crm.custom.field.live"
    _description = "Custom Field Live Answers"

    crm_rule_matching = fields.Json(
        string="Rules Whose Condition Holds", compute="_compute_crm_rule_matching"
    )

    def _compute_crm_rule_matching(self):
        program = self.env["crm.custom.field.rule"]._program(self._name)
        conditions = [r for r in (program.rules if program else ()) if r.condition]
        records = self.sudo()  # sudo: as the rules will judge
        matching = {
            rule.id: set(records.filtered_domain(list(rule.condition))._ids)
            for rule in conditions
        }
        for record in self:
            record.crm_rule_matching = [
                rule_id for rule_id, ids in matching.items() if record.id in ids
            ]

    @api.model
    @tools.ormcache("model_name")
    def _watched(self, model_name):
        """Return the fields whose change the form asks the server about."""
        parents = self.env["crm.custom.field.narrow"]._parents(model_name)
        if "crm_rule_matching" not in self.env[model_name]._fields:
            return parents
        program = self.env["crm.custom.field.rule"]._program(model_name)
        below = self.env["crm.custom.field.rule.rows"]._programs(model_name)
        return parents.union(
            program.watched if program else (),
            *({table, *rows.head_watched} for table, rows in below),
        )

    @api.model
    def _judge_anew(self, records):
        """Let the answers follow a change that is not saved yet."""
        answers = {"crm_rule_matching", "crm_rule_hints", "crm_rule_asks"}
        names = answers & records._fields.keys()
        if names:
            records.invalidate_recordset(names, flush=False)


class ResPartner(models.Model):
    """Contacts answer too."""

    _name = "res.partner"
    _inherit = ["res.partner", "crm.custom.field.live"]
