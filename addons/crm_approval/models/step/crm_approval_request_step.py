from odoo import api, fields, models

from ..engine import carry, progress

STATES = [
    ("waiting", "Later"),
    ("pending", "Waiting"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
]


class CrmApprovalRequestStep(models.Model):
    """One step of one request, with the people asked there."""

    _name = "crm.approval.request.step"
    _description = "Step of an Approval Request"
    _inherit = [
        "crm.approval.deadline",
        "crm.approval.request.step.people",
        "crm.approval.request.step.choice",
        "crm.approval.request.step.looks",
        "crm.approval.request.step.rights",
        "crm.approval.request.step.notes",
    ]
    _order = "request_id, wave, id"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, index=True, ondelete="restrict"
    )
    wave = fields.Integer(
        required=True, help="Steps of the same wave are asked together."
    )
    name = fields.Char(required=True)
    origin = fields.Integer(help="Step of the chain that this one came from.")
    mode = fields.Char(required=True)
    quorum = fields.Integer(default=1)
    veto = fields.Boolean(default=True)
    may_skip = fields.Boolean()
    comment_required = fields.Boolean()
    attachment_required = fields.Boolean()
    identity_required = fields.Boolean()
    remind_hours = fields.Float()
    deadline_hours = fields.Float()
    on_deadline = fields.Char(default="remind")
    fallback_user_id = fields.Many2one("res.users", ondelete="restrict")
    remind_at = fields.Datetime()
    deadline = fields.Datetime(index="btree_not_null")
    due_on = fields.Datetime(help="The last deadline, also after it has passed.")
    carry = fields.Char(default="never")
    tolerance = fields.Float()
    task_ids = fields.One2many("crm.approval.task", "step_id")
    state = fields.Selection(STATES, required=True, default="waiting")
    company_id = fields.Many2one(related="request_id.company_id")

    @api.depends("name", "origin", "request_id.version_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Name the step to the reader; ``name`` is as whoever asked reads it."""
        names = self.env["crm.approval.step"]
        for step in self:
            version = step.request_id.version_id.sudo()  # sudo: frozen, no secret
            lines = version.definition["steps"] if version else ()
            known = next((line for line in lines if line["id"] == step.origin), None)
            step.display_name = names._name_of(known) if known else step.name

    def write(self, vals):
        if vals.get("deadline"):
            vals = {**vals, "due_on": vals["deadline"]}
        result = super().write(vals)
        if vals.get("state") == "pending":
            self._keep_fields()
        return result

    def _progress(self):
        """Return the state that follows from the answers."""
        return self._state_of({task: task.state for task in self.task_ids})

    def _carried_by(self, rows):
        """Tell whether these decisions alone approve the step."""
        mine = rows.filtered(lambda row: row.step_id == self)
        if not self.task_ids:
            return "skip" in mine.mapped("verdict")
        if "timeout" in mine.mapped("verdict") and self.on_deadline == "approve":
            return True
        deciders = {row.user_id for row in mine if not row.carried_id}
        for carried in mine.carried_id:
            deciders.update(carried._speaks_for())
        agreed = {
            task: "approved" if task.user_id in deciders else task.state
            for task in self.task_ids
            if task.user_id in deciders or task.state != "approved"
        }
        unproven = self.task_ids.filtered(lambda task: task not in agreed)
        return self._state_of(agreed | dict.fromkeys(unproven, "todo")) == "approved"

    def _state_of(self, state_by_task):
        self.ensure_one()
        if not state_by_task:
            return "approved" if self.may_skip else "pending"
        return progress.Step(
            mode=self.mode,
            quorum=self.quorum,
            veto=self.veto,
            answers=tuple(
                progress.Answer(progress.VERDICTS.get(state, ""), task.weight)
                for task, state in state_by_task.items()
                if state != "forwarded"
            ),
        ).state

    def _is_overdue(self):
        """Tell whether time is up for a step that people are still asked about."""
        return bool(self.deadline) and self.deadline <= fields.Datetime.now()

    def _ask_people(self):
        """Put open steps on the desks; those whose people must be chosen wait."""
        steps = self.filtered(lambda step: not step.is_choice)
        waiting = steps.task_ids.filtered(lambda task: task.state == "waiting")
        waiting.write({"state": "todo"})
        for step in steps.filtered(lambda step: not step.task_ids):
            reason = self.env._(
                "Nobody can be asked; the chain allows to skip the step."
            )
            step.request_id._record("skip", reason, step)
        steps._carry_over()
        steps._start_clock()
        todo = steps.task_ids.filtered(lambda task: task.state == "todo")
        handed = todo._substitute()
        self.request_id._remind(todo - handed)

    def _carry_over(self):
        """Approve on record what the same person has already approved, unchanged."""
        for step in self:
            for task in step.task_ids.filtered(lambda task: task.state == "todo"):
                earlier = step._earlier_approval(task.user_id)
                if earlier:
                    reason = self.env._(
                        "Approved on %(date)s already; nothing that matters changed.",
                        date=fields.Date.to_string(earlier.date),
                    )
                    step.request_id._record("carry", reason, step, earlier)
                    task.state = "approved"

    def _may_carry(self, decision_id):
        """Tell whether this decision may stand for the step: the check of a row."""
        decision = self.env["crm.approval.decision"].browse(decision_id or ())
        users = self.task_ids.filtered(lambda task: task.state == "todo").user_id
        return any(self._earlier_approval(user) == decision for user in users)

    def _earlier_approval(self, user):
        """Return the decision of this person that still holds for the step."""
        self.ensure_one()
        request = self.request_id
        if request._was_sent_back(self):
            return request.decision_ids.browse()  # somebody wants a new answer
        found = request._rows_in_force().filtered(
            lambda row: row.verdict == "approve" and row.user_id == user
        )
        if found and request.version_id.definition.get("duplicates") == "once":
            return found[:1]
        origin = request.moved_from_id.sudo()  # sudo: its approvers may be others
        kept = origin._still_approved(self.origin, user, request.tested)
        if kept:
            return kept
        if self.carry == "never" or not request.previous_id:
            return found.browse()
        rows = request.previous_id._rows_in_force().filtered(
            lambda row: (
                row.verdict in ("approve", "carry")
                and row.step_id.origin == self.origin
                and user in (row.carried_id or row)._speaks_for()
            )
        )
        earlier = rows[:1].carried_id or rows[:1]
        moved = carry.beyond(
            earlier.tested or {},
            self._seen(request.tested),
            tolerance=self.tolerance,
            increase_only=self.carry == "increased",
        )
        return earlier.browse() if moved else earlier
