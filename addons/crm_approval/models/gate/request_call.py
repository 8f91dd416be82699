from odoo import fields, models

from ..engine import call as call_engine
from ..engine import spec as engine
from ..listing import listed
from .crm_approval_call import CALL


class CrmApprovalRequestCall(models.Model):
    """A request to call a protected method."""

    _inherit = "crm.approval.request"

    operation = fields.Selection(
        selection_add=[(engine.CALL, "Press a button")],
        ondelete={engine.CALL: "cascade"},
    )

    def _perform(self, record):
        if self.operation != engine.CALL:
            return super()._perform(record)
        return record.env["crm.approval.call"]._make(record, self.change[CALL])

    def _move_findings(self):
        if self.operation != engine.CALL:
            return super()._move_findings()
        record = self.sudo()._target()  # sudo: the requester asks, not who moves
        call = self.change[CALL]
        text = call_engine.fingerprint(call["method"], call, call["number"])
        calls = self.env["crm.approval.call"]
        return [
            finding
            for finding in calls._find(record, call["method"], text)
            if finding.spec.chain_id == self.chain_id.id
        ]

    def _prepare_facts(self, lead, finding, change, agreed):
        facts = super()._prepare_facts(lead, finding, change, agreed)
        if CALL not in change:
            return facts
        call = change[CALL]
        given = [str(value) for value in call["args"]]
        given += [f"{name}: {value}" for name, value in call["kwargs"].items()]
        return {
            **facts,
            "button": finding.spec.button,
            "given": listed(self.env, given),
        }

    def _target_words(self, facts):
        if facts.get("target") != "method":
            return super()._target_words(facts)
        words = self.env._("to press “%(button)s”", button=facts.get("button"))
        if not facts.get("given"):
            return words
        return self.env._("%(words)s (%(values)s)", words=words, values=facts["given"])


class CrmApprovalGate(models.AbstractModel):
    _inherit = "crm.approval.gate"

    def _line(self, finding):
        if finding.request_id or finding.spec.target != "method":
            return super()._line(finding)
        # sudo: the caller holds these records; names for the message only.
        record = self.env[finding.res_model].sudo().browse(finding.res_id)  # see above
        chain = self.env["crm.approval.chain"].sudo()  # sudo: as above
        return self.env._(
            "“%(button)s” on %(record)s needs an approval (%(chain)s) that it does not "
            "have. Press the button in the form of the record to ask for it, or call "
            "%(method)s from outside.",
            button=finding.spec.button,
            record=record.display_name,
            chain=chain.browse(finding.spec.chain_id).name,
            method=finding.spec.method,
        )


class CrmApprovalVersion(models.Model):
    _inherit = "crm.approval.version"

    def _in_words(self):
        words = super()._in_words()
        method = self.definition.get("method")
        if method:
            title = self._label(self.env["crm.approval.chain"], "method_name")
            words[title] = f"{self.definition['method_label']} ({method})"
        return words
