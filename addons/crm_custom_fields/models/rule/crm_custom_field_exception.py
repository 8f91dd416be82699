import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.field.naming import PARENT
from ...engine.rule.expression import field_names
from . import engine, explain

# These are about a change, not about values: each needs a reason of its own.
EVENTS = ("readonly", "transition")


class CrmCustomFieldException(models.Model):
    """Why one rule does not hold for one deal with these values. Kept for good.

    Only the rule engine writes one, and nobody changes it: the reason covers
    this rule as long as the values that it judges stay the same.
    """

    _name = "crm.custom.field.exception"
    _description = "Exception to a Rule"
    _order = "id desc"
    _rec_name = "rule_name"

    lead_id = fields.Many2one(
        "crm.lead", string="Deal", required=True, index=True, ondelete="cascade"
    )
    rule_id = fields.Many2one(
        "crm.custom.field.rule",
        string="Rule as It Is Now",
        index="btree_not_null",
        ondelete="set null",
    )
    rule_name = fields.Char(string="Rule", required=True)
    field_labels = fields.Char(string="Fields")
    reason = fields.Text(required=True)
    user_id = fields.Many2one("res.users", string="By", required=True, index=True)
    stage_name = fields.Char(string="Stage")
    judged_values = fields.Char(
        groups="base.group_system",  # covered values would be readable here
        help="The values that the reason is about. With others it does not count.",
    )

    # pylint: disable=method-required-super
    def write(self, vals):
        raise UserError(
            self.env._(
                "The exception from rule %(rule)s is kept as it was given. Write "
                "another reason on the deal instead.",
                rule=self[:1].rule_name or "",
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "The exception from rule %(rule)s stays with its deal. It goes when "
                "the deal is deleted.",
                rule=self[:1].rule_name or "",
            )
        )

    # Used by the engine

    @api.model
    def _sort(self, broken, reason=None):
        """Return what stops the save, and what passes with a reason.

        The latter is a list of ``(record, rule, field names, reason)``.
        """
        covered = self._covered(broken)
        stopping, passing = [], []
        for record, rule, names in broken:
            if rule.severity == "block":
                stopping.append((record, rule, names))
            elif rule.severity == "warn" and "crm_rule_reason" in _deal(record)._fields:
                why = (reason or _deal(record).crm_rule_reason or "").strip()
                if rule.effect not in EVENTS and (record.id, rule.id) in covered:
                    continue
                if why:
                    passing.append((record, rule, names, why))
                else:
                    stopping.append((record, rule, names))
        return stopping, passing

    @api.model
    def _covered(self, broken):
        """Return ``(record id, rule id)`` for which a reason was given before."""
        warned = [b for b in broken if b[1].severity == "warn" and _id(_deal(b[0]))]
        if not warned:
            return set()
        known = self.sudo().search_fetch(  # sudo: given by anybody
            [
                ("lead_id", "in", [_id(_deal(record)) for record, *_rest in warned]),
                ("rule_id", "in", [rule.id for _record, rule, _names in warned]),
            ],
            ["lead_id", "rule_id", "judged_values"],
        )
        given = {(e.lead_id.id, e.rule_id.id, e.judged_values) for e in known}
        return {
            (record.id, rule.id)
            for record, rule, _names in warned
            if (_id(_deal(record)), rule.id, _judged(record, rule)) in given
        }

    @api.model
    def _keep(self, passing):
        """Keep the reasons, and tell them in the chatter."""
        if not passing:
            return
        rules = self.env["crm.custom.field.rule"].sudo()  # sudo: people see the name
        kept = self.sudo().create(  # sudo: nobody may write one by hand
            [
                {
                    "lead_id": _deal(record).id,
                    "rule_id": rule.id,
                    "rule_name": rules.browse(rule.id).name,
                    "field_labels": explain.place(record, names),
                    "reason": reason,
                    "user_id": self.env.uid,
                    "stage_name": _deal(record).stage_id.name,
                    "judged_values": _judged(record, rule),
                }
                for record, rule, names, reason in passing
            ]
        )
        for exception in kept:
            exception.lead_id._message_log(
                body=self.env._(
                    "Exception from rule “%(rule)s”: %(reason)s",
                    rule=exception.rule_name,
                    reason=exception.reason,
                )
            )

    @api.model
    def _move(self, leads, head):
        """Let ``head`` keep what was given on ``leads``, which are merged into it."""
        # From the cache where it is known: an assignment merges hundreds of times.
        moved = leads.sudo().crm_exception_ids  # sudo: all of them
        # pylint: disable-next=super-method-mismatch
        return super(CrmCustomFieldException, moved).write({"lead_id": head.id})


def _id(record):
    """Return the id in the database, also of a record that a form is editing."""
    return record._origin.id


def _stored(row_id):
    """Return the id in the database of a row, also while a form is editing it."""
    return getattr(row_id, "origin", None) or row_id


def _deal(record):
    """Return what the reason is given on: a row of a table belongs to a deal."""
    return record[PARENT] if PARENT in record._fields else record


def _judged(record, rule):
    """Return the values that ``rule`` judges on ``record``, as a text."""
    names = {*field_names(rule.condition), rule.other}
    if not rule.met:
        names.update(rule.fields)
    if rule.head:
        names.add("id")  # which row of the deal
    values = {n: engine.plain(record[n]) for n in sorted(names) if n in record._fields}
    if rule.met:
        values["met"] = [(_stored(met.row), met.shared) for met in rule.met]
    return json.dumps(values, default=str, ensure_ascii=False)
