from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine import spec as engine
from ..engine import values


class CrmApprovalChain(models.Model):
    """When an opportunity, or another record, needs approval, and by whom.

    What is edited here is a draft. Publishing freezes a version; the gate reads
    published versions only, and a request keeps the version it was opened under.
    """

    _name = "crm.approval.chain"
    _description = "Approval Chain"
    _inherit = ["crm.approval.chain.model"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: the chain protects the opportunities of every company.",
    )
    target = fields.Selection(
        [
            ("won", "Being won"),
            ("stage", "Entering stages"),
            ("lost", "Being lost"),
            ("archive", "Being archived"),
            ("reassign", "Another salesperson or team"),
            ("convert", "Becoming an opportunity"),
            ("delete", "Being deleted"),
            ("merge", "Being merged"),
            ("method", "A button being pressed"),
            ("value", "Any state in which the conditions hold"),
        ],
        string="Protects",
        required=True,
        default="won",
    )
    stage_ids = fields.Many2many("crm.stage", string="Protected Stages")
    domain = fields.Char(string="Only For", required=True, default="[]")
    min_amount = fields.Monetary(
        string="From Amount",
        help="The amount from which the chain applies. Zero: every amount.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    allow_requester = fields.Boolean(
        string="Requester May Approve",
        help="Otherwise a second pair of eyes is needed.",
    )
    ask_once = fields.Boolean(
        string="Ask Each Person Once",
        help="Who approved an earlier step of the request is not asked again.",
    )
    exclude_team = fields.Boolean(
        string="Not From the Requester's Team",
        help="Members of a sales team of the requester cannot approve.",
    )
    exclude_customer = fields.Boolean(
        string="No Conflict With the Customer",
        help="People listed on the customer as “May Not Approve”, and people who "
        "belong to the customer, cannot approve.",
    )
    step_ids = fields.One2many("crm.approval.step", "chain_id", copy=True)
    condition_ids = fields.One2many(
        "crm.approval.condition", "chain_id", string="More Conditions", copy=True
    )
    outcome_ids = fields.One2many(
        "crm.approval.outcome", "chain_id", string="Afterwards", copy=True
    )
    version_ids = fields.One2many("crm.approval.version", "chain_id")
    version_id = fields.Many2one(
        "crm.approval.version",
        string="Published Version",
        compute="_compute_version_id",
    )
    state = fields.Selection(
        [
            ("draft", "Not published"),
            ("published", "Published"),
            ("changed", "Published, with unpublished changes"),
        ],
        compute="_compute_state",
    )
    request_count = fields.Integer(compute="_compute_request_count")
    has_older_requests = fields.Boolean(compute="_compute_request_count")

    @api.depends("version_ids.number")
    def _compute_version_id(self):
        for chain in self:
            chain.version_id = chain.version_ids.sorted("number")[-1:]

    @api.depends(
        *("version_ids", "company_id", "target", "stage_ids", "domain"),
        *("res_model", "amount_field"),
        *("min_amount", "currency_id", "allow_requester", "ask_once"),
        *("exclude_team", "exclude_customer", "method_name", "method_label"),
        *("outcome_ids", "outcome_ids.write_date"),
        *("condition_ids", "condition_ids.words", "step_ids", "step_ids.write_date"),
        *("step_ids.rule_ids", "step_ids.rule_ids.write_date", "step_ids.user_ids"),
        *("step_ids.field_ids", "step_ids.field_ids.write_date"),
    )
    def _compute_state(self):
        for chain in self:
            if not chain.version_id:
                chain.state = "draft"
                continue
            same = chain._is_as_published()
            chain.state = "published" if same else "changed"

    def _is_as_published(self):
        """Compare with the version; what cannot be read any more is no match."""
        self.ensure_one()
        try:
            draft = self._prepare_definition()
        except ValidationError:
            return False  # the form has to open, so that somebody can mend it
        return values.fingerprint(draft) == self.version_id.fingerprint

    def _compute_request_count(self):
        counts = dict(
            self.env["crm.approval.request"]._read_group(
                [("chain_id", "in", self.ids)], ["chain_id"], ["__count"]
            )
        )
        pending = self.env["crm.approval.request"]._read_group(
            [("chain_id", "in", self.ids), ("state", "=", "pending")],
            ["chain_id", "version_id"],
        )
        older = {chain for chain, version in pending if version != chain.version_id}
        for chain in self:
            chain.request_count = counts.get(chain, 0)
            chain.has_older_requests = chain in older

    @api.constrains("domain", "res_model")
    def _check_domain(self):
        for chain in self:
            try:
                chain._parse_domain().validate(self.env[chain.res_model])
            except (SyntaxError, TypeError, ValueError) as error:
                raise ValidationError(
                    self.env._(
                        "The filter of approval chain %(chain)s does not fit "
                        "%(records)s: %(error)s. Build it again in the form.",
                        chain=chain.name,
                        records=chain._model_label(),
                        error=error,
                    )
                ) from error

    def write(self, vals):
        result = super().write(vals)
        self._forget_watch()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unpublished_only(self):
        published = self.filtered("version_ids")
        if published:
            raise UserError(
                self.env._(
                    "Approval chain %(chain)s was published: its requests refer to it. "
                    "Archive it instead.",
                    chain=published[0].name,
                )
            )

    def action_publish(self):
        """Freeze the draft: from now on the gate works by it."""
        self.check_access("write")
        for chain in self:
            chain._check_publishable()
            chain.outcome_ids._check_server_right()
            chain._publish()
        return True

    def action_view_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_approval.crm_approval_request_action"
        )
        return {**action, "domain": [("chain_id", "=", self.id)], "context": {}}

    def _check_publishable(self):
        self.ensure_one()
        empty = self.step_ids.filtered(lambda step: step._names_nobody())
        if not self.step_ids or empty:
            raise UserError(
                self.env._(
                    "Approval chain %(chain)s cannot be published: it needs at least "
                    "one step, and every step at least one active approver.",
                    chain=self.name,
                )
            )
        nothing = self.target == "value" and not self._prepare_definition()["fields"]
        if nothing and not self.min_amount and not self.condition_ids:
            raise UserError(
                self.env._(
                    "Approval chain %(chain)s cannot be published: it would stop every "
                    "record. Give it an amount, a filter or a condition.",
                    chain=self.name,
                )
            )
        if self.target == "stage" and not self.stage_ids:
            raise UserError(
                self.env._(
                    "Approval chain %(chain)s cannot be published: choose the stages "
                    "that it protects.",
                    chain=self.name,
                )
            )

    def _publish(self):
        self.ensure_one()
        definition = self._prepare_definition()
        self.step_ids._check_rights(engine.from_definition(self.id, 0, definition))
        fingerprint = values.fingerprint(definition)
        if self.version_id.fingerprint == fingerprint:
            return
        # sudo: nobody has the right to add versions by hand; write was checked.
        version = (
            self.env["crm.approval.version"]
            .sudo()  # sudo: see above
            .create(
                {
                    "chain_id": self.id,
                    "number": max(self.version_ids.mapped("number"), default=0) + 1,
                    "definition": definition,
                    "fingerprint": fingerprint,
                    "user_id": self.env.uid,
                }
            )
        )
        self.env.flush_all()  # what is still to be computed belongs to the time before
        self._forget_watch()
        self.env["crm.approval.baseline"]._start_all(self.res_model)
        self.env["crm.approval.history"]._record_older(version._spec(), self)

    def _prepare_definition(self):
        """Return everything the gate and the requests need, as plain JSON."""
        self.ensure_one()
        return {
            **self._prepare_model(),
            "company_id": self.company_id.id,
            "target": self.target,
            "stage_ids": sorted(self.stage_ids.ids) if self.target == "stage" else [],
            "domain": self.domain,
            "amount": self.min_amount,
            "currency_id": self.currency_id.id,
            "fields": sorted(self._domain_fields()),
            "allow_requester": self.allow_requester,
            "exclude_team": self.exclude_team,
            "exclude_customer": self.exclude_customer,
            "duplicates": "once" if self.ask_once else "ask",
            "conditions": [line._prepare_definition() for line in self.condition_ids],
            "outcomes": [line._prepare_definition() for line in self.outcome_ids],
            "steps": [step._prepare_definition() for step in self.step_ids],
        }

    def _parse_domain(self):
        return Domain(list(engine.parse_domain(self.domain)))

    def _domain_fields(self):
        conditions = self._parse_domain().iter_conditions()
        found = {condition.field_expr.split(".")[0] for condition in conditions}
        return found.union(*(line._tested_fields() for line in self.condition_ids))
