from odoo import models
from odoo.exceptions import UserError

from ...engine import progress
from ...engine import spec as engine
from ...listing import listed
from ..gate import calls


class CrmApprovalRequestMove(models.Model):
    """From the version a request was opened under to the one that is published now.

    The old request ends on record; a new one asks under the new version. Approvals
    of the same person for the same step and the same values are carried over. What
    would be approved by the move itself stays where it is.
    """

    _inherit = "crm.approval.request"

    def _move(self):
        """Move this request, or say why it stays."""
        self.ensure_one()
        self._lock()
        findings = self._move_findings()
        if not findings:
            raise UserError(self._stays_message())
        version = self.chain_id.version_id
        text = self.env._(
            "From version %(old)s to version %(new)s of the chain.",
            old=self.version_id.number,
            new=version.number,
        )
        self._record("move", text)
        self._close("moved")
        # The person who asked asks again: their rights, not those of who moves.
        asking = self.with_env(self.env(user=self.requester_id, su=False))
        request = asking.browse()._ask(
            findings, self.change or {}, self.operation, moved_from=self
        )
        request = self.browse(request.ids)
        if request.state != "pending":
            raise UserError(self._stays_message())
        request._record("move", text)
        request.invalidate_recordset()
        return request

    def _stays_message(self):
        return self.env._(
            "%(request)s stays under version %(number)s: the new version would not "
            "ask for it, or would have nobody left to ask. Decide it, or withdraw it.",
            request=self.display_name,
            number=self.version_id.number,
        )

    def _move_findings(self):
        """Return what the published version of the chain would ask for."""
        if self.operation == engine.CALL:
            found = self._find_call()
        else:
            found = self._find_change()
        return [
            finding
            for finding in found
            if finding.spec and finding.spec.chain_id == self.chain_id.id
        ]

    def _find_call(self):
        """Find what the published chains would say of the same call."""
        record = self.sudo()._target()  # sudo: the requester asks, not who moves
        return calls.find_again(record, self.change[calls.CALL])

    def _find_change(self):
        """Find what they would say if the requester did the same again."""
        request = self.sudo()  # sudo: requests are written by nobody; rolled back
        record = request._target()
        record = record.with_env(self.env(user=self.requester_id, su=False))
        if not record:
            return []
        gate, savepoint = self.env["crm.approval.gate"], self.env.cr.savepoint()
        try:
            request._pending_of(record).write({"state": "closed"})
            if self.operation == "write":
                return record._approval_try(self.change or {})
            records = gate._neutral(record)
            return gate._find_uncovered(records, event=self.operation)
        finally:
            savepoint.close(rollback=True)

    def _move_preview(self):
        """Return (step, who is asked, whose approval counts), or nothing if it stays.

        Nothing is written and nobody is told.
        """
        findings = self._move_findings()
        if not findings:
            return []
        trial = self._trial(findings[0])
        rows = [trial._preview_step(self, step) for step in trial._new_steps()]
        if all(done for *_words, done in rows):
            return []
        return [row[:3] for row in rows]

    def _trial(self, finding):
        return self.new(
            {
                "name": self.name,
                "lead_id": self.lead_id.id,
                "res_model": self.res_model,
                "res_id": self.res_id,
                "chain_id": self.chain_id.id,
                "version_id": finding.spec.version_id,
                "company_id": self.company_id.id,
                "requester_id": self.requester_id.id,
                "amount": self.amount,
                "currency_id": self.currency_id.id,
                "change": self.change,
                "tested": finding.tested,
            }
        )

    def _new_steps(self):
        return self.version_id.definition["steps"]

    def _preview_step(self, old, step):
        people = self._named(step)
        agreed = {
            user
            for user in people
            if old._still_approved(step["id"], user, self.tested)
        }
        answers = tuple(
            progress.Answer("approve" if user in agreed else "", weight)
            for user, weight in people.items()
        )
        state = progress.Step(
            step["mode"], answers, step.get("quorum", 1), step.get("veto", True)
        ).state
        done = bool(agreed) and state == "approved"
        asked = [user.name for user in people if user not in agreed]
        return (
            engine.step_name(step, self.env.lang),
            "" if done else listed(self.env, asked),
            listed(self.env, (user.name for user in agreed)),
            done,
        )
