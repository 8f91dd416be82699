from odoo import api, fields, models

from ..engine import spec as engine
from ..exceptions import ApprovalRequired


class CrmLead(models.Model):
    """The gate on opportunities, and the doors that ask instead of refusing.

    ``_validate_fields`` runs on create, write and recompute, whoever calls. The
    doors below open nothing: they turn a refusal into a request.
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

    def _validate_fields(self, field_names, excluded_names=()):
        field_names = list(field_names)
        super()._validate_fields(field_names, excluded_names)
        return self.env["crm.approval.gate"]._check(self, field_names)

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        self.env["crm.approval.baseline"]._start(leads)
        return leads

    @api.ondelete(at_uninstall=False)
    def _unlink_granted_only(self):
        self.env["crm.approval.gate"]._check_delete(self)

    def action_request_approval(self, values):
        """Write ``values``, or ask for approval where they need one.

        :return: ids of the requests that now wait; empty when all was written
        """
        return self._approval_write_or_ask(values).ids

    def action_request_deletion(self):
        """Delete what may be deleted; ask for the rest.

        :return: ids of the requests that now wait
        """
        self.check_access("unlink")
        gate = self.env["crm.approval.gate"]
        findings = gate._find_uncovered(gate._neutral(self), deleting=True)
        requests = self.env["crm.approval.request"]._ask(findings, {}, "unlink")
        (self - self._approval_of(findings)).unlink()
        return requests.ids

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

    def web_save(self, vals, specification, next_id=None):
        """Save from the web client: what needs an approval asks for it."""
        if not self._approval_may_stop(vals):
            return super().web_save(vals, specification, next_id=next_id)
        try:
            with self.env.cr.savepoint():
                return super().web_save(dict(vals), specification, next_id=next_id)
        except ApprovalRequired as error:
            leads = self
            if not self:
                leads, vals = self._approval_create_before(vals, error.findings)
            leads._approval_write_or_ask(vals)
        target = self.browse(next_id) if next_id else leads
        return target.with_context(bin_size=True).web_read(specification)

    def web_save_multi(self, vals_list, specification):
        """Save several from the list view: each one is saved or asks."""
        try:
            with self.env.cr.savepoint():
                copies = [dict(vals) for vals in vals_list]
                return super().web_save_multi(copies, specification)
        except ApprovalRequired:
            for lead, vals in zip(self, vals_list, strict=True):
                lead._approval_write_or_ask(vals)
        return self.with_context(bin_size=True).web_read(specification)

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

    def action_archive(self):
        """Archive what may be archived; ask for the rest."""
        leads = self._approval_ask_first({"active": False})
        return super(CrmLead, leads).action_archive()

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

    def unlink(self):
        # sudo: the requests are closed by whoever may delete the opportunity.
        requests = self.env["crm.approval.request"].sudo()  # sudo: see above
        pending = requests.search(
            [("res_id", "in", self.ids), ("state", "=", "pending")]
        )
        pending._close_for(self.env._("The opportunity was deleted."))
        return super().unlink()

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        # sudo: as in unlink; the trail moves to the opportunity that remains.
        requests = opportunities.sudo().approval_request_ids  # sudo: see above
        requests._close_for(self.env._("Merged into %(lead)s.", lead=self.display_name))
        requests.write({"lead_id": self.id})
        return result

    def _approval_may_stop(self, vals):
        """Tell whether a save could meet the gate at all (else it stays stock)."""
        watched = self.env["crm.approval.chain"]._watched_fields()
        return bool(watched) and (not self or not watched.isdisjoint(vals))

    def _approval_create_before(self, vals, findings):
        """Create the lead outside the protected state; return it and the rest."""
        waits = frozenset().union(*(finding.spec.deferred for finding in findings))
        context = {
            name: value
            for name, value in self.env.context.items()
            if name.removeprefix("default_") not in waits
        }
        wanted = self.default_get(sorted(engine.STATE_FIELDS & waits))
        wanted |= {name: vals[name] for name in vals if name in waits}
        others = {name: vals[name] for name in vals if name not in wanted}
        leads = self.with_env(self.env(context=context))
        return leads.create(others), wanted

    def _approval_write_or_ask(self, vals):
        """Write what may be written; open requests for what may not."""
        findings = self._approval_try(vals)
        if not findings:
            return self.env["crm.approval.request"]
        waits = self._approval_waiting_names(findings)
        gated = {name: vals[name] for name in vals if name in waits} or dict(vals)
        rest = {name: vals[name] for name in vals if name not in gated}
        if rest:
            self.write(rest)
        requests, leads = self.env["crm.approval.request"], self
        while findings := leads and leads._approval_try(gated):
            requests |= requests._ask(findings, gated)
            leads -= self._approval_of(findings)
        return requests

    def _approval_try(self, vals):
        """Write and return nothing, or write nothing and return the findings."""
        try:
            with self.env.cr.savepoint():
                self.write(dict(vals))
        except ApprovalRequired as error:
            return error.findings
        return []

    def _approval_ask_first(self, change):
        """Ask for those that may not change so; return the others, unchanged."""
        leads, requests = self, self.env["crm.approval.request"]
        watched = self.env["crm.approval.chain"]._watched_fields()
        while leads and not watched.isdisjoint(change):
            savepoint = self.env.cr.savepoint()
            findings = leads._approval_try(change)
            savepoint.close(rollback=True)
            if not findings:
                break
            requests._ask(findings, change)
            leads -= self._approval_of(findings)
        return leads

    def _approval_of(self, findings):
        return self.browse([finding.lead_id for finding in findings])

    def _approval_waiting_names(self, findings):
        names = set()
        for finding in findings:
            names |= finding.spec.proposable if finding.spec else set(finding.tested)
        return names | engine.STATE_FIELDS

    def _approval_ask_for(self, findings):
        """Ask for the stage that a method tried to reach."""
        requests = self.env["crm.approval.request"]
        by_stage = {}
        for finding in findings:
            by_stage.setdefault(finding.stage_id, []).append(finding)
        for stage_id, found in by_stage.items():
            requests |= requests._ask(found, {"stage_id": stage_id})
        return requests
