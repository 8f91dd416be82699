from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ...engine import progress
from ...engine import spec as engine
from ...exceptions import ApprovalRequired


class CrmApprovalRequestOpening(models.Model):
    """How a request comes to be: from what the gate found, never by hand."""

    _inherit = "crm.approval.request"

    @api.model
    def _ask(self, findings, change, operation="write", moved_from=None):
        """Open requests for the findings, or return those that already wait.

        :param change: what the caller wanted to write; kept and applied when granted
        :param moved_from: the request that this one continues under a newer version
        """
        findings = self._with_pending(findings)
        locked = [finding for finding in findings if finding.request_id]
        waiting = self._already_asked(locked)
        missing = [finding for finding in findings if not finding.request_id]
        return waiting | self._open(missing, change, operation, moved_from)

    def _with_pending(self, findings):
        """Name the requests that already wait; one query for all findings."""
        once = [found for found in findings if self._asks_once(found)]
        if not once:
            return findings
        # sudo: somebody else may have asked already.
        pending = self.sudo().search_fetch(
            [
                ("chain_id", "in", [found.spec.chain_id for found in once]),
                ("res_id", "in", [found.res_id for found in once]),
                ("state", "=", "pending"),
            ],
            ["chain_id", "res_id"],
        )
        waiting = {(row.chain_id.id, row.res_id): row.id for row in pending}
        return [
            replace(
                found,
                request_id=waiting.get((found.spec.chain_id, found.res_id), 0),
            )
            if self._asks_once(found)
            else found
            for found in findings
        ]

    def _asks_once(self, finding):
        """Tell whether asking again means the request that already waits.

        Something to be done leaves no value behind that the lock could know it by.
        """
        return bool(finding.spec and finding.spec.event and not finding.request_id)

    def _already_asked(self, locked):
        """Return pending requests for the very same values; refuse other values."""
        requests = self.browse([finding.request_id for finding in locked])
        asked = requests.sudo()  # sudo: of others too; the asker sees the name only
        tested = {request.id: request.tested for request in asked}
        other = [f for f in locked if f.closed or f.tested != tested[f.request_id]]
        if other:
            message = self.env["crm.approval.gate"]._message(other)
            raise ApprovalRequired(message, other)
        return requests

    @api.model
    def _open(self, findings, change, operation, moved_from=None):
        if not findings:
            return self
        records = self.env[findings[0].res_model]
        baselines = self.env["crm.approval.gate"]._agreed(
            records.browse([finding.res_id for finding in findings]),
            {finding.spec for finding in findings},
        )
        previous = self._previous_by_record(findings)
        # sudo: nobody has create rights; who asks is recorded as the acting user.
        requests = self.sudo().with_context(mail_create_nolog=True)
        requests = requests.create(
            [
                {
                    **self._prepare_request(
                        finding, change, baselines.get(finding.res_id, {})
                    ),
                    "operation": operation,
                    "moved_from_id": moved_from.id if moved_from else False,
                    "previous_id": previous.get(
                        (finding.res_id, finding.spec.chain_id)
                    ),
                }
                for finding in findings
            ]
        )
        requests._prepare_steps()
        decisions = self.env["crm.approval.decision"].sudo()  # sudo: checked there
        decisions.create(
            [{"request_id": request.id, "verdict": "ask"} for request in requests]
        )
        requests._open_wave(1)
        requests._remind_to_choose()
        for chain, asked in requests.grouped("chain_id").items():
            asked._log_on_lead(
                self.env._(
                    "Approval asked: %(chain)s. Waiting for %(approver)s.",
                    chain=chain.name,
                    approver=asked[0].waiting_for,
                )
            )
        # Steps that are skipped or carried over need nobody: go on at once.
        for request in requests.filtered(lambda request: request._is_idle()):
            request._advance()
        return self.browse(requests.ids)

    def _previous_by_record(self, findings):
        """Return by record and chain the last request whose approvals may hold."""
        rows = self.sudo().search_fetch(  # sudo: somebody else may have asked before.
            [
                ("res_model", "=", findings[0].res_model),
                ("res_id", "in", [finding.res_id for finding in findings]),
                ("state", "in", ("approved", "returned")),
            ],
            ["res_id", "chain_id"],
            order="id",
        )
        return {(row.res_id, row.chain_id.id): row.id for row in rows}

    def _prepare_request(self, finding, change, agreed):
        gate = self.env["crm.approval.gate"]
        lead = gate._neutral(self.env[finding.res_model].browse(finding.res_id))
        spec = finding.spec
        company = gate._company(lead)
        currency = gate._currency(lead, spec) or self.env.company.currency_id
        amount = lead[spec.amount_field] if spec.amount_field in lead._fields else 0.0
        return {
            "name": lead.display_name,
            "res_model": finding.res_model,
            "res_id": lead.id,
            "lead_id": lead.id if finding.res_model == engine.LEAD else False,
            "chain_id": spec.chain_id,
            "version_id": spec.version_id,
            "company_id": company.id,
            "requester_id": self.env.uid,
            "change": change,
            "base": gate._known_values(lead, spec.locked),
            "tested": finding.tested,
            "fingerprint": gate._fingerprint(spec, lead.id, finding.tested),
            "facts": self._prepare_facts(lead, finding, change, agreed),
            "amount": change.get(spec.amount_field, amount),
            "currency_id": currency.id,
        }

    def _prepare_steps(self):
        """Create the steps and tasks of freshly opened requests in one go."""
        rows = [
            (request, wave, definition)
            for request in self
            for wave, definition in request._waves()
        ]
        steps = (
            self.env["crm.approval.request.step"]
            # sudo: nobody has create rights; who asks is on record.
            .sudo()
            .create(
                [
                    request._prepare_step(wave, definition)
                    for request, wave, definition in rows
                ]
            )
        )
        # sudo: nobody has create rights; who asks is on record.
        self.env["crm.approval.task"].sudo().create(
            [
                {
                    "request_id": request.id,
                    "step_id": step.id,
                    "user_id": user.id,
                    "weight": weight,
                }
                for (request, _wave, definition), step in zip(rows, steps, strict=True)
                for user, weight in request._approvers(definition).items()
            ]
        )
        steps._settle_choices()

    def _waves(self):
        steps = self.version_id.definition["steps"]
        numbers = progress.waves(step.get("parallel", False) for step in steps)
        return zip(numbers, steps, strict=True)

    def _prepare_step(self, wave, definition):
        return {
            "request_id": self.id,
            "wave": wave,
            "origin": definition["id"],
            "name": engine.step_name(definition, self.env.lang),
            "mode": definition["mode"],
            "quorum": definition.get("quorum", 1),
            "veto": definition.get("veto", True),
            "may_skip": definition.get("empty") == "skip",
            "is_choice": definition.get("choice", False),
            "comment_required": definition.get("comment", False),
            "attachment_required": definition.get("attachment", False),
            "identity_required": definition.get("identity", False),
            "remind_hours": definition.get("remind_hours", 0.0),
            "deadline_hours": definition.get("deadline_hours", 0.0),
            "on_deadline": definition.get("on_deadline", "remind"),
            "fallback_user_id": definition.get("fallback_id"),
            "carry": definition.get("carry", "never"),
            "tolerance": definition.get("tolerance", 0.0),
            "rights": definition.get("rights", False),
        }

    def _open_wave(self, wave):
        """Ask everyone of a wave; a constant number of queries for a batch."""
        steps = self.sudo().step_ids  # sudo: transitions are not writable by anyone
        steps = steps.filtered(lambda step: step.wave == wave)
        if wave > 1:
            steps._narrow()
        steps.write({"state": "pending"})
        steps._ask_people()

    def _is_idle(self):
        """Tell whether a step is answered although nobody acted (skipped, carried)."""
        asked = self.step_ids.filtered(lambda step: step.state == "pending")
        return any(step._progress() != "pending" for step in asked)

    def _has_model(self):
        """Tell whether the model is still installed."""
        return self.res_model in self.env

    def _target(self):
        """Return the record that asks; empty if it or its model is gone."""
        self.ensure_one()
        if self.res_model == engine.LEAD:
            return self.lead_id
        if not self._has_model():
            return self.lead_id.browse()
        return self.env[self.res_model].browse(self.res_id).exists()

    def _targets(self):
        """Yield the records of these requests, one set for each model."""
        for model, requests in self.grouped("res_model").items():
            if model == engine.LEAD:
                yield requests.lead_id
            elif model in self.env:
                yield self.env[model].browse(requests.mapped("res_id")).exists()

    @api.model
    def _pending_of(self, records):
        """Return what waits for these records, whoever may see it.

        Every move to another stage asks this: plain SQL, for a search would spend
        more on the question than the database on its answer.
        """
        self.flush_model(["res_model", "res_id", "state"])
        query = SQL(
            "SELECT id FROM %s WHERE res_model = %s AND res_id = ANY(%s)"
            " AND state = 'pending' ORDER BY id DESC",
            SQL.identifier(self._table),
            records._name,
            list(records.ids),
        )
        return self.browse([found for [found] in self.env.execute_query(query)])

    @api.model
    def _close_of_deleted(self, records):
        """Close what waits for records that are about to be deleted."""
        # sudo: the requests are closed by whoever may delete the record.
        pending = self.sudo()._pending_of(records)
        pending._close_for(self.env._("The record was deleted."))
