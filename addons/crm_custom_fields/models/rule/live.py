from odoo import api, models, tools


def compute_matching(records):
    """Compute the field ``crm_rule_matching`` of a model whose forms are answered.

    A function and not a mixin: each further class among the ancestors of leads
    slows every call of every method on them.
    """
    matching = records.env["crm.custom.field.live"]._matching(records)
    for record in records:
        record.crm_rule_matching = matching[record.id]


class CrmCustomFieldLive(models.AbstractModel):
    """What the server tells a form while somebody types in it.

    A form judges most conditions by itself. Those that look at linked records
    or at parts of a text are told here, with the answer to each change.
    """

    _name = "crm.custom.field.live"
    _description = "Custom Field Live Answers"

    @api.model
    def _matching(self, records):
        """Return ``{id: ids of the rules whose condition holds}``."""
        program = self.env["crm.custom.field.rule"]._program(records._name)
        conditions = [r for r in (program.rules if program else ()) if r.condition]
        judged = records.sudo()  # sudo: as the rules will judge
        matching = {
            rule.id: set(judged.filtered_domain(list(rule.condition))._ids)
            for rule in conditions
        }
        return {
            record_id: [rule for rule, ids in matching.items() if record_id in ids]
            for record_id in records._ids
        }

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
