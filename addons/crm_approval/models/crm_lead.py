from odoo import api, fields, models

from ..exceptions import ApprovalRequired


class CrmLead(models.Model):
    """What an opportunity shows of its requests, and its own doors that ask.

    The gate itself and the doors that every model has are in ``base.py``.
    """

    _inherit = "crm.lead"

    approval_request_ids = fields.One2many(
        "crm.approval.request", "lead_id", groups="base.group_user"
    )
    approval_request_count = fields.Integer(
        compute="_compute_approval", groups="base.group_user"
    )
    approval_state = fields.Selection(
        [
            ("pending", "Waiting for approval"),
            ("approved", "Approved, not applied"),
            ("rejected", "Rejected"),
            ("returned", "Returned for correction"),
        ],
        string="Approval",
        compute="_compute_approval",
        groups="base.group_user",
    )
    approval_message = fields.Char(
        string="Where The Approval Stands",
        compute="_compute_approval",
        groups="base.group_user",
    )

    approval_waiting_for = fields.Char(
        string="Waiting For", compute="_compute_approval", groups="base.group_user"
    )

    approval_choice_id = fields.Many2one(
        "crm.approval.request",
        string="Approvers To Choose",
        compute="_compute_approval_choice_id",
        groups="base.group_user",
    )

    @api.depends("approval_request_ids.state", "approval_request_ids.task_ids.state")
    @api.depends_context("lang")
    def _compute_approval(self):
        prefetch = self.approval_request_ids._ids
        for lead in self:
            requests = lead.approval_request_ids
            request = (
                requests.filtered(lambda request: request.state == "pending")
                or requests.sorted("id", reverse=True)
            )[:1].with_prefetch(prefetch)  # filtered() forgets the batch
            lead.approval_request_count = len(requests)
            lead.approval_state = request._state_on_lead()
            lead.approval_waiting_for = request.waiting_for
            lead.approval_message = request._message_on_lead()

    @api.depends(
        "approval_request_ids.state", "approval_request_ids.step_ids.is_choice"
    )
    @api.depends_context("uid")
    def _compute_approval_choice_id(self):
        prefetch = self.approval_request_ids._ids
        for lead in self:
            requests = lead.approval_request_ids.with_prefetch(prefetch)
            lead.approval_choice_id = requests.filtered("can_choose")[:1]

    def action_view_approval_requests(self):
        """Open the requests of this opportunity."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_approval.crm_approval_request_action"
        )
        return {**action, "domain": [("lead_id", "=", self.id)], "context": {}}

    def action_choose_approvers(self):
        """Open the dialog for the request whose approvers the user has to choose."""
        self.ensure_one()
        return self.approval_choice_id.action_choose_approvers()

    def action_set_won(self):
        """Win what may be won; ask for the rest."""
        leads = self
        requests = self.env["crm.approval.request"]
        while leads:
            try:
                with self.env.cr.savepoint():
                    super(CrmLead, leads).action_set_won()
                    break
            except ApprovalRequired as error:
                requests |= self._approval_ask_for(error.findings)
                leads -= self._approval_of(error.findings)
        return True

    def action_set_lost(self, **additional_values):
        """Lose what may be lost; ask for the rest, with the reason that was given."""
        change = {"active": False, "probability": 0, **additional_values}
        leads = self._approval_ask_first(change)
        return super(CrmLead, leads).action_set_lost(**additional_values)

    def action_set_won_rainbowman(self):
        """Win with the rainbow, or say who is asked first."""
        self.ensure_one()
        if self.env["crm.approval.chain"]._watched_fields():
            self.action_set_won()
        if self.stage_id.is_won or self.approval_state != "pending":
            return super().action_set_won_rainbowman()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.approval_message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _merge_opportunity(self, *args, **kwargs):
        self.env["crm.approval.gate"]._check_event(self, "merge")
        return super()._merge_opportunity(*args, **kwargs)

    def _approval_merge(self, change):
        """Merge what was asked to be merged together with this one."""
        leads = self.browse(change["merged"]).exists()
        leads.merge_opportunity(change["user_id"], change["team_id"])

    def _approval_ask_merge(self, user, team, findings):
        """Ask to merge these; return the action that shows where it waits."""
        change = {
            "merged": sorted(self.ids),
            "user_id": user.id,
            "team_id": team.id,
        }
        self.env["crm.approval.request"]._ask(findings, change, "merge")
        shown = self._approval_of(findings)[:1]
        return shown.redirect_lead_opportunity_view()

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        # sudo: the trail moves to the opportunity that remains, whoever may read it.
        requests = opportunities.sudo().approval_request_ids
        requests._close_for(self.env._("Merged into %(lead)s.", lead=self.display_name))
        requests.write({"lead_id": self.id})
        return result

    def _approval_ask_for(self, findings):
        """Ask for the stage that a method tried to reach."""
        requests = self.env["crm.approval.request"]
        by_stage = {}
        for finding in findings:
            by_stage.setdefault(finding.stage_id, []).append(finding)
        for stage_id, found in by_stage.items():
            requests |= requests._ask(found, {"stage_id": stage_id})
        return requests
