import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import NO_ACCESS

from ...adapters.robots import is_robot_address, is_webhook_secret
from ..oa_words import say

KINDS = [
    ("dingtalk_robot", "DingTalk group robot"),
    ("wecom_robot", "WeCom group robot"),
    ("feishu_robot", "Feishu / Lark group robot"),
    ("dingtalk_app", "DingTalk app"),
    ("wecom_app", "WeCom app"),
    ("feishu_app", "Feishu / Lark app"),
    ("webhook", "Webhook (signed JSON)"),
]
VENDORS = [("dingtalk", "DingTalk"), ("wecom", "WeCom"), ("feishu", "Feishu / Lark")]
WAITING = ("pending", "sending", "failed")


class CrmApprovalOaChannel(models.Model):
    """One robot, app or webhook: where approvals are told, and about what.

    Only the scheduled worker and the test button speak to it; nobody waits for a
    vendor while saving.
    """

    _name = "crm.approval.oa.channel"
    _description = "Approval Channel"
    _order = "company_id, name, id"

    name = fields.Char(required=True)
    kind = fields.Selection(KINDS, required=True, default="dingtalk_robot")
    vendor = fields.Char(compute="_compute_vendor")
    is_app = fields.Boolean(compute="_compute_vendor")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Requests of this company only. Empty: of all companies.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Who is told when this channel does not work any more.",
    )
    chain_ids = fields.Many2many(
        "crm.approval.chain",
        string="Chains",
        help="Requests of these chains only. Empty: of all chains.",
    )
    send_requests = fields.Boolean("Requests to Decide", default=True)
    send_reminders = fields.Boolean("Reminders", default=True)
    send_results = fields.Boolean("Answers", default=True)
    show_details = fields.Boolean(
        "Amounts and Reasons",
        help="Say amounts, reasons and comments. Everybody in the group of a robot "
        "reads them.",
    )
    mention = fields.Boolean(
        "Call People by Name",
        default=True,
        help="The robot names those who are asked, so that their phone rings.",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        default=lambda self: self.env.lang,
        help="Language of messages to a group. People get theirs.",
    )
    keyword = fields.Char(
        help="If the robot insists on a keyword: it is put in front of every title."
    )
    reasons = fields.Text(
        "Reasons to Choose From",
        help="One per line. Where nothing can be typed (WeCom), a rejection chooses "
        "one of them; without them it is written in Odoo.",
    )
    base_url = fields.Char(
        "Server",
        groups="base.group_system",
        help="Only for Lark (https://open.larksuite.com) or a private installation "
        "that an administrator permits.",
    )
    tenant = fields.Char("Company ID", groups="base.group_system")
    address_secret = fields.Char("Kept Address", groups=NO_ACCESS, copy=False)
    signing_secret = fields.Char("Kept Signing Secret", groups=NO_ACCESS, copy=False)
    app_secret_secret = fields.Char("Kept App Secret", groups=NO_ACCESS, copy=False)
    callback_token_secret = fields.Char(
        "Kept Callback Token", groups=NO_ACCESS, copy=False
    )
    callback_key_secret = fields.Char(
        "Kept Encryption Key", groups=NO_ACCESS, copy=False
    )
    access_token = fields.Char(groups=NO_ACCESS, copy=False)
    access_token_until = fields.Datetime(groups=NO_ACCESS, copy=False)
    address = fields.Char(
        "Webhook Address",
        compute="_compute_secrets",
        inverse="_inverse_address",
        groups="base.group_system",
    )
    signing = fields.Char(
        "Signing Secret",
        compute="_compute_secrets",
        inverse="_inverse_signing",
        groups="base.group_system",
    )
    app_secret = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_app_secret",
        groups="base.group_system",
    )
    callback_token = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_callback_token",
        groups="base.group_system",
    )
    callback_key = fields.Char(
        "Encryption Key",
        compute="_compute_secrets",
        inverse="_inverse_callback_key",
        groups="base.group_system",
    )

    def _inverse_app_secret(self):
        self._keep("app_secret")

    app = fields.Char("App ID", groups="base.group_system")
    robot_code = fields.Char(groups="base.group_system")
    card_template = fields.Char(groups="base.group_system")
    ref = fields.Char(
        required=True, copy=False, default=lambda self: secrets.token_urlsafe(18)
    )
    callback_url = fields.Char(
        "Address for the Vendor", compute="_compute_callback_url"
    )
    max_tries = fields.Integer("Tries per Message", default=8)
    moments = fields.Json(groups=NO_ACCESS, copy=False)
    blocked_until = fields.Datetime("Silent Until", readonly=True, copy=False)
    problem_code = fields.Char(readonly=True, copy=False)
    problem_facts = fields.Json(readonly=True, copy=False)
    problem = fields.Char(compute="_compute_problem")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    dead_count = fields.Integer("Not Delivered", compute="_compute_counts")
    month_count = fields.Integer("Sent This Month", compute="_compute_counts")

    _ref_uniq = models.UniqueIndex("(ref)", "This address is already taken.")

    @api.depends("kind")
    def _compute_vendor(self):
        for channel in self:
            vendor, _sep, shape = (channel.kind or "").partition("_")
            channel.vendor = vendor
            channel.is_app = shape == "app"

    @api.depends("ref", "kind")
    def _compute_callback_url(self):
        for channel in self:
            base = channel.get_base_url()
            channel.callback_url = channel.is_app and (
                f"{base}/crm_approval_oa/{channel.vendor}/{channel.ref}"
            )

    @api.depends("problem_code", "problem_facts")
    @api.depends_context("lang")
    def _compute_problem(self):
        for channel in self:
            channel.problem = channel.problem_code and say(
                self.env, channel.problem_code, channel.problem_facts
            )

    def _compute_counts(self):
        messages = self.env["crm.approval.oa.message"]
        mine = [("channel_id", "in", self.ids)]
        counts = {
            (channel, state): count
            for channel, state, count in messages._read_group(
                [*mine, ("state", "in", (*WAITING, "dead"))],
                ["channel_id", "state"],
                ["__count"],
            )
        }
        month = fields.Date.context_today(self).replace(day=1)
        sent = dict(
            messages._read_group(
                [*mine, ("sent_at", ">=", month), ("state", "=", "sent")],
                ["channel_id"],
                ["__count"],
            )
        )
        for channel in self:
            waiting = [counts.get((channel, state), 0) for state in WAITING]
            channel.waiting_count = sum(waiting)
            channel.dead_count = counts.get((channel, "dead"), 0)
            channel.month_count = sent.get(channel, 0)

    @api.constrains("max_tries")
    def _check_max_tries(self):
        for channel in self:
            if channel.max_tries < 1:
                raise ValidationError(
                    self.env._(
                        "Channel %(channel)s must try a message at least once. Enter 1 "
                        "or more.",
                        channel=channel.name,
                    )
                )

    @api.constrains("kind", "app")
    def _check_app(self):
        for channel in self.filtered(lambda one: one.kind == "wecom_app" and one.app):
            if not channel.app.isdigit():
                raise ValidationError(
                    self.env._(
                        "The agent ID of %(channel)s must be a number, as WeCom shows "
                        "it on the page of the app.",
                        channel=channel.name,
                    )
                )

    @api.constrains("kind", "address_secret")
    def _check_address(self):
        for channel in self.filtered(lambda one: one.vendor != "webhook"):
            address = channel.address_secret
            if channel.is_app or not address:
                continue
            if not is_robot_address(channel.vendor, address):
                raise ValidationError(
                    self.env._(
                        "That is not the address of a %(kind)s. Copy the whole webhook "
                        "address that the robot's page shows into channel %(channel)s.",
                        kind=dict(
                            self._fields["kind"]._description_selection(self.env)
                        )[channel.kind],
                        channel=channel.name,
                    )
                )

    @api.constrains("kind", "signing_secret")
    def _check_signing(self):
        for channel in self.filtered(lambda one: one.vendor == "webhook"):
            if channel.signing_secret and not is_webhook_secret(channel.signing_secret):
                raise ValidationError(
                    self.env._(
                        "The signing secret of %(channel)s must be whsec_ followed by "
                        "at least 24 bytes in base64, for example from: openssl rand "
                        "-base64 32.",
                        channel=channel.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if {"tenant", "app", "base_url", "active", "kind"} & set(vals):
            self._mended()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["crm.approval.oa.message"]._read_group(
            [("channel_id", "in", self.ids)], ["channel_id"], limit=1
        )
        for (channel,) in used:
            raise UserError(
                self.env._(
                    "Channel %(channel)s has sent messages. Archive it instead: then "
                    "it is silent, and what it sent stays visible.",
                    channel=channel.name,
                )
            )

    def action_messages(self):
        """Open what this channel has sent and has still to send."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_approval_oa.crm_approval_oa_message_action"
        )
        return {**action, "domain": [("channel_id", "=", self.id)]}

    @api.model
    def _serving(self, event, requests):
        """Return the channels for each request, in a constant number of queries."""
        wanted = {
            "ask": "send_requests",
            "remind": "send_reminders",
            "result": "send_results",
        }[event]
        # sudo: whoever asks does not see how the company's channels are set up.
        channels = self.sudo().search([(wanted, "=", True)])
        return {
            request: channels.filtered(
                lambda one, request=request: (
                    (not one.company_id or one.company_id == request.company_id)
                    and (not one.chain_ids or request.chain_id in one.chain_ids)
                )
            )
            for request in requests.sudo()  # sudo: its chain and company only
        }

    @api.model
    def _wake(self, at=None):
        """Have the worker run at once, or at a given moment."""
        cron = self.env.ref("crm_approval_oa.ir_cron_deliver", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(at)  # sudo: any user's request wakes the worker

    def _reason_list(self):
        lines = (self.reasons or "").splitlines()
        return [line.strip() for line in lines if line.strip()]
