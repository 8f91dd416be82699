from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_amount

from ..engine import progress
from ..engine import spec as engine
from ..listing import listed
from ..models.past import look_back

BATCH = 1000  # decisions that say how long a step usually takes


class CrmApprovalWhatIf(models.TransientModel):
    """Try a chain, published or not: on one record, and on the last months."""

    _name = "crm.approval.what.if"
    _description = "Try an Approval Chain"

    chain_id = fields.Many2one("crm.approval.chain", required=True, ondelete="cascade")
    res_model = fields.Selection(related="chain_id.res_model")
    res_id = fields.Many2oneReference(string="Record", model_field="res_model")
    has_amount = fields.Boolean(compute="_compute_has_amount")
    amount = fields.Float(
        string="As If It Were", help="An amount to try instead of the real one."
    )
    path_html = fields.Html(string="What Would Happen", compute="_compute_path_html")
    past_html = fields.Html(string="Last 12 Months", readonly=True)

    @api.depends("chain_id.amount_field", "res_id")
    def _compute_has_amount(self):
        for trial in self:
            trial.has_amount = bool(trial.res_id and trial.chain_id.amount_field)

    @api.depends("chain_id", "res_id", "amount")
    @api.depends_context("lang")
    def _compute_path_html(self):
        for trial in self:
            trial.path_html = trial._path() if trial.res_id else False

    def action_back_test(self):
        """Count what the chain would have asked for in the last months."""
        self.ensure_one()
        self.past_html = self._past()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try the Chain"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _spec(self):
        return engine.from_definition(
            self.chain_id.id, 0, self.chain_id._prepare_definition()
        )

    def _record(self):
        """Return the record to try: only one that the acting user may read."""
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access("read")
        return record

    def _as_if(self, spec):
        """Return the values to try instead of the real ones."""
        known = spec.amount_field in self.env[self.res_model]._fields
        return {spec.amount_field: self.amount} if self.amount and known else {}

    def _path(self):
        """Say whether the chain would ask, and whom, step by step."""
        gate, spec = self.env["crm.approval.gate"], self._spec()
        record = self._record()
        tried = record.new(self._as_if(spec), origin=record)
        place = gate._place(tried)
        here = not spec.company_id or place.company_id in (0, spec.company_id)
        if not here or not gate._matching(tried, spec, {}, {}):
            return Markup("<p>%s</p>") % self.env._(
                "The chain would not ask: its conditions do not hold."
            )
        steps = self.chain_id._prepare_definition()["steps"]
        waves = progress.waves(step["parallel"] for step in steps)
        hours = self._usual_hours()
        rows = [
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (
                *(wave, engine.step_name(step, self.env.lang)),
                *(self._asked(step), hours.get(step["id"], "")),
            )
            for wave, step in zip(waves, steps, strict=True)
        ]
        return self._html_table(
            [
                self.env._("Order"),
                self.env._("Step"),
                self.env._("Who would be asked"),
                self.env._("Usual hours"),
            ],
            rows,
        )

    def _asked(self, step):
        record, spec = self._record(), self._spec()
        gate = self.env["crm.approval.gate"]
        company, values = gate._company(record), self._as_if(spec)
        seller = record["user_id"] if "user_id" in record._fields else None
        amount = record[spec.amount_field] if spec.amount_field in record._fields else 0
        currency = gate._currency(record, spec) or self.env.company.currency_id
        request = self.env["crm.approval.request"].new(
            {
                "name": record.display_name,
                "lead_id": record.id if record._name == engine.LEAD else False,
                "res_model": record._name,
                "res_id": record.id,
                "chain_id": self.chain_id.id,
                "company_id": company.id,
                "requester_id": seller.id if seller else self.env.uid,
                "amount": self.amount or amount,
                "currency_id": currency.id,
                "change": values,
                "version_id": self.env["crm.approval.version"].new(
                    {"definition": self.chain_id._prepare_definition()}
                ),
            }
        )
        named = request._named(step, self.chain_id.allow_requester)
        delegations = self.env["crm.approval.delegation"]
        today = delegations._today()
        people = [delegations._stand_in_for(user, request, today) for user in named]
        names = [user.name for user in people]
        return listed(self.env, dict.fromkeys(names)) or self.env._("nobody")

    def _usual_hours(self):
        """Return the median hours of each step, from what was decided before."""
        # sudo: how long steps take says nothing about who decided what.
        rows = self.env["crm.approval.decision"].sudo()
        rows = rows.search(
            [("chain_id", "=", self.chain_id.id), ("verdict", "=", "approve")],
            limit=BATCH,
        )
        found = {}
        for row in rows:
            waited = (row.date - row.request_id.create_date).total_seconds() / 3600
            found.setdefault(row.step_id.origin, []).append(waited)
        return {
            step: round(sorted(hours)[len(hours) // 2], 1)
            for step, hours in found.items()
        }

    def _past(self):
        """Show by month what the chain would have asked for, and what is not known."""
        spec = self._spec()
        past = look_back.look_back(self.env, spec)
        amounts = look_back.amounts_by_month(self.env, spec, past)
        currency = self.env.company.currency_id
        rows = [
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (month, count, format_amount(self.env, amounts[month], currency))
            for month, count in sorted(past.counts.items())
        ]
        notes = Markup().join(
            Markup('<p class="text-muted">%s</p>') % note for note in past.notes
        )
        if not past.is_known:
            return notes
        if not rows:
            nothing = self.env._(
                "In the last 12 months the chain would not have asked once."
            )
            return Markup("<p>%s</p>%s") % (nothing, notes)
        head = [self.env._("Month"), self.env._("Requests"), self.env._("Amount")]
        return self._html_table(head, rows) + notes

    def _html_table(self, head, rows):
        titles = Markup().join(Markup("<th>%s</th>") % title for title in head)
        return Markup('<table class="table table-sm"><tr>%s</tr>%s</table>') % (
            titles,
            Markup().join(rows),
        )
