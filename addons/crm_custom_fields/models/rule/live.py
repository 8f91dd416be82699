"""What the server tells a form while somebody types in it.

A form judges most conditions by itself. Those that look at linked records
or at parts of a text are told here, with the answer to each change.
"""


def compute_matching(records):
    """Compute the field ``crm_rule_matching`` of a model whose forms are answered.

    A function and not a mixin: each further class among the ancestors of leads
    slows every call of every method on them.
    """
    matching = _matching(records)
    for record in records:
        record.crm_rule_matching = matching[record.id]


def _matching(records):
    """Return ``{id: ids of the rules whose condition holds}``."""
    program = records.env["crm.custom.field.rule"]._program(records._name)
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


def judge_anew(records):
    """Let the answers follow a change that is not saved yet."""
    answers = {"crm_rule_matching", "crm_rule_hints", "crm_rule_asks"}
    names = answers & records._fields.keys()
    if names:
        records.invalidate_recordset(names, flush=False)
