from dataclasses import dataclass

from odoo import api, models

from ..engine import spec as engine
from ..engine import values
from ..exceptions import ApprovalRequired

NAMED = 5


@dataclass(frozen=True)
class Finding:
    """One record that the gate does not let pass, and why."""

    lead_id: int
    spec: engine.ChainSpec | None
    tested: dict
    stage_id: int
    request_id: int = 0


class CrmApprovalGate(models.AbstractModel):
    """The one place that decides whether records may stand where they stand.

    It looks at the state, not at how the state was reached, and at nothing that a
    caller may choose: no context, no superuser mode, no current company.
    """

    _name = "crm.approval.gate"
    _description = "Approval Gate"
    _inherit = ["crm.approval.measure"]

    @api.model
    def _check(self, leads, field_names):
        """Refuse leads that stand in a protected state nobody has granted."""
        chains = self.env["crm.approval.chain"]
        if not leads or chains._watched_fields().isdisjoint(field_names):
            return
        leads = self._neutral(leads)
        self._refuse(self._find_locked(leads) or self._find_uncovered(leads))

    @api.model
    def _check_delete(self, leads):
        """Refuse to delete leads whose deletion nobody has granted."""
        specs = self.env["crm.approval.chain"]._published_specs()
        if any(spec.target == "delete" for spec in specs):
            self._refuse(self._find_uncovered(self._neutral(leads), deleting=True))

    def _refuse(self, findings):
        if findings:
            raise ApprovalRequired(self._message(findings), findings)

    @api.model
    def _neutral(self, records):
        """Return the records as the rule sees them: the same for every caller."""
        # su: what one may read is not the question; context: callers choose it.
        return records.with_env(self.env(su=True, context={}))

    @api.model
    def _find_locked(self, leads):
        """Find leads whose tested values moved while a request is pending."""
        requests = self.env["crm.approval.request"].sudo()  # sudo: see _check
        pending = requests.search(
            [("res_id", "in", leads.ids), ("state", "=", "pending")]
        )
        lead_by_id = {lead.id: lead for lead in leads}
        return [
            Finding(
                lead_id=lead.id,
                spec=None,
                tested=self._values(lead, request.tested),
                stage_id=lead.stage_id.id,
                request_id=request.id,
            )
            for request in pending
            if (lead := lead_by_id[request.res_id])
            and values.changed(request.base, self._values(lead, request.base))
        ]

    @api.model
    def _find_uncovered(self, leads, specs=None, deleting=False):
        """Find leads in a protected state without a grant that fits."""
        hits = self._hits(leads, specs, deleting)
        if not hits:
            return []
        ids = {lead.id for lead, _spec in hits}
        grants = self.env["crm.approval.decision"]._grants_by_record(ids)
        history = self.env["crm.approval.history"]._values_by_record(ids)
        findings = []
        for lead, spec in hits:
            tested = self._values(lead, spec.tested)
            known = grants.get((spec.chain_id, lead.id), []) + [
                covered
                for chain_id, since, covered in history.get(lead.id, ())
                if spec.accepts_history(chain_id or 0, since)
            ]
            if not values.fits_one_of(known, tested):
                findings.append(Finding(lead.id, spec, tested, lead.stage_id.id))
        return findings

    @api.model
    def _hits(self, leads, specs=None, deleting=False):
        """Return the pairs (lead, chain) where the chain applies."""
        if specs is None:
            specs = self.env["crm.approval.chain"]._published_specs()
        places = [(lead.id, self._place(lead, deleting)) for lead in leads]
        baselines = self.env["crm.approval.baseline"]._values_by_record(leads, specs)
        thresholds = {}
        hits = []
        for spec in specs:
            found = leads.browse([lead for lead, at in places if spec.concerns(at)])
            if found:
                found = self._matching(found, spec, thresholds, baselines)
            hits += [(lead, spec) for lead in found]
        return hits

    @api.model
    def _fingerprint(self, spec, lead_id, tested):
        """Hash what a grant is given for: this record, this chain, these values."""
        return values.fingerprint(
            {"chain": spec.chain_id, "record": lead_id, "values": tested}
        )

    def _message(self, findings):
        lines = [self._line(finding) for finding in findings[:NAMED]]
        if len(findings) > NAMED:
            more = len(findings) - NAMED
            lines.append(self.env._("… and %(count)s more.", count=more))
        return "\n".join(lines)

    def _line(self, finding):
        # sudo: the caller holds these records; names for the message only.
        lead = self.env["crm.lead"].sudo().browse(finding.lead_id)  # sudo: see above
        if finding.request_id:
            requests = self.env["crm.approval.request"].sudo()  # sudo: as above
            request = requests.browse(finding.request_id)
            return self.env._(
                "%(lead)s is waiting for %(approver)s (%(chain)s): what they decide on "
                "cannot change meanwhile. Ask them, or withdraw the request first.",
                lead=lead.display_name,
                approver=request.waiting_for,
                chain=request.chain_id.name,
            )
        chains = self.env["crm.approval.chain"].sudo()  # sudo: as above
        if finding.spec.target == "delete":
            return self.env._(
                "Deleting %(lead)s needs an approval (%(chain)s) that it does not "
                "have. Choose Ask for Deletion in the action menu.",
                lead=lead.display_name,
                chain=chains.browse(finding.spec.chain_id).name,
            )
        return self.env._(
            "%(lead)s needs an approval (%(chain)s) that it does not have. Move it in "
            "the pipeline to ask for it, or call action_request_approval with the "
            "values to write.",
            lead=lead.display_name,
            chain=chains.browse(finding.spec.chain_id).name,
        )
