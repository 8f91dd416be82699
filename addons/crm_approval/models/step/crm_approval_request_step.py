from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import carry, progress
from ...engine import spec as engine
from ...listing import listed

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
    is_choice = fields.Boolean(help="The requester still has to choose the approvers.")
    rights = fields.Json(help="What becomes of fields of the record, by name.")
    kept = fields.Json(
        groups=fields.NO_ACCESS,  # what is hidden stands here
        help="What stands in these fields: since the step waits, or since somebody who "
        "may changed it.",
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Salesperson When Asked",
        ondelete="set null",
        help="Nothing is hidden from them. Taking the record over opens nothing.",
    )
    task_ids = fields.One2many("crm.approval.task", "step_id")
    state = fields.Selection(STATES, required=True, default="waiting")
    company_id = fields.Many2one(related="request_id.company_id")

    @api.depends("name", "origin", "request_id.version_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Name the step to the reader; ``name`` is as whoever asked reads it."""
        for step in self:
            version = step.request_id.version_id.sudo()  # sudo: frozen, no secret
            lines = version.definition["steps"] if version else ()
            known = next((line for line in lines if line["id"] == step.origin), None)
            step.display_name = (
                engine.step_name(known, self.env.lang) if known else step.name
            )

    def write(self, vals):
        if vals.get("deadline"):
            vals = {**vals, "due_on": vals["deadline"]}
        result = super().write(vals)
        if vals.get("state") == "pending" and (held := self.filtered("rights")):
            held._keep_fields()
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

    def _is_timed(self):
        """Tell whether a reminder or a deadline runs for the step."""
        return bool(self.remind_hours or self.deadline_hours)

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
        if timed := steps.filtered(lambda step: step._is_timed()):
            timed._start_clock()
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

    def _seen(self, tested):
        """Return the values of ``tested`` that this step decides on."""
        self.ensure_one()
        request = self.request_id
        looks = request._definition_of(self.origin).get("looks", ())
        spec = request.version_id._spec()
        optional = spec.fields | spec.measured | {spec.amount_field}
        return carry.seen_by(tested or {}, looks, optional - spec.goal.tested)

    def _settle_choices(self):
        """Where there is nothing to choose, everyone found is asked."""
        steps = self.filtered("is_choice")
        steps.filtered(lambda step: len(step.task_ids) <= step._to_choose()).write(
            {"is_choice": False}
        )

    def _to_choose(self):
        """Return how many must be chosen at least."""
        return max(self.quorum, 1) if self.mode == "count" else 1

    def _check_choice(self, users):
        """Refuse people who are no candidates, or too few."""
        self.ensure_one()
        weight = sum(task.weight for task in self.task_ids if task.user_id in users)
        light = self.mode == "weight" and weight < self.quorum
        if users - self.task_ids.user_id or len(users) < self._to_choose() or light:
            raise UserError(
                self.env._(
                    "Step %(step)s of %(request)s needs at least %(count)s of these "
                    "people: %(candidates)s. Choose among them.",
                    step=self.display_name,
                    request=self.request_id.display_name,
                    count=self.quorum if light else self._to_choose(),
                    candidates=listed(self.env, self.task_ids.user_id.mapped("name")),
                )
            )

    def _narrow(self):
        """Keep, of the managers that were foreseen, those of who really approved.

        If none of them can decide, all that were foreseen stay: never a dead end.
        """
        for step in self:
            definition = step.request_id._definition_of(step.origin)
            rules = definition.get("rules", ())
            if any(rule["kind"] == "above" for rule in rules):
                step._keep_superiors(definition)

    def _keep_superiors(self, definition):
        request = self.request_id
        above = [rule for rule in definition["rules"] if rule["kind"] == "above"]
        others = [rule for rule in definition["rules"] if rule["kind"] != "above"]
        managers = request._superiors_of(request._deciders_before(self))
        managers = managers.filtered(request._may_decide)
        wanted = dict.fromkeys(managers, above[0]["weight"])
        wanted |= request._named({**definition, "rules": others})
        if not managers or not request._enough(definition, wanted):
            return
        waiting = self.task_ids.filtered(lambda task: task.state == "waiting")
        for user, weight in wanted.items():
            if user not in waiting.user_id:
                request._add_task(self, user, weight, state="waiting")
        waiting.filtered(lambda task: task.user_id not in wanted).unlink()
