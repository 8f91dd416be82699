from odoo import api, fields, models


class CrmApprovalRequestEvidence(models.AbstractModel):
    """Proof: verify the rows of a request, and take them along."""

    _name = "crm.approval.request.evidence"
    _description = "Evidence of Approval Requests"

    def action_verify(self):
        """Check that every row follows from the row before, and say so."""
        broken = self.decision_ids._broken_seals()
        count = len(self.decision_ids)
        message = self.env._("%(count)s rows, each follows from the last.", count=count)
        if broken:
            message = self.env._(
                "%(broken)s of %(count)s rows do not follow from the row before: "
                "somebody changed the database by hand.",
                broken=len(broken),
                count=count,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if broken else "success",
                "title": self.env._("Evidence"),
                "message": message,
            },
        }

    def action_export(self):
        """Download the evidence as JSON."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/crm_approval/evidence/{self.id}",
            "target": "download",
        }

    def _evidence(self):
        """Return everything that a third party needs to follow the seals."""
        self.ensure_one()
        return {
            "request": {
                "id": self.id,
                "opportunity": self.name,
                "model": self.res_model,
                "record_id": self.res_id,
                "chain": self.chain_id.name,
                "requester": self.requester_id.name,
                "state": self.state,
                "operation": self.operation,
                "change": self.change,
                "tested": self.tested,
                "fingerprint": self.fingerprint,
            },
            "published_chain": self.version_id.definition,
            "published_fingerprint": self.version_id.fingerprint,
            "rows": [self._evidence_row(row) for row in self.decision_ids.sorted("id")],
            "sealing": "sha256(previous seal + newline + canonical JSON of facts)",
            "intact": not self.decision_ids._broken_seals(),
        }

    @api.model
    def _evidence_row(self, row):
        facts = row._facts(row._read_for_seal())
        return {
            "facts": {
                **facts,
                "date": fields.Datetime.to_string(row.date),
            },
            "by": row.user_id.name,
            "in_the_place_of": row.on_behalf_id.name or None,
            "previous_seal": row.previous_seal or "",
            "seal": row.seal,
        }
