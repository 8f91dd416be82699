from odoo import api, fields, models

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
    _inherit = ["crm.approval.task.carried"]
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

    # What waits for somebody, and what ever did (the rule of involved people).
    _user_idx = models.Index("(user_id, request_id)")
    _todo_idx = models.Index("(user_id, request_id) WHERE state = 'todo'")

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
        users = (before | now).sudo().user_id  # sudo: see above
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
