import json

from odoo import api, fields, models
from odoo.exceptions import AccessError

MOVERS = "sales_team.group_sale_manager"


class CrmApprovalRequestEvidence(models.Model):
    """The decisions of a request: who may add one, what they prove, taking them."""

    _inherit = "crm.approval.request"

    def _check_may_record(self, row):
        """Refuse a decision row of someone whose turn it is not."""
        self.ensure_one()
        verdict = row["verdict"]
        step = self.step_ids.browse(row.get("step_id") or ())
        pending = self.state == "pending"
        allowed = {
            "ask": not self.decision_ids,
            "withdraw": self.can_withdraw,
            "answer": self.requester_id == self.env.user and pending,
            "choose": self.requester_id == self.env.user and step.is_choice,
            "grant": self._is_granted(),
            "apply": self.state == "approved",
            "close": pending,
            "move": pending and self.env.user.has_group(MOVERS),
            "skip": pending and step.may_skip and not step.task_ids,
            "delegate": pending,
            "timeout": pending and step._is_overdue(),
            "carry": pending and step._may_carry(row.get("carried_id")),
        }.get(verdict, self.can_decide)
        if not allowed:
            raise AccessError(
                self.env._(
                    "%(user)s has nothing to decide on %(request)s now. It is waiting "
                    "for %(approver)s.",
                    user=self.env.user.name,
                    request=self.display_name,
                    approver=self.waiting_for or self.env._("nobody"),
                )
            )

    def _acting_for(self, row):
        """Return in whose place the acting user answers, for the evidence."""
        if row["verdict"] not in ("approve", "reject"):
            return False
        tasks = self._my_tasks()
        return (
            tasks.filtered(lambda task: task.step_id.id == row.get("step_id"))
            .on_behalf_id[:1]
            .id
        )

    def _record(self, verdict, reason=None, step=None, carried=None):
        # sudo: decisions have no create right; create() checks whose turn it is.
        decisions = self.env["crm.approval.decision"].sudo()
        return decisions.create(
            {
                "request_id": self.id,
                "verdict": verdict,
                "reason": reason,
                "step_id": step.id if step else False,
                "carried_id": carried.id if carried else False,
            }
        )

    def _is_granted(self):
        """Tell whether the decisions on record carry every step of the request."""
        self.ensure_one()
        approved = self._rows_in_force().filtered(
            lambda row: row.verdict in ("approve", "carry", "skip", "timeout")
        )
        asked = self.decision_ids.filtered(lambda row: row.verdict == "ask")
        if asked.tested != self.tested or asked.fingerprint != self.fingerprint:
            return False
        return bool(self.step_ids) and all(
            step.state == "approved" and step._carried_by(approved)
            for step in self.step_ids
        )

    def _rows_in_force(self):
        """Return the decisions that were not taken back by a return to a step."""
        backs = self.decision_ids.filtered(lambda row: row.verdict == "back")
        return self.decision_ids.filtered(
            lambda row: (
                not any(
                    row.id < back.id
                    and row.step_id
                    and (
                        row.step_id == back.step_id
                        or row.step_id.wave > back.step_id.wave
                    )
                    for back in backs
                )
            )
        )

    def _was_sent_back(self, step):
        return any(
            row.verdict == "back" and row.step_id == step for row in self.decision_ids
        )

    def _still_approved(self, origin, user, tested):
        """Return this person's approval of the step, if the values are the same."""
        rows = self._rows_in_force().filtered(
            lambda row: (
                row.verdict in ("approve", "carry")
                and row.step_id.origin == origin
                and user in (row.carried_id or row)._speaks_for()
            )
        )
        earlier = rows[:1].carried_id or rows[:1]
        return earlier if earlier.tested == tested else earlier.browse()

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
        return self | self.sudo().decision_ids.carried_id.request_id

    def _rows(self):
        return self.sudo().decision_ids.sorted("id")  # sudo: may be read with it

    def _broken_rows(self):
        return self._proof()._rows()._broken_seals()

    def _evidence(self):
        """Return everything that a third party needs to follow the seals.

        Decisions that were carried over come with the request they were made in.
        """
        self.ensure_one()
        # sudo: earlier requests may be read with the one that rests on them.
        earlier = (self._proof() - self).sudo().sorted("id")
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
