from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import author

NUMBERS = ("float", "integer", "monetary")


class CrmApprovalChain(models.Model):
    """When an opportunity, or another record, needs approval, and by whom.

    What is edited here is a draft. Publishing freezes a version; the gate reads
    published versions only, and a request keeps the version it was opened under.
    """

    _name = "crm.approval.chain"
    _description = "Approval Chain"
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
    res_model = fields.Selection(
        "_selection_res_model",
        string="Records",
        required=True,
        default="crm.lead",
        help="What the chain protects: any kind of record that has a chatter.",
    )
    amount_field = fields.Char(
        string="Amount",
        compute="_compute_amount_field",
        store=True,
        readonly=False,
        help="The number that the amount of the chain is compared with.",
    )
    fitting_targets = fields.Char(
        compute="_compute_fitting_targets", help="What these records can be kept from."
    )
    stage_ids = fields.Many2many("crm.stage", string="Protected Stages")
    method_name = fields.Char(
        string="Button Method",
        help="The method that the button calls, for example action_set_lost. It must "
        "be one that a button of the record calls directly.",
    )
    method_label = fields.Char(
        string="Button Name", translate=True, help="How people know the button."
    )
    method_hint = fields.Char(
        string="Buttons of the Form", compute="_compute_method_hint"
    )
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

    @api.depends("res_model")
    def _compute_fitting_targets(self):
        for chain in self:
            chain.fitting_targets = " ".join(sorted(chain._fitting_targets()))

    @api.onchange("res_model")
    def _onchange_res_model(self):
        if self.target not in self._fitting_targets():
            self.target = "value"

    @api.depends("res_model")
    def _compute_amount_field(self):
        for chain in self:
            names = ("expected_revenue", "amount_total")
            known = self.env[chain.res_model]._fields if chain.res_model else ()
            chain.amount_field = next((name for name in names if name in known), False)

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
            author.refuse_closed(chain, chain._parse_domain())

    @api.constrains("res_model", "target", "amount_field", "min_amount")
    def _check_model(self):
        for chain in self:
            model = self.env[chain.res_model]
            chain._check_same_model()
            author.refuse_closed(chain, paths=[chain.amount_field])
            chain.condition_ids._check_complete()
            if chain.target not in chain._fitting_targets():
                raise ValidationError(
                    self.env._(
                        "Approval chain %(chain)s cannot protect %(records)s from "
                        "that. Choose another target, for example “Any state in which "
                        "the conditions hold”.",
                        chain=chain.name,
                        records=chain._model_label(),
                    )
                )
            field = model._fields.get(chain.amount_field)
            if chain.min_amount and (not field or field.type not in NUMBERS):
                raise ValidationError(
                    self.env._(
                        "Approval chain %(chain)s compares an amount, but does not say "
                        "which number of %(records)s. Choose one under Amount, or "
                        "leave the amount empty.",
                        chain=chain.name,
                        records=chain._model_label(),
                    )
                )

    @api.constrains("target", "method_name", "res_model")
    def _check_method(self):
        for chain in self.filtered(lambda chain: chain.target == "method"):
            fault = chain._method_fault(chain.res_model, chain.method_name)
            if fault:
                raise ValidationError(
                    self.env._(
                        "Approval chain %(chain)s cannot protect “%(method)s”: "
                        "%(fault)s Name a method that a button of %(records)s calls.",
                        chain=chain.name,
                        method=chain.method_name or "",
                        fault=fault,
                        records=chain._model_label(),
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        self._forget_watch()
        if "active" in vals and self._protects_method():
            self._doors_changed()
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

    def action_view_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_approval.crm_approval_request_action"
        )
        return {**action, "domain": [("chain_id", "=", self.id)], "context": {}}
