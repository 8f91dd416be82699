from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.spec import NEVER_LOCKED
from ...listing import listed

MODES = [
    ("any", "Any one of them"),
    ("all", "All of them"),
    ("count", "A number of them"),
    ("weight", "Weight of those who agree"),
]
EMPTY = [
    ("refuse", "Refuse to ask"),
    ("fallback", "Ask the fallback person"),
    ("skip", "Skip the step, on record"),
]
DEADLINE = [
    ("remind", "Remind again"),
    ("hand_on", "Hand on to the manager or the fallback person"),
    ("reject", "Reject"),
    ("approve", "Approve"),
]
CARRY = [
    ("never", "Ask again every time"),
    ("changed", "Only if a tested value changed"),
    ("increased", "Only if an amount rose or another value changed"),
]


class CrmApprovalStep(models.Model):
    """One step of a chain: who is asked, and how many of them must agree."""

    _name = "crm.approval.step"
    _description = "Approval Step"
    _order = "sequence, id"

    chain_id = fields.Many2one(
        "crm.approval.chain", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    is_parallel = fields.Boolean(
        string="Parallel", help="Asked together with the step before it."
    )
    mode = fields.Selection(
        MODES, required=True, default="any", string="Who Must Agree"
    )
    quorum = fields.Integer(
        string="Needed", default=1, help="How many, or how much weight, must agree."
    )
    veto = fields.Boolean(
        default=True, help="One rejection ends the request, whatever the others say."
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Approvers",
        domain=[("share", "=", False)],
    )
    rule_ids = fields.One2many(
        "crm.approval.step.rule", "step_id", string="More Approvers", copy=True
    )
    requester_chooses = fields.Boolean(
        help="The people found are candidates; whoever asks picks from them.",
    )
    empty_policy = fields.Selection(
        EMPTY,
        string="If Nobody Can Be Asked",
        required=True,
        default="refuse",
        help="Also when fewer people can be asked than must agree.",
    )
    fallback_user_id = fields.Many2one(
        "res.users", string="Fallback Person", domain=[("share", "=", False)]
    )
    comment_required = fields.Boolean(help="Approving needs a comment too.")
    attachment_required = fields.Boolean(
        help="Who approves has to attach a file; its checksum goes on record.",
    )
    identity_required = fields.Boolean(
        string="Password Required",
        help="Who approves has to enter the password again, if that was more than ten "
        "minutes ago.",
    )
    remind_hours = fields.Float(
        string="Remind After", help="Working hours of the company. Zero: never."
    )
    deadline_hours = fields.Float(
        string="Time To Decide", help="Working hours of the company. Zero: no limit."
    )
    on_deadline = fields.Selection(
        DEADLINE, string="When Time Is Up", required=True, default="remind"
    )
    carry = fields.Selection(
        CARRY,
        string="When Asked Again",
        required=True,
        default="never",
        help="What was approved in an earlier request of the same opportunity can be "
        "carried over, with a link to the decision.",
    )
    tolerance = fields.Float(
        string="Tolerance %", help="How far an amount may move and still be carried."
    )
    looks_at = fields.Char(
        help="Fields that this step decides on, separated by commas, for example "
        "expected_revenue. If only others moved, its approval is carried over. Empty: "
        "everything that the chain tests.",
    )
    field_ids = fields.One2many(
        "crm.approval.step.field",
        "step_id",
        string="Fields While It Waits",
        copy=True,
        help="What the chain tests is locked anyway. Fields that are not named here "
        "can be changed as usual.",
    )
    rule_words = fields.Char(string="Also Asked", compute="_compute_rule_words")

    @api.constrains("looks_at", "chain_id")
    def _check_looks_at(self):
        for step in self:
            known = self.env[step.chain_id.res_model or "crm.lead"]._fields
            unknown = [name for name in step._looked_at() if name not in known]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Step %(step)s cannot look at %(fields)s: its records do not "
                        "have it. Write field names, separated by commas.",
                        step=step.name,
                        fields=listed(self.env, unknown),
                    )
                )

    @api.depends(
        *("rule_ids.kind", "rule_ids.user_id", "rule_ids.group_id"),
        *("rule_ids.levels", "rule_ids.path", "rule_ids.only_if"),
    )
    @api.depends_context("lang")
    def _compute_rule_words(self):
        versions = self.env["crm.approval.version"]
        for step in self:
            words = [
                versions._rule_words(rule._prepare_definition())
                for rule in step.rule_ids
            ]
            step.rule_words = listed(self.env, words)

    def _prepare_definition(self):
        """Return the step as it is frozen into a published version."""
        self.ensure_one()
        names = self._names_by_language()
        return {
            "id": self.id,
            # The same for whoever looks, in whatever language.
            "name": self.with_context(lang=None).name,
            **({"names": names} if len(set(names.values())) > 1 else {}),
            "parallel": self.is_parallel,
            "mode": self.mode,
            "quorum": self.quorum,
            "veto": self.veto,
            "user_ids": sorted(self.user_ids.ids),
            "choice": self.requester_chooses,
            "rules": [rule._prepare_definition() for rule in self.rule_ids],
            "empty": self.empty_policy,
            "fallback_id": self.fallback_user_id.id,
            "comment": self.comment_required,
            "attachment": self.attachment_required,
            "identity": self.identity_required,
            "remind_hours": self.remind_hours,
            "deadline_hours": self.deadline_hours,
            "on_deadline": self.on_deadline,
            "carry": self.carry,
            "looks": self._looked_at(),
            "tolerance": self.tolerance,
            **self._prepare_rights(),
        }

    def _names_by_language(self):
        stored = self._origin  # a form that is being edited holds no translations
        if not stored:
            return {}
        translations, _context = stored.get_field_translations("name")
        return {item["lang"]: item["value"] for item in translations if item["value"]}

    def _names_nobody(self):
        """Tell whether the step could never find an approver."""
        self.ensure_one()
        if self.empty_policy == "skip" or self.rule_ids:
            return False
        if self.empty_policy == "fallback" and self.fallback_user_id.active:
            return False
        return not self.user_ids.filtered("active")

    def _looked_at(self):
        self.ensure_one()
        return sorted(filter(None, map(str.strip, (self.looks_at or "").split(","))))

    def _prepare_rights(self):
        """Return the rights; nothing for a step without any, as it always was."""
        self.ensure_one()
        rights = {line.field_name: line.right for line in self.field_ids}
        return {"rights": rights} if rights else {}

    def _check_rights(self, spec):
        """Refuse rights on what the chain decides on: it is locked, and has to be seen.

        :param spec: the chain as it is about to be published
        """
        for line in self.field_ids:
            if (
                line.field_name
                in spec.tested | spec.locked | spec.watched | NEVER_LOCKED
            ):
                records = self.env["crm.approval.request"]
                raise ValidationError(
                    self.env._(
                        "Approval chain %(chain)s decides on %(field)s: it is locked "
                        "while a request waits, and whoever is asked has to see it. "
                        "Remove it from step %(step)s.",
                        chain=line.step_id.chain_id.name,
                        field=records._field_label(spec.model, line.field_name),
                        step=line.step_id.name,
                    )
                )
