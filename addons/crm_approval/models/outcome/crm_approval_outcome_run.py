import ast
import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import assign

_logger = logging.getLogger(__name__)


class CrmApprovalOutcomeRun(models.Model):
    """One outcome action of one request: done once, or failed and why.

    The unique index and the lock on the row keep it from happening twice.
    """

    _name = "crm.approval.outcome.run"
    _description = "Outcome Action of a Request"
    _order = "id"
    _rec_name = "words"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="request_id.company_id")
    outcome = fields.Integer(required=True)
    definition = fields.Json(required=True)
    words = fields.Char(string="What Happens")
    state = fields.Selection(
        [("todo", "Waiting"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        default="todo",
    )
    note = fields.Char(string="Result")
    error = fields.Text(string="Why It Failed")
    done_at = fields.Datetime(string="Done On")

    _request_outcome_uniq = models.UniqueIndex("(request_id, outcome)")

    @api.model
    def _start(self, requests, event):
        """Note and run the outcome actions of each request, once."""
        requests = requests.sudo()  # sudo: runs are written by nobody
        kind = self.env["crm.approval.outcome"]._fields["kind"]
        words = dict(kind._description_selection(self.env))
        known = {(run.request_id.id, run.outcome) for run in requests.run_ids}
        rows = [
            {
                "request_id": request.id,
                "outcome": definition["id"],
                "definition": definition,
                "words": words.get(definition["kind"]),
            }
            for request in requests
            for definition in request.version_id.definition.get("outcomes", ())
            if definition["event"] == event
            and (request.id, definition["id"]) not in known
        ]
        requests.run_ids.create(rows)._run()

    def action_run_again(self):
        """Run what failed again, as a sales administrator."""
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._(
                    "Only a sales administrator may run outcome actions again. Ask one "
                    "to look at %(request)s.",
                    request=self[:1].request_id.display_name,
                )
            )
        self.check_access("read")
        # sudo: runs are written by nobody; who may start them was checked.
        self.sudo()._run()
        return True

    def _run(self):
        """Do what is not done yet; a failure is noted and undoes nothing else."""
        for run in self:
            run.lock_for_update()
            run.invalidate_recordset(["state"])
            if run.state != "done":
                run._run_alone()

    def _run_alone(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                note = self._act()
        except OperationalError:
            raise  # somebody was quicker: the whole transaction starts again
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("Outcome action %s", self.id)
            self.write({"state": "failed", "error": str(error) or repr(error)})
        else:
            self.write(
                {
                    "state": "done",
                    "note": note,
                    "error": False,
                    "done_at": fields.Datetime.now(),
                }
            )

    def _act(self):
        """Do what the published version says; return what to note."""
        record = self._record_as_publisher()
        act = self._acts()[self.definition["kind"]]
        note = act(record, self.definition)
        record.flush_recordset()
        return note

    def _acts(self):
        """Return by kind what is done: a method of (record, definition).

        It acts with the rights of the publisher and returns what to note. A glue
        addon adds its kind.
        """
        return {
            "set": self._act_set,
            "assign": self._act_assign,
            "activity": self._act_activity,
            "server": self._act_server,
        }

    def _record_as_publisher(self):
        """Return the record with the rights of who published the version: no others."""
        request = self.request_id
        publisher, record = request.version_id.user_id, request._target()
        if not publisher.active or not record.exists():
            raise UserError(
                self.env._(
                    "%(request)s: the record is gone, or %(user)s, who published the "
                    "chain, is archived. Publish it again and move the request.",
                    request=request.display_name,
                    user=publisher.name,
                )
            )
        context = {"lang": publisher.lang}
        return record.with_env(self.env(user=publisher, su=False, context=context))

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
        # sudo: the publisher may not read the people named either.
        users = self.env["res.users"].sudo().browse(definition["user_ids"])
        return (users.exists() | members.user_id).filtered("active")

    def _turn(self, definition):
        # sudo: whose turn it is, is kept by the system.
        turns = self.env["crm.approval.turn"].sudo()
        chain = self.request_id.chain_id
        key = [("chain_id", "=", chain.id), ("outcome", "=", definition["id"])]
        return turns.search(key) or turns.create(
            {"chain_id": chain.id, "outcome": definition["id"]}
        )

    def _load(self, users):
        # sudo: how many opportunities others have, to be fair.
        leads = self.env["crm.lead"].sudo()
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
