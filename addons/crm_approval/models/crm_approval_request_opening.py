from odoo import api, models
from odoo.exceptions import UserError

from ..exceptions import ApprovalRequired


class CrmApprovalRequestOpening(models.AbstractModel):
    """How a request comes to be: from what the gate found, never by hand."""

    _name = "crm.approval.request.opening"
    _description = "Opening of Approval Requests"

    @api.model
    def _ask(self, findings, change, operation="write"):
        """Open requests for the findings, or return those that already wait.

        :param change: what the caller wanted to write; kept and applied when granted
        """
        locked = [finding for finding in findings if finding.request_id]
        waiting = self._already_asked(locked)
        missing = [finding for finding in findings if not finding.request_id]
        return waiting | self._open(missing, change, operation)

    def _already_asked(self, locked):
        """Return pending requests for the very same values; refuse other values."""
        requests = self.browse([finding.request_id for finding in locked])
        # sudo: somebody else may have asked; the asker sees the name, no more.
        tested = {request.id: request.tested for request in requests.sudo()}
        other = [f for f in locked if f.tested != tested[f.request_id]]
        if other:
            message = self.env["crm.approval.gate"]._message(other)
            raise ApprovalRequired(message, other)
        return requests

    @api.model
    def _open(self, findings, change, operation):
        if not findings:
            return self
        baselines = self.env["crm.approval.baseline"]._values_by_record(
            self.env["crm.lead"].browse([finding.lead_id for finding in findings]),
            {finding.spec for finding in findings},
        )
        # sudo: nobody has create rights; who asks is recorded as the acting user.
        requests = self.sudo().with_context(mail_create_nolog=True)
        requests = requests.create(
            [
                {
                    **self._prepare_request(
                        finding, change, baselines.get(finding.lead_id, {})
                    ),
                    "operation": operation,
                }
                for finding in findings
            ]
        )
        requests._prepare_steps()
        decisions = self.env["crm.approval.decision"].sudo()  # sudo: checked there
        decisions.create(
            [{"request_id": request.id, "verdict": "ask"} for request in requests]
        )
        first = min(requests.step_ids.mapped("wave"))
        requests._open_wave(first)
        for chain, asked in requests.grouped("chain_id").items():
            asked._log_on_lead(
                self.env._(
                    "Approval asked: %(chain)s. Waiting for %(approver)s.",
                    chain=chain.name,
                    approver=asked[0].waiting_for,
                )
            )
        return self.browse(requests.ids)

    def _prepare_request(self, finding, change, agreed):
        gate = self.env["crm.approval.gate"]
        lead = gate._neutral(self.env["crm.lead"].browse(finding.lead_id))
        spec = finding.spec
        company = lead.company_id or self.env.company
        return {
            "name": lead.name,
            "res_id": lead.id,
            "lead_id": lead.id,
            "chain_id": spec.chain_id,
            "version_id": spec.version_id,
            "company_id": lead.company_id.id,
            "requester_id": self.env.uid,
            "change": change,
            "base": gate._values(lead, spec.locked),
            "tested": finding.tested,
            "fingerprint": gate._fingerprint(spec, lead.id, finding.tested),
            "facts": self._prepare_facts(lead, finding, change, agreed),
            "amount": change.get("expected_revenue", lead.expected_revenue),
            "currency_id": company.currency_id.id,
        }

    def _prepare_steps(self):
        """Create the steps and tasks of freshly opened requests in one go."""
        rows = [
            (request, position, step)
            for request in self
            for position, step in enumerate(request.version_id.definition["steps"], 1)
        ]
        steps = (
            self.env["crm.approval.request.step"]
            .sudo()
            .create(  # sudo: see _open
                [
                    {
                        "request_id": request.id,
                        "wave": position,
                        "name": step["name"],
                        "mode": step["mode"],
                    }
                    for request, position, step in rows
                ]
            )
        )
        self.env["crm.approval.task"].sudo().create(  # sudo: see _open
            [
                {"request_id": request.id, "step_id": step.id, "user_id": user.id}
                for (request, _position, definition), step in zip(
                    rows, steps, strict=True
                )
                for user in request._approvers(definition)
            ]
        )

    def _approvers(self, definition):
        """Return who can decide a step now; nobody is a dead end and is refused."""
        self.ensure_one()
        users = self.env["res.users"].sudo().browse(definition["user_ids"]).exists()
        users = users.filtered(
            lambda user: (
                user.active
                and (not self.company_id or self.company_id in user.company_ids)
                and (
                    self.version_id.definition["allow_requester"]
                    or user != self.requester_id
                )
            )
        )
        if not users:
            raise UserError(
                self.env._(
                    "%(record)s cannot be sent for approval: step %(step)s of "
                    "%(chain)s has nobody else who can approve it. Ask a sales "
                    "administrator to name one.",
                    record=self.name,
                    step=definition["name"],
                    chain=self.chain_id.name,
                )
            )
        return users
