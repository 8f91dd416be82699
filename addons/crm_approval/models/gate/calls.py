import inspect
from dataclasses import replace
from uuid import uuid4

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import get_public_method

from ..engine import call as engine
from ..engine import spec as spec_engine
from ..exceptions import ApprovalRequired
from .crm_approval_chain_method import origin_of

# What waits is kept under a name that no field can have.
CALL = "__call__"
# Spells no call: no grant is for it.
NO_CALL = "-"


class CrmApprovalCall(models.AbstractModel):
    """Calls of protected methods: refused, asked for, and made once when granted.

    Each call that is asked for has a number. A grant is for that number, so it makes
    that one call and opens nothing for the next.
    """

    _name = "crm.approval.call"
    _description = "Calls That Need an Approval"

    @api.model
    def _check(self, records, method):
        """Refuse a call from within: nobody waits there for an answer."""
        findings = self._find(records, method)
        if findings:
            message = self.env["crm.approval.gate"]._message(findings)
            raise ApprovalRequired(message, findings)

    @api.model
    def _ask(self, records, method, origin, args, kwargs):
        """Make the call where it is free; ask where it needs an approval.

        :return: what the method returns, or a notification of who is asked
        """
        findings = self._find(records, method)
        if not findings:
            return origin(records, *args, **kwargs)
        records.check_access("read")
        call = self._spell(records, method, origin, args, kwargs)
        text = engine.fingerprint(method, call, call["number"])
        findings = [
            replace(finding, tested={**finding.tested, "call": text})
            for finding in findings
        ]
        requests = self.env["crm.approval.request"]._ask(
            findings, {CALL: call}, spec_engine.CALL
        )
        free = records - records._approval_of(findings)
        if free:
            origin(free, *args, **kwargs)
        return requests._asked_notification()

    @api.model
    def _make(self, record, call):
        """Make a call that was granted; refuse one that was not, or no longer."""
        method = call["method"]
        text = engine.fingerprint(method, call, call["number"])
        findings = self._find(record, method, text)
        if findings:
            message = self.env["crm.approval.gate"]._message(findings)
            raise ApprovalRequired(message, findings)
        fault = self.env["crm.approval.chain"]._method_fault(record._name, method)
        if fault:
            raise UserError(
                self.env._(
                    "“%(method)s” of %(record)s cannot be called any more: %(fault)s",
                    method=method,
                    record=record.display_name,
                    fault=fault,
                )
            )
        origin = origin_of(get_public_method(record, method))
        origin(record, *call["args"], **call["kwargs"])

    @api.model
    def _find(self, records, method, text=NO_CALL):
        """Return the records on which no grant is for exactly this call."""
        event = spec_engine.call_event(method)
        watch = self.env["crm.approval.chain"]._watch_map().get(records._name)
        if not records or not watch or event not in watch.events:
            return []
        gate = self.env["crm.approval.gate"]
        return gate._find_uncovered(gate._neutral(records), event=event, call=text)

    @api.model
    def _spell(self, records, method, origin, args, kwargs):
        """Keep the arguments as JSON, or say that they cannot be kept."""
        try:
            inspect.signature(origin).bind(records, *args, **kwargs)
            call = engine.as_json(args, kwargs)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "“%(method)s” needs an approval, and what was given to it cannot "
                    "be kept until then: %(error)s. Call it with plain values.",
                    method=method,
                    error=error,
                )
            ) from error
        return {"method": method, **call, "number": uuid4().hex}
