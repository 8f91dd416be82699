from odoo import fields, models
from odoo.tools import SQL

OUTCOMES = [
    ("waiting", "Waiting"),
    ("approve", "Approved"),
    ("reject", "Rejected"),
    ("return", "Returned"),
    ("other", "Not answered"),
]


class CrmApprovalReport(models.Model):
    """How each person answered each step: how long, how late, and why not.

    Whoever may read a request sees its answers here, and nobody else.
    """

    _name = "crm.approval.report"
    _description = "Approval Analysis"
    _auto = False
    _order = "asked_on desc, id desc"
    _rec_name = "request_id"
    _depends = {
        "crm.approval.task": ["request_id", "step_id", "user_id", "state", "asked_on"],
        "crm.approval.request": [
            *("chain_id", "company_id", "requester_id", "version_id"),
        ],
        "crm.approval.request.step": ["name", "origin", "due_on"],
        "crm.approval.version": ["definition"],
        "crm.approval.decision": ["request_id", "step_id", "user_id", "verdict"],
    }

    request_id = fields.Many2one("crm.approval.request", readonly=True)
    chain_id = fields.Many2one("crm.approval.chain", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    requester_id = fields.Many2one("res.users", readonly=True)
    step_name = fields.Char(string="Step", readonly=True)
    user_id = fields.Many2one("res.users", string="Approver", readonly=True)
    on_behalf_id = fields.Many2one("res.users", string="In The Place Of", readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    asked_on = fields.Datetime(readonly=True)
    answered_on = fields.Datetime(readonly=True)
    due_on = fields.Datetime(string="Deadline", readonly=True)
    hours = fields.Float(
        string="Hours to Decide",
        aggregator="avg",
        readonly=True,
        help="From the moment it was the turn of this person.",
    )
    waiting_hours = fields.Float(
        string="Hours Waiting So Far", aggregator="avg", readonly=True
    )
    is_late = fields.Integer(
        string="Late",
        readonly=True,
        help="Answers after the deadline, and what is past it and still waits.",
    )
    reason = fields.Char(readonly=True)

    @property
    def _table_query(self):
        # The search of the acting user: the rules of requests are the rules here.
        visible = self.env["crm.approval.request"]._search([])
        return SQL(
            """
            SELECT told.*,
                   EXTRACT(EPOCH FROM told.answered_on - told.asked_on) / 3600
                       AS hours,
                   CASE WHEN told.outcome = 'waiting'
                        THEN EXTRACT(EPOCH FROM %(now)s - told.asked_on) / 3600
                        END AS waiting_hours,
                   CASE WHEN told.due_on < CASE told.outcome
                             WHEN 'waiting' THEN %(now)s ELSE told.answered_on END
                        THEN 1 ELSE 0 END AS is_late
              FROM (%(answers)s) AS told
             WHERE told.request_id IN %(visible)s
            """,
            now=fields.Datetime.now(),
            answers=self._answers(),
            visible=visible.subselect(),
        )

    def _answers(self):
        """One row for each person asked, with the decision they made on it.

        A step has one name for the reader, in whatever language it was asked for.
        """
        return SQL(
            """
            SELECT task.id, task.request_id, task.user_id, task.on_behalf_id,
                   request.chain_id, request.company_id, request.requester_id,
                   COALESCE(frozen.line->'names'->>%(lang)s, frozen.line->>'name',
                            step.name) AS step_name, step.due_on,
                   COALESCE(task.asked_on, task.create_date) AS asked_on,
                   answer.date AS answered_on,
                   CASE WHEN task.state = 'todo' THEN 'waiting'
                        ELSE COALESCE(answer.verdict, 'other') END AS outcome,
                   CASE WHEN answer.verdict <> 'approve'
                        THEN answer.reason END AS reason
              FROM crm_approval_task AS task
              JOIN crm_approval_request AS request ON request.id = task.request_id
              JOIN crm_approval_request_step AS step ON step.id = task.step_id
              JOIN crm_approval_version AS version ON version.id = request.version_id
         LEFT JOIN LATERAL jsonb_array_elements(version.definition->'steps')
                   AS frozen(line) ON (frozen.line->>'id')::int = step.origin
         LEFT JOIN LATERAL (
                   SELECT decision.verdict, decision.date, decision.reason
                     FROM crm_approval_decision AS decision
                    WHERE decision.request_id = task.request_id
                      AND decision.user_id = task.user_id
                      AND decision.verdict IN ('approve', 'reject', 'return')
                      AND (decision.step_id = task.step_id
                           OR decision.verdict = 'return' AND step.state = 'pending')
                 ORDER BY decision.id DESC
                    LIMIT 1) AS answer ON TRUE
             WHERE task.state <> 'waiting'
            """,
            lang=self.env.lang or "en_US",
        )
