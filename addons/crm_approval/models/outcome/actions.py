import ast
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import assign


class CrmApprovalOutcomeActs(models.AbstractModel):
    """What outcome actions do, on the record, with the rights of the publisher.

    A kind is the method ``_act_<kind>(record, definition)``; it returns what to note.
    """

    _name = "crm.approval.outcome.acts"
    _description = "Outcome Actions at Work"

    def _act_set(self, record, definition):
        record.write({definition["field"]: definition["value"]})
        return False

    def _act_assign(self, record, definition):
        users = self._candidates(record, definition)
        turn = self._turn(definition)
        chosen = assign.choose(
            users.ids,
            last=turn.last_user_id.id or 0,
            load=self._load(users) if definition["method"] != "turn" else None,
            skill=self._skill(record, users)
            if definition["method"] == "skill"
            else None,
        )
        if not chosen:
            raise UserError(
                self.env._(
                    "Nobody can be given %(record)s: the team or the list of the "
                    "outcome action has no active person who fits.",
                    record=record.display_name,
                )
            )
        # Writing the turn makes two decisions at the same moment take turns: the
        # database lets one of them start again.
        turn.last_user_id = chosen
        record.write({"user_id": chosen})
        return users.browse(chosen).name

    def _candidates(self, record, definition):
        """Return the people, and of a team those whose own filter fits the record."""
        teams = self.env["crm.team"].sudo()  # sudo: the publisher may not read them
        team = teams.browse(definition["team_id"] or ())
        members = team.exists().crm_team_member_ids.filtered(
            lambda member: record.sudo().filtered_domain(  # sudo: a member's filter
                ast.literal_eval(member.assignment_domain or "[]")
            )
        )
        users = self.env["res.users"].sudo().browse(definition["user_ids"])  # as above
        return (users.exists() | members.user_id).filtered("active")

    def _turn(self, definition):
        # sudo: whose turn it is, is kept by the system.
        turns = self.env["crm.approval.turn"].sudo()  # sudo: see above
        chain = self.request_id.chain_id
        key = [("chain_id", "=", chain.id), ("outcome", "=", definition["id"])]
        return turns.search(key) or turns.create(
            {"chain_id": chain.id, "outcome": definition["id"]}
        )

    def _load(self, users):
        # sudo: how many opportunities others have, to be fair.
        leads = self.env["crm.lead"].sudo()  # sudo: see above
        rows = leads._read_group(
            [("user_id", "in", users.ids), ("won_status", "=", "pending")],
            ["user_id"],
            ["__count"],
        )
        return {user.id: count for user, count in rows}

    def _skill(self, record, users):
        if "tag_ids" not in record._fields:
            return {}
        tags = set(record.sudo().tag_ids.ids)  # sudo: to compare
        return {user.id: len(tags & set(user.approval_skill_ids.ids)) for user in users}

    def _act_activity(self, record, definition):
        request = self.request_id
        user = {
            "requester": request.requester_id,
            "owner": "user_id" in record._fields and record.user_id,
        }.get(definition["responsible"])
        asker = request.requester_id.id
        due = fields.Date.context_today(record) + timedelta(days=definition["days"])
        record.activity_schedule(
            activity_type_id=definition["type_id"],
            summary=definition["summary"] or request.chain_id.name,
            date_deadline=due,
            user_id=user.id if user else definition["user_id"] or asker,
        )
        return False

    def _act_server(self, record, definition):
        """Run the action as its publisher, who must be a system administrator still."""
        if not record.env.user.has_group("base.group_system"):
            raise UserError(
                self.env._(
                    "The server action is not run: %(user)s, who published the chain, "
                    "is no system administrator any more. Have one publish it again.",
                    user=record.env.user.name,
                )
            )
        action = record.env["ir.actions.server"].browse(definition["action_id"])
        if not action.exists():
            raise UserError(
                self.env._("The server action does not exist any more: publish again.")
            )
        action.with_context(
            active_model=record._name, active_id=record.id, active_ids=record.ids
        ).run()
        return action.name
