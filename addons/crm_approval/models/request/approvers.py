from odoo import models
from odoo.exceptions import UserError


class CrmApprovalRequestApprovers(models.AbstractModel):
    """Who can decide a step: found when somebody asks, never silently nobody."""

    _name = "crm.approval.request.approvers"
    _description = "Approvers of Approval Requests"

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
            users = self.env["res.users"].sudo()  # sudo: see above
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
                step=self.env["crm.approval.step"]._name_of(definition),
                chain=self.chain_id.name,
            )
        )

    def _named(self, definition, allow_requester=None):
        # sudo: resolving needs people that the asker may not read.
        users = self.env["res.users"].sudo()  # sudo: see above
        found = dict.fromkeys(users.browse(definition["user_ids"]).exists(), 1)
        for rule in definition.get("rules", ()):
            found |= dict.fromkeys(self._named_by(rule), rule["weight"])
        return {
            user: weight
            for user, weight in found.items()
            if self._may_decide(user, allow_requester)
        }

    def _named_by(self, rule):
        users = self.env["res.users"].sudo()  # sudo: see _named
        if rule["kind"] == "user":
            return users.browse(rule["user_id"]).exists()
        if rule["kind"] == "group":
            groups = self.env["res.groups"].sudo()  # sudo: see _named
            return groups.browse(rule["group_id"]).exists().all_user_ids
        if rule["kind"] == "manager":
            return self.requester_id.sudo()._approval_manager(  # sudo: see _named
                rule["levels"]
            )
        record = self.sudo()._target()  # sudo: see _named
        if rule["kind"] == "leader":
            known = "team_id" in record._fields
            return record.team_id.user_id if known else users.browse()
        try:
            return record.mapped(rule["path"])
        except KeyError:
            return users.browse()  # the field was removed since: the policy decides

    def _may_decide(self, user, allowed=None):
        """Tell whether this person can be asked about this request at all."""
        if allowed is None:
            allowed = self.version_id.definition["allow_requester"]
        return (
            user.active
            and not user.share
            and (not self.company_id or self.company_id in user.company_ids)
            and (allowed or user != self.requester_id)
        )

    def _enough(self, definition, found):
        if definition["mode"] == "weight":
            return sum(found.values()) >= definition["quorum"]
        needed = definition["quorum"] if definition["mode"] == "count" else 1
        return len(found) >= max(needed, 1)
