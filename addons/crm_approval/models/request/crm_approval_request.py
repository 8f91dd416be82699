from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine import spec as engine
from ...listing import listed

STATES = [
    ("pending", "Waiting"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("returned", "Returned"),
    ("withdrawn", "Withdrawn"),
    ("closed", "Closed"),
    ("moved", "Moved to a newer version"),
]


class CrmApprovalRequest(models.Model):
    """One record asking one chain, with the change that waits for the answer.

    Nobody writes here by hand, not even managers: every transition is a method
    that checks who acts, and leaves a row in ``crm.approval.decision``.
    """

    _name = "crm.approval.request"
    _description = "Approval Request"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(string="Record", required=True)
    res_model = fields.Char(string="Model", required=True, default="crm.lead")
    res_id = fields.Integer(string="Record ID", required=True, index=True)
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", index=True, ondelete="set null"
    )
    chain_id = fields.Many2one(
        "crm.approval.chain", required=True, index=True, ondelete="restrict"
    )
    version_id = fields.Many2one(
        "crm.approval.version", required=True, ondelete="restrict"
    )
    previous_id = fields.Many2one(
        "crm.approval.request",
        string="Asked Before",
        ondelete="restrict",
        help="The earlier request whose approvals can be carried over.",
    )
    moved_from_id = fields.Many2one("crm.approval.request", ondelete="restrict")
    company_id = fields.Many2one("res.company", index=True, ondelete="restrict")
    requester_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(STATES, required=True, default="pending", index=True)
    operation = fields.Selection(
        [
            ("write", "Change"),
            ("unlink", "Delete"),
            ("merge", "Merge"),
            (engine.CALL, "Press a button"),
        ],
        required=True,
        default="write",
    )
    change = fields.Json(string="Proposed Change")
    base = fields.Json(string="Values When Asked")
    tested = fields.Json(string="Tested Values")
    facts = fields.Json(help="What the approver is shown, with names of that day.")
    fingerprint = fields.Char(required=True)
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency", ondelete="restrict")
    date_done = fields.Datetime(string="Decided On")
    applied_on = fields.Datetime()
    is_question_open = fields.Boolean(string="Question Open")
    question_on = fields.Datetime()
    apply_error = fields.Text(string="Why It Was Not Applied")
    step_ids = fields.One2many("crm.approval.request.step", "request_id")
    task_ids = fields.One2many("crm.approval.task", "request_id")
    decision_ids = fields.One2many("crm.approval.decision", "request_id")
    run_ids = fields.One2many("crm.approval.outcome.run", "request_id")
    has_failed_run = fields.Boolean(compute="_compute_has_failed_run")
    has_carried = fields.Boolean(compute="_compute_has_carried")
    waiting_for = fields.Char(compute="_compute_waiting_for")
    can_decide = fields.Boolean(
        compute="_compute_can_decide", search="_search_can_decide"
    )
    comment_required = fields.Boolean(compute="_compute_can_decide")
    attachment_required = fields.Boolean(compute="_compute_needs_dialog")
    identity_required = fields.Boolean(compute="_compute_needs_dialog")
    needs_dialog = fields.Boolean(compute="_compute_needs_dialog")
    can_choose = fields.Boolean(compute="_compute_can_choose")
    can_answer = fields.Boolean(compute="_compute_can_withdraw")
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")
    can_apply = fields.Boolean(compute="_compute_can_withdraw")
    # Not sanitized: built here of escaped values, and shown by the hundred.
    change_html = fields.Html(
        string="What Changes", compute="_compute_change_html", sanitize=False
    )
    reason_text = fields.Char(string="Why", compute="_compute_reason_text")
    rejection_reason = fields.Text(compute="_compute_rejection_reason")
    path = fields.Json(string="Where It Stands", compute="_compute_path")

    _pending_idx = models.Index("(res_model, res_id) WHERE state = 'pending'")
    _pending_uniq = models.UniqueIndex(
        "(res_id, chain_id) WHERE state = 'pending'",
        "This record is already waiting for an answer of this chain.",
    )

    @api.depends("name", "chain_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for request in self:
            request.display_name = self.env._(
                "%(record)s (%(chain)s)",
                record=request.name,
                chain=request.chain_id.name,
            )

    @api.depends(
        *("state", "task_ids.state", "task_ids.user_id"),
        *("step_ids.state", "step_ids.is_choice"),
    )
    @api.depends_context("lang")
    def _compute_waiting_for(self):
        for request in self:
            todo = request.task_ids.filtered(lambda task: task.state == "todo")
            asked = todo.user_id.sorted("name")
            names = [*asked.mapped("name"), *request._choosing_names()]
            request.waiting_for = listed(self.env, names)

    @api.depends("state", "task_ids.state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        # All tasks together: reading their steps one by one would be a query each.
        mine = self._my_tasks().grouped("request_id")
        for request in self:
            tasks = mine.get(request, self.task_ids.browse())
            request.can_decide = bool(tasks)
            request.comment_required = any(tasks.step_id.mapped("comment_required"))

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Own tasks are always visible: their rules would only cost time.
        mine = Domain("task_ids", "any!", self._my_task_domain())
        return mine if True in value else ~mine

    @api.depends("state", "requester_id", "applied_on", "is_question_open")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        manager = self.env.user.has_group("sales_team.group_sale_manager")
        for request in self:
            mine = manager or request.requester_id == self.env.user
            request.can_withdraw = mine and request.state == "pending"
            request.can_answer = (
                request.is_question_open
                and request.state == "pending"
                and request.requester_id == self.env.user
            )
            waits = request.state == "approved" and not request.applied_on
            request.can_apply = mine and waits and bool(request._target())

    @api.depends("facts", "state", "task_ids.state", "task_ids.user_id")
    @api.depends_context("lang", "uid")
    def _compute_change_html(self):
        hidden = self._names_hidden()
        for request in self:
            request.change_html = request._change_table(hidden)

    @api.depends("facts", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for request in self:
            request.reason_text = request._reason_words()

    @api.depends("decision_ids", "state")
    def _compute_rejection_reason(self):
        for request in self:
            verdicts = {"reject", "return"}
            if request.state == "rejected":
                verdicts.add("timeout")
            request.rejection_reason = request.decision_ids.filtered(
                lambda row, verdicts=verdicts: row.verdict in verdicts
            )[:1].reason

    @api.depends("run_ids.state")
    def _compute_has_failed_run(self):
        for request in self:
            states = request.run_ids.mapped("state")
            request.has_failed_run = "failed" in states

    @api.model
    def _my_task_domain(self):
        return Domain("user_id", "=", self.env.uid) & Domain("state", "=", "todo")

    @api.model
    @api.readonly
    def todo_count(self):
        """Return how many requests wait for the acting user."""
        # sudo: own tasks; their rules would only cost time.
        tasks = self.env["crm.approval.task"].sudo()
        [(count,)] = tasks._read_group(
            self._my_task_domain(), [], ["request_id:count_distinct"]
        )
        return count

    def _my_tasks(self):
        """Return the open tasks of the person who really acts."""
        return self.task_ids.filtered(
            lambda task: task.state == "todo" and task.user_id.id == self.env.uid
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for request in self:
            raise UserError(
                self.env._(
                    "The approval request %(request)s is evidence and stays. "
                    "Withdraw it if it is no longer wanted.",
                    request=request.display_name,
                )
            )

    def action_view_lead(self):
        """Open the record that asks: only who may read it gets there."""
        self.ensure_one()
        record = self._target()
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": record.id,
            "views": [(False, "form")],
        }
