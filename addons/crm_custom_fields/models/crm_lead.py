from odoo import api, fields, models
from odoo.fields import Domain

from ..listing import listed
from .rule import engine, readiness
from .rule.live import compute_matching


class CrmLead(models.Model):
    """Shows what the next stage asks for, and keeps reasons for exceptions."""

    _inherit = "crm.lead"

    crm_rule_reason = fields.Char(
        string="Reason for the Exception",
        copy=False,
        help="Why a rule that asks for a reason does not hold for this deal. It counts "
        "for this save only and is kept with the exception.",
    )
    crm_ready_percent = fields.Integer(
        string="Readiness",
        compute="_compute_crm_ready",
        help="How much of what the next stage asks for is filled in.",
    )
    crm_ready_stage = fields.Char(string="Next Stage", compute="_compute_crm_ready")
    crm_ready_missing = fields.Char(
        string="Missing for the Next Stage", compute="_compute_crm_ready"
    )

    crm_rule_matching = fields.Json(
        string="Rules Whose Condition Holds", compute=compute_matching
    )
    crm_rule_hints = fields.Json(
        string="What the Rules Ask For", compute="_compute_crm_rule_hints"
    )
    crm_rule_asks = fields.Boolean(
        string="A Reason Is Asked For", compute="_compute_crm_rule_hints"
    )
    crm_exception_ids = fields.One2many(
        "crm.custom.field.exception", "lead_id", string="Exceptions", readonly=True
    )

    crm_own_stages = fields.Boolean(related="team_id.crm_own_stages")
    stage_id = fields.Many2one(
        domain="['|', ('team_ids', 'in', team_id), '&', ('team_ids', '=', False), "
        "(0 if crm_own_stages else 1, '=', 1)]"
    )
    crm_profile_id = fields.Many2one(
        "crm.custom.field.profile",
        string="Profile",
        compute="_compute_crm_profile_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Decides which custom fields and rules the deal has.",
    )

    @api.depends("partner_id.industry_id", "team_id", "company_id", "type")
    def _compute_crm_profile_id(self):
        self.env["crm.custom.field.profile"]._assign(self)

    def _compute_stage_id(self):
        """A recomputed stage is a change of stage too, without any write."""
        records = self.sudo()  # sudo: as stock constraints run
        judge = engine.before_recompute(records)
        res = super()._compute_stage_id()
        judge()
        return res

    @api.depends("stage_id", "team_id", "type")
    @api.depends_context("lang")
    def _compute_crm_ready(self):
        leads = self.sudo()  # sudo: also fields that others fill in are missing
        ready = readiness.readiness(self)
        names = {name for _p, _s, missing in ready.values() for name in missing}
        labels = leads.fields_get(list(names), ["string"]) if names else {}
        for lead in self:
            percent, stage, missing = ready.get(lead.id, (100, False, ()))
            lead.crm_ready_percent = percent
            lead.crm_ready_stage = stage and stage.name
            shown = (labels[name]["string"] for name in missing)
            lead.crm_ready_missing = listed(self.env, shown)

    @api.depends("stage_id", "team_id", "type", "crm_profile_id")
    def _compute_crm_rule_hints(self):
        told = readiness.hints(self)
        for lead in self:
            hint = told.get(lead.id) or {"stage": "", "percent": 100, "items": []}
            lead.crm_rule_hints = hint
            lead.crm_rule_asks = any(i["severity"] == "warn" for i in hint["items"])

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads.filtered("crm_rule_reason")._spend_reason()
        return leads

    def write(self, vals):
        res = super().write(vals)
        if vals.get("crm_rule_reason"):
            self._spend_reason()
        return res

    def _spend_reason(self):
        """Let no reason wait for an exception that nobody has thought of yet."""
        self.flush_recordset()  # what is recomputed may still need it
        self.crm_rule_reason = False

    def _merge_dependences(self, opportunities):
        """Also keep the custom values of the deals that are about to go."""
        res = super()._merge_dependences(opportunities)
        self.env["crm.custom.field.exception"]._move(opportunities, self)
        self.env["crm.custom.field.carry"]._merge(self, opportunities)
        return res

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """Also hand the custom values over to the new customer."""
        values = super()._prepare_customer_values(
            partner_name, is_company=is_company, parent_id=parent_id
        )
        if is_company or not parent_id:  # once: a person in a company has her own
            carry = self.env["crm.custom.field.carry"]
            open_to_user, _closed = carry._customer_values(self)
            values.update(open_to_user)
        return values

    def _create_customer(self, with_parent=None):
        """Also keep what goes along but is not for the user to fill in."""
        is_new = not with_parent and (self.partner_name or not self.partner_id)
        contact = super()._create_customer(with_parent=with_parent)
        _open, closed = self.env["crm.custom.field.carry"]._customer_values(self)
        if closed and is_new:
            customer = contact.parent_id or contact
            customer.sudo().write(closed)  # sudo: it goes along unseen
        return contact

    def _read_group_stage_ids(self, stages, domain):
        """Leave out the shared stages on the board of a team with its own."""
        found = super()._read_group_stage_ids(stages, domain)
        team = self.env["crm.team"].browse(self.env.context.get("default_team_id"))
        if not team.exists().sudo().crm_own_stages:  # sudo: seen by every salesperson
            return found
        return found.filtered(lambda stage: stage.team_ids or stage in stages)

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        """Let a new deal begin in the first stage of its team."""
        teams = self.env["crm.team"].browse(team_id or ()) | self.team_id
        if len(teams) == 1 and teams.sudo().crm_own_stages:  # sudo: all see it
            own = Domain("team_ids", "in", teams.ids) & Domain(list(domain or ()))
            found = self.env["crm.stage"].search(own, order=order, limit=limit)
            if found:
                return found
        return super()._stage_find(team_id, domain, order, limit)
