from odoo import api, fields, models, tools

from ...engine.field import naming
from ..field.cache import is_installed
from ..stored_texts import as_domain, refuse_unfit_filter, taken_keys


class CrmCustomFieldProfile(models.Model):
    """One kind of deal: it decides which custom fields and rules apply.

    A profile shows and hides; it never touches values.
    """

    _name = "crm.custom.field.profile"
    _description = "Custom Field Profile"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    key = fields.Char(
        compute="_compute_key",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Names the profile in configuration files, in every database.",
    )
    sequence = fields.Integer(
        default=10, help="The first profile that fits a deal is taken."
    )
    condition = fields.Char(
        help="Deals that match this filter get the profile by themselves. Empty: it is "
        "chosen by hand."
    )
    field_ids = fields.Many2many(
        "crm.custom.field", "crm_custom_field_profile_rel", string="Fields"
    )
    rule_ids = fields.Many2many(
        "crm.custom.field.rule", "crm_custom_field_rule_profile_rel", string="Rules"
    )
    note = fields.Text(translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)

    _key_uniq = models.UniqueIndex("(key)", "Another profile has this key already.")

    @api.constrains("condition")
    def _check_condition(self):
        for profile in self.filtered("condition"):
            refuse_unfit_filter(profile, "condition", "crm.lead")

    @api.depends("name")
    def _compute_key(self):
        taken = taken_keys(self)
        for profile in self.filtered(lambda p: p.name and not p.key):
            profile.key = naming.rule_key(profile.name, taken)
            taken.add(profile.key)

    @api.model_create_multi
    def create(self, vals_list):
        profiles = super().create(vals_list)
        self.env["crm.custom.field.cache"]._forget()
        return profiles

    def write(self, vals):
        res = super().write(vals)
        self.env["crm.custom.field.cache"]._forget()
        return res

    def unlink(self):
        res = super().unlink()
        self.env["crm.custom.field.cache"]._forget()
        return res

    @api.model
    @tools.ormcache()
    def _profiles(self):
        """Return ``(id, condition, company id)`` of the profiles in use, in order."""
        if not is_installed(self.env.cr):
            return ()
        everywhere = self.sudo()  # sudo: of all companies
        profiles = everywhere.search([("active", "=", True)])
        return tuple(
            (p.id, tuple(as_domain(p.condition)), p.company_id.id) for p in profiles
        )

    @api.model
    def _assign(self, leads):
        """Give each deal the first profile that fits; else it keeps its own."""
        left = leads
        for profile_id, condition, company_id in self._profiles():
            if not condition or not left:
                continue
            found = left.sudo().filtered_domain(list(condition))  # sudo: for any viewer
            if company_id:
                found = found.filtered(
                    lambda lead, company_id=company_id: lead.company_id.id == company_id
                )
            found = left & leads.browse(found._ids)
            found.crm_profile_id = profile_id
            left -= found
        for lead in left:
            lead.crm_profile_id = lead.crm_profile_id
