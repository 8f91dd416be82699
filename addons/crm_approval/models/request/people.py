from odoo import models

from ..engine import progress


class CrmApprovalRequestPeople(models.AbstractModel):
    """Approvers that depend on other people: limits, who approved before, conflicts."""

    _name = "crm.approval.request.people"
    _description = "Approvers That Depend on Other People"

    def _named_by(self, rule):
        if rule.get("only_if") and not self._formula_applies(rule["only_if"]):
            return self.env["res.users"].sudo()  # sudo: the same kind of empty set
        if rule["kind"] == "limit":
            return self._managers_up_to_limit(rule.get("whole"))
        if rule["kind"] == "above":
            return self._superiors_of(self._expected_before(rule["step"]))
        return super()._named_by(rule)

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
        superiors = self.requester_id._approval_superiors().sudo()  # sudo: see _named
        for count, person in enumerate(superiors, start=1):
            if person._approval_limit_covers(self.amount, self.currency_id, company):
                return superiors[:count] if whole else person
        return superiors.browse()

    def _superiors_of(self, users):
        superiors = self.env["res.users"].sudo()  # sudo: see _named
        return superiors.union(
            *(user._approval_superior().sudo() for user in users)  # sudo: see _named
        )

    def _expected_before(self, step_id):
        """Return everyone who can decide the steps right before this one."""
        users = self.env["res.users"].sudo()  # sudo: see _named
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

    def _may_decide(self, user, allowed=None):
        return super()._may_decide(user, allowed) and not self._is_conflicted(user)

    def _is_conflicted(self, user):
        """Tell whether the chain keeps this person out, and why it may not be asked."""
        definition = self.version_id.definition or {}
        if definition.get("exclude_team") and user != self.requester_id:
            teams = self.requester_id.sudo().crm_team_ids  # sudo: see _named
            if user in teams.member_ids:
                return True
        if not definition.get("exclude_customer"):
            return False
        record = self.sudo()._target()  # sudo: see _named
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


class CrmApprovalRequestStepPeople(models.AbstractModel):
    """The people of a step, once it is known who approved before."""

    _name = "crm.approval.request.step.people"
    _description = "People of a Step"

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
