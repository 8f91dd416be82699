import secrets

from odoo import api, fields, models
from odoo.fields import NO_ACCESS

STATES = [
    ("waiting", "Later"),
    ("todo", "To decide"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("forwarded", "Forwarded"),
    ("closed", "No longer needed"),
]


class CrmApprovalTask(models.Model):
    """One person asked in one step of a request."""

    _name = "crm.approval.task"
    _description = "Approval Task"
    _order = "step_id, id"
    _rec_name = "user_id"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, index=True, ondelete="restrict"
    )
    step_id = fields.Many2one(
        "crm.approval.request.step", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Approver", required=True, ondelete="restrict"
    )
    on_behalf_id = fields.Many2one(
        "res.users", string="In The Place Of", ondelete="restrict"
    )
    state = fields.Selection(STATES, required=True, default="waiting")
    weight = fields.Integer(default=1)
    asked_on = fields.Datetime(help="When it became the turn of this person.")
    company_id = fields.Many2one(related="request_id.company_id")
    carried_id = fields.Many2one(
        "crm.approval.decision", string="Carried Over", compute="_compute_carried_id"
    )
    # Nobody reads it through the ORM, administrators neither; each task has its own.
    link_key = fields.Char(
        groups=NO_ACCESS, copy=False, default=lambda self: secrets.token_hex(32)
    )

    # What waits for somebody, and what ever did (the rule of involved people).
    _user_idx = models.Index("(user_id, request_id)")
    _todo_idx = models.Index("(user_id, request_id) WHERE state = 'todo'")

    @api.depends("state", "request_id.decision_ids")
    def _compute_carried_id(self):
        for task in self:
            # sudo: the earlier request may have asked others; its row is the proof.
            rows = task.sudo().request_id.decision_ids
            task.carried_id = rows.filtered(
                lambda row, task=task: (
                    row.verdict == "carry"
                    and row.step_id == task.step_id
                    and task.state == "approved"
                    and task.user_id in row.carried_id._speaks_for()
                )
            )[:1].carried_id

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create([self._with_clock(vals) for vals in vals_list])
        tasks._tell_counters(tasks)
        return tasks

    def write(self, vals):
        before = self.filtered(lambda task: task.state == "todo")
        result = super().write(self._with_clock(vals))
        if not {"state", "user_id"}.isdisjoint(vals):
            self._tell_counters(before)
        return result

    @api.model
    def _with_clock(self, vals):
        """A person is asked when their turn comes, or when it becomes theirs."""
        if vals.get("state") == "todo" or "user_id" in vals:
            return {"asked_on": fields.Datetime.now(), **vals}
        return vals

    def _tell_counters(self, before):
        """Tell open web clients that what waits for their person has changed."""
        now = self.filtered(lambda task: task.state == "todo")
        # sudo: nobody reads the partner of others only to count their tasks.
        users = (before | now).sudo().user_id
        users._bus_send("crm_approval/todo", {})

    def _substitute(self):
        """Hand open tasks of people who are away to those who stand in for them."""
        delegations = self.env["crm.approval.delegation"]
        today = delegations._today()
        away = self.user_id._approval_away()
        moved = self.browse()
        for task in self:
            user = task.user_id
            if user.active and user not in away and user not in today:
                continue
            other = delegations._stand_in_for(user, task.request_id, today)
            if other == user and not user.active:
                other = task.step_id.fallback_user_id
            if other and other != user and task._hand_to(other):
                moved |= task
        return moved

    def _hand_to(self, user):
        """Give the task to ``user``; stay if that person cannot decide it."""
        self.ensure_one()
        asked = self.request_id.task_ids.filtered(
            lambda task: task.state in ("todo", "waiting")
        )
        if not self.request_id._may_decide(user) or user in asked.user_id:
            return False
        before = self.user_id
        self.write(
            {"user_id": user.id, "on_behalf_id": (self.on_behalf_id or before).id}
        )
        text = self.env._("%(user)s for %(away)s", user=user.name, away=before.name)
        self.request_id._record("delegate", text, self.step_id)
        self.request_id._clear_reminders(before)
        self.request_id._remind(self)
        return True

    def action_view_carried(self):
        """Open the request of the earlier decision: only who may read it gets there."""
        self.ensure_one()
        request = self.carried_id.sudo().request_id  # sudo: its number only
        request.with_env(self.env).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": request._name,
            "res_id": request.id,
            "views": [(False, "form")],
        }
