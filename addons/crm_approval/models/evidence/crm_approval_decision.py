from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ...engine import values

VERDICTS = [
    ("ask", "Asked"),
    ("approve", "Approved"),
    ("reject", "Rejected"),
    ("withdraw", "Withdrawn"),
    ("grant", "Granted"),
    ("apply", "Applied"),
    ("close", "Closed"),
    ("move", "Moved to a newer version"),
    ("skip", "Skipped: nobody to ask"),
    ("carry", "Carried over"),
    ("return", "Returned for correction"),
    ("back", "Sent back to a step"),
    ("forward", "Forwarded"),
    ("sign", "Signer added"),
    ("delegate", "Handed to a substitute"),
    ("timeout", "Time was up"),
    ("choose", "Approvers chosen"),
    ("question", "Question"),
    ("answer", "Answer"),
]


class CrmApprovalDecision(models.Model):
    """What someone did with a request: a row, chained to the row before it."""

    _name = "crm.approval.decision"
    _description = "Approval Decision"
    _inherit = ["crm.approval.append.only"]
    _log_access = False
    _order = "id desc"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, index=True, ondelete="restrict"
    )
    chain_id = fields.Many2one("crm.approval.chain", required=True, ondelete="restrict")
    res_model = fields.Char(string="Model", required=True, default="crm.lead")
    res_id = fields.Integer(string="Record ID", required=True)
    record_name = fields.Char(required=True)
    verdict = fields.Selection(VERDICTS, required=True)
    step_id = fields.Many2one("crm.approval.request.step", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    on_behalf_id = fields.Many2one(
        "res.users", string="In The Place Of", ondelete="restrict"
    )
    carried_id = fields.Many2one(
        "crm.approval.decision", string="Carried From", ondelete="restrict"
    )
    reason = fields.Text()
    date = fields.Datetime(required=True)
    tested = fields.Json(string="Tested Values")
    fingerprint = fields.Char(required=True)
    previous_seal = fields.Char()
    seal = fields.Char(required=True)

    _grant_idx = models.Index("(res_id, chain_id) WHERE verdict = 'grant'")
    _previous_uniq = models.UniqueIndex(
        "(request_id, previous_seal)",
        "Somebody else decided at the same moment. Reload and look again.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Add rows as the person who acts, sealed to the row before."""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Decisions are not written by hand. Open the request and approve "
                    "or reject it there."
                )
            )
        rows, last = [], {}
        for vals in vals_list:
            request = self.env["crm.approval.request"].browse(vals["request_id"])
            request._check_may_record(vals)
            previous = last.get(request.id) or self._last_seal(request)
            row = self._prepare_row(request, vals)
            row["seal"] = values.seal(previous, self._facts(row))
            last[request.id] = row["seal"]
            rows.append({**row, "previous_seal": previous})
        return super().create(rows)

    @api.depends("verdict", "user_id", "date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        verdicts = dict(self._fields["verdict"]._description_selection(self.env))
        for row in self:
            row.display_name = self.env._(
                "%(verdict)s: %(user)s, %(date)s",
                verdict=verdicts.get(row.verdict, ""),
                user=row.user_id.name,
                date=format_date(self.env, row.date),
            )

    def _speaks_for(self):
        """Return whose answer a row is: of who decided and of whom they stood for."""
        return self.user_id | self.on_behalf_id

    def _prepare_row(self, request, vals):
        return {
            "request_id": request.id,
            "chain_id": request.chain_id.id,
            "res_model": request.res_model,
            "res_id": request.res_id,
            "record_name": request.name,
            "verdict": vals["verdict"],
            "step_id": vals.get("step_id"),
            "user_id": self.env.uid,
            "carried_id": vals.get("carried_id"),
            "on_behalf_id": request._acting_for(vals),
            "reason": vals.get("reason"),
            "date": fields.Datetime.now(),
            "tested": request.tested,
            "fingerprint": request.fingerprint,
        }

    def _last_seal(self, request):
        return self.search([("request_id", "=", request.id)], limit=1).seal or ""

    @api.model
    def _facts(self, row):
        """Return what is sealed, spelled the same before and after storing.

        Rows of opportunities are sealed as they were before chains knew other models.
        """
        facts = {name: row[name] or False for name in sorted(row) if "seal" not in name}
        if facts.get("res_model") == "crm.lead":
            del facts["res_model"]
        return facts

    def _broken_seals(self):
        """Return the rows of these requests that do not follow from the rows before."""
        broken, last = self.browse(), {}
        for row in self.sorted("id"):
            request = row.request_id.id
            previous = last.get(request, "")
            expected = values.seal(previous, self._facts(row._read_for_seal()))
            if (row.previous_seal or "", row.seal) != (previous, expected):
                broken |= row
            last[request] = row.seal
        return broken

    def _read_for_seal(self):
        self.ensure_one()
        names = ("record_name", "verdict", "reason", "date", "tested", "res_id")
        names += ("res_model",)
        stored = {name: self[name] for name in (*names, "fingerprint")}
        links = ("request_id", "chain_id", "step_id", "carried_id", "on_behalf_id")
        for name in (*links, "user_id"):
            stored[name] = self[name].id
        return stored
