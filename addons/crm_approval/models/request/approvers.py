from odoo import api, models
from odoo.exceptions import UserError

from ...engine import progress
from ...engine import spec as engine
from ...listing import listed


class CrmApprovalRequestApprovers(models.Model):
    """Who can decide a step: found when somebody asks, never silently nobody."""

    _inherit = "crm.approval.request"

    def _approvers(self, definition):
        """Return ``{user: weight}`` for a step; empty only if it may be skipped."""
        self.ensure_one()
        found = self._named(definition)
        if self._enough(definition, found):
            return found
        policy = definition.get("empty", "refuse")
        if policy == "skip":
            return {}
        if policy == "fallback":
            # sudo: the fallback is part of the published chain.
            users = self.env["res.users"].sudo()
            fallback = users.browse(definition["fallback_id"] or ())
            found |= {user: 1 for user in fallback if self._may_decide(user)}
            if self._enough(definition, found):
                return found
        raise UserError(
            self.env._(
                "%(record)s cannot be sent for approval: step %(step)s of %(chain)s "
                "has nobody else who can approve it. Ask a sales administrator to name "
                "one.",
                record=self.name,
                step=engine.step_name(definition, self.env.lang),
                chain=self.chain_id.name,
            )
        )

    def _named(self, definition, allow_requester=None):
        # sudo: resolving needs people that the asker may not read.
        users = self.env["res.users"].sudo()
        found = dict.fromkeys(users.browse(definition["user_ids"]).exists(), 1)
        for rule in definition.get("rules", ()):
            found |= dict.fromkeys(self._named_by(rule), rule["weight"])
        return {
            user: weight
            for user, weight in found.items()
            if self._may_decide(user, allow_requester)
        }

    def _enough(self, definition, found):
        if definition["mode"] == "weight":
            return sum(found.values()) >= definition["quorum"]
        needed = definition["quorum"] if definition["mode"] == "count" else 1
        return len(found) >= max(needed, 1)

    def _named_by(self, rule):
        """Return the people that one rule of a step finds."""
        # sudo: resolving needs people that the asker may not read.
        users = self.env["res.users"].sudo()
        if rule.get("only_if") and not self._formula_applies(rule["only_if"]):
            return users
        finders = {
            "user": lambda: users.browse(rule["user_id"]).exists(),
            "group": lambda: self._group_members(rule["group_id"]),
            "manager": lambda: self._manager_of_requester(rule["levels"]),
            "leader": self._team_leader,
            "field": lambda: self._people_on_record(rule["path"]),
            "limit": lambda: self._managers_up_to_limit(rule.get("whole")),
            "above": lambda: self._superiors_of(self._expected_before(rule["step"])),
        }
        return finders[rule["kind"]]()

    def _group_members(self, group_id):
        # sudo: who is in a group is needed to ask, not to show.
        groups = self.env["res.groups"].sudo()
        return groups.browse(group_id).exists().all_user_ids

    def _manager_of_requester(self, levels):
        # sudo: who leads whom is needed to ask, not to show.
        return self.requester_id.sudo()._approval_manager(levels)

    def _team_leader(self):
        # sudo: the leader is asked whether or not the asker may read the record.
        record = self.sudo()._target()
        people = self.env["res.users"]
        return record.team_id.user_id if "team_id" in record._fields else people

    def _people_on_record(self, path):
        # sudo: people on the record are asked whether or not the asker reads it.
        record = self.sudo()._target()
        try:
            return record.mapped(path)
        except KeyError:
            # The field was removed since: the policy of the step decides.
            return self.env["res.users"].sudo()  # sudo: the same kind of empty set

    def _may_decide(self, user, allowed=None):
        """Tell whether this person can be asked about this request at all."""
        if allowed is None:
            allowed = self.version_id.definition["allow_requester"]
        return (
            user.active
            and not user.share
            and (not self.company_id or self.company_id in user.company_ids)
            and (allowed or user != self.requester_id)
            and not self._is_conflicted(user)
        )

    def _formula_applies(self, text):
        gate = self.env["crm.approval.gate"]
        record = gate._neutral(self._record_after())
        return gate._formula_holds(record, text)

    def _record_after(self):
        """Return the record as it would be after the proposed change."""
        record = self._target()
        change = {
            name: value
            for name, value in (self.change or {}).items()
            if name in record._fields
        }
        return record.new(change, origin=record)

    def _managers_up_to_limit(self, whole=False):
        """Climb from the requester until a limit covers the amount."""
        company = self.company_id or self.env.company
        superiors = self.requester_id._approval_superiors().sudo()  # sudo: their limits
        for count, person in enumerate(superiors, start=1):
            if person._approval_limit_covers(self.amount, self.currency_id, company):
                return superiors[:count] if whole else person
        return superiors.browse()

    def _superiors_of(self, users):
        superiors = self.env["res.users"].sudo()  # sudo: to ask, not to show
        return superiors.union(
            *(user._approval_superior().sudo() for user in users)  # sudo: likewise
        )

    def _expected_before(self, step_id):
        """Return everyone who can decide the steps right before this one."""
        users = self.env["res.users"].sudo()  # sudo: to ask, not to show
        for definition in self._definitions_before(step_id):
            users = users.union(*self._named(definition))
        return users

    def _definitions_before(self, step_id):
        """Return the definitions of the wave before the step (none for the first)."""
        steps = self.version_id.definition["steps"]
        numbers = progress.waves(step.get("parallel", False) for step in steps)
        waves = {step["id"]: wave for step, wave in zip(steps, numbers, strict=True)}
        before = waves.get(step_id, 0) - 1
        return [step for step in steps if waves[step["id"]] == before]

    def _is_conflicted(self, user):
        """Tell whether the chain keeps this person out, and why it may not be asked."""
        definition = self.version_id.definition or {}
        if definition.get("exclude_team") and user != self.requester_id:
            teams = self.requester_id.sudo().crm_team_ids  # sudo: of colleagues
            if user in teams.member_ids:
                return True
        if not definition.get("exclude_customer"):
            return False
        record = self.sudo()._target()  # sudo: only its customer is compared
        if "partner_id" not in record._fields:
            return False
        customer = record.partner_id.commercial_partner_id
        return bool(customer) and (
            user in customer.approval_conflict_user_ids
            or user.partner_id.commercial_partner_id == customer
        )

    def _definition_of(self, origin):
        """Return the frozen definition of a step; empty for an added signer."""
        steps = self.version_id.definition["steps"]
        return next((step for step in steps if step["id"] == origin), {})

    def _deciders_before(self, step):
        """Return who approved in the last wave before the step, on record."""
        earlier = self.step_ids.filtered(lambda other: other.wave < step.wave)
        last = max(earlier.mapped("wave"), default=0)
        rows = self._rows_in_force().filtered(
            lambda row: row.verdict in ("approve", "carry") and row.step_id.wave == last
        )
        carried = rows.mapped("carried_id.user_id")
        return carried | rows.filtered(lambda row: not row.carried_id).user_id

    @api.depends("state", "requester_id", "step_ids.is_choice")
    @api.depends_context("uid")
    def _compute_can_choose(self):
        for request in self:
            mine = request.requester_id == self.env.user and request.state == "pending"
            request.can_choose = mine and bool(request._undecided_choices())

    def action_choose(self, step_id, user_ids):
        """Name the approvers of a step, as the requester, among its candidates."""
        self.ensure_one()
        self._lock()
        step = self._undecided_choices().filtered(lambda step: step.id == step_id)
        if not self.can_choose or not step:
            raise UserError(
                self.env._(
                    "There is nobody to choose for %(request)s: only %(requester)s "
                    "does, and once. Open the request to see who is asked.",
                    request=self.display_name,
                    requester=self.requester_id.name,
                )
            )
        step = step.sudo()  # sudo: nobody may write steps; who asks was checked
        users = step.env["res.users"].browse(map(int, user_ids))
        step._check_choice(users)
        self._record("choose", listed(self.env, users.mapped("name")), step)
        # Candidates were never asked: what is removed here is no evidence.
        step.task_ids.filtered(lambda task: task.user_id not in users).unlink()
        step.is_choice = False
        self._clear_reminders(self.requester_id)
        if step.state == "pending":
            step._ask_people()
            self._advance()
        return True

    def action_choose_approvers(self):
        """Open the dialog in which the requester chooses."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who Shall Approve?"),
            "res_model": "crm.approval.choose",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def _undecided_choices(self):
        return self.step_ids.filtered(
            lambda step: step.is_choice and step.state in ("pending", "waiting")
        )

    def _choosing_names(self):
        """Name the requester where they keep a step waiting."""
        if any(step.state == "pending" for step in self._undecided_choices()):
            return [
                self.env._(
                    "%(requester)s (chooses the approver)",
                    requester=self.requester_id.name,
                )
            ]
        return []

    def _remind_to_choose(self):
        """Put the choice on the desk of those who have to make it."""
        for request in self.filtered(lambda request: request._undecided_choices()):
            request.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Choose who approves"),
                user_id=request.requester_id.id,
            )
