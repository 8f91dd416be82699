import json

from odoo import api, fields, models


class CrmApprovalRequestEvidence(models.Model):
    """Proof: verify the rows of a request, and take them along."""

    _inherit = "crm.approval.request"

    @api.depends("decision_ids")
    def _compute_has_carried(self):
        for request in self:
            request.has_carried = bool(request.decision_ids.carried_id)

    def action_verify(self):
        """Check that every row follows from the row before, and say so."""
        broken = self._broken_rows()
        count = len(self._proof()._rows())
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
        return self._download("")

    def action_export_pdf(self):
        """Download the evidence as a PDF that carries the JSON."""
        return self._download("/pdf")

    def _download(self, form):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/crm_approval/evidence/{self.id}{form}",
            "target": "download",
        }

    def _proof(self):
        """Return these requests with the earlier ones whose decisions they carry."""
        # sudo: whoever may read the request may read what it rests on.
        return self | self.sudo().decision_ids.carried_id.request_id  # sudo: see above

    def _rows(self):
        return self.sudo().decision_ids.sorted("id")  # sudo: see _proof

    def _broken_rows(self):
        return self._proof()._rows()._broken_seals()

    def _evidence(self):
        """Return everything that a third party needs to follow the seals.

        Decisions that were carried over come with the request they were made in.
        """
        self.ensure_one()
        earlier = (self._proof() - self).sudo().sorted("id")  # sudo: see _proof
        return {
            **self._evidence_request(),
            "earlier_requests": [request._evidence_request() for request in earlier],
            "sealing": "sha256(previous seal + newline + canonical JSON of facts)",
            "intact": not self._broken_rows(),
        }

    def _evidence_json(self):
        return json.dumps(self._evidence(), indent=2, sort_keys=True, default=str)

    def _evidence_request(self):
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
                "change": self._change_seen(),
                "tested": self.tested,
                "fingerprint": self.fingerprint,
            },
            "published_chain": self.version_id.definition,
            "published_fingerprint": self.version_id.fingerprint,
            "rows": [self._evidence_row(row) for row in self._rows()],
        }

    @api.model
    def _evidence_row(self, row):
        facts = row._facts(row._read_for_seal())
        return {
            "id": row.id,
            "facts": {
                **facts,
                "date": fields.Datetime.to_string(row.date),
            },
            "by": row.user_id.name,
            "in_the_place_of": row.on_behalf_id.name or None,
            "previous_seal": row.previous_seal or "",
            "seal": row.seal,
        }
