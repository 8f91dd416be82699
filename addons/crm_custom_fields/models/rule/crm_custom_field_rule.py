from odoo import api, fields, models

from ...engine.field import naming
from ...engine.rule.formats import CHECKS
from ...engine.rule.judges import COMPARE
from ..stored_texts import taken_keys

LIMIT = (
    "A number, a day (2026-01-31), today or today+7; for a date with its time also "
    "now, now+2h or now-24h."
)


class CrmCustomFieldRule(models.Model):
    """A demand on the records of one model: what has to hold, and when.

    Rules are enforced on the server on every way in; the form shows them
    live, but never decides.
    """

    _name = "crm.custom.field.rule"
    _description = "Custom Field Rule"
    _order = "model_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    model_id = fields.Many2one(
        "ir.model",
        string="Applies To",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("crm_custom_fields_enabled", "=", True)],
        default=lambda self: self.env["ir.model"]._get("crm.lead"),
    )
    model_name = fields.Char(related="model_id.model", store=True, index=True)
    sequence = fields.Integer(default=10)
    effect = fields.Selection(
        selection="_selection_effect", required=True, default="required"
    )
    severity = fields.Selection(
        [("block", "Refuse"), ("warn", "Ask for a reason"), ("info", "Only show")],
        required=True,
        default="block",
        help="Ask for a reason: an opportunity may be saved together with a reason for "
        "this exception, which is kept. Elsewhere it only shows.",
    )
    field_ids = fields.Many2many(
        "ir.model.fields",
        "crm_custom_field_rule_field_rel",
        string="Fields",
        domain="[('model_id', '=', model_id), ('store', '=', True)]",
    )
    condition = fields.Char(
        default="[]", help="The rule applies to records that match this filter."
    )
    stage_id = fields.Many2one(
        "crm.stage",
        string="From Stage On",
        ondelete="restrict",
        index=True,
        help="Applies in this stage and every later one. Empty: always.",
    )
    team_ids = fields.Many2many(
        "crm.team",
        "crm_custom_field_rule_team_rel",
        string="Sales Teams",
        help="Empty: all teams.",
    )
    lead_type = fields.Selection(
        [("opportunity", "Opportunities"), ("lead", "Leads")],
        string="Only For",
        default="opportunity",
        help="Empty: leads and opportunities.",
    )
    profile_ids = fields.Many2many(
        "crm.custom.field.profile",
        "crm_custom_field_rule_profile_rel",
        string="Profiles",
        help="Empty: deals of every profile.",
    )
    group_ids = fields.Many2many(
        "res.groups",
        "crm_custom_field_rule_group_rel",
        string="Only For Groups",
        help="Binds members of these groups. Empty: everybody. It looks at who acts, "
        "also through automation; jobs and forms of strangers are always bound.",
    )
    except_group_ids = fields.Many2many(
        "res.groups",
        "crm_custom_field_rule_except_group_rel",
        string="Not For Groups",
        help="Members of these groups are not bound.",
    )
    key = fields.Char(
        compute="_compute_key",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Names the rule in configuration files, in every database.",
    )
    starts = fields.Date(
        string="In Force From",
        help="Until this day nothing is refused: time to fill in what is missing.",
    )
    zero_is_filled = fields.Boolean(
        string="Zero Counts as Filled In",
        help="Otherwise a number has to be different from 0.",
    )
    allowed_option_ids = fields.Many2many(
        "crm.custom.field.option",
        "crm_custom_field_rule_option_rel",
        string="Allowed Options",
    )
    allowed_domain = fields.Char(
        string="Allowed Records",
        help="Which records may be chosen for a link, or which rows count.",
    )
    link_model_name = fields.Char(compute="_compute_link_model_name")
    format = fields.Selection(selection="_selection_format")
    pattern = fields.Char(help="Regular expression that the whole value has to follow.")
    low = fields.Char(string="At Least", help=LIMIT)
    high = fields.Char(string="At Most", help=LIMIT)
    operator = fields.Selection([(key, key) for key in COMPARE], string="Has to Be")
    other_field_id = fields.Many2one(
        "ir.model.fields", string="Than", ondelete="cascade", index=True
    )
    from_stage_ids = fields.Many2many(
        "crm.stage",
        "crm_custom_field_rule_from_stage_rel",
        string="Coming From",
        help="Empty: any stage.",
    )
    to_stage_ids = fields.Many2many(
        "crm.stage", "crm_custom_field_rule_to_stage_rel", string="Going To"
    )
    limit = fields.Integer(
        string="Records at Most",
        default=1,
        help="How many records matching the filter may share the field values.",
    )
    pairing = fields.Selection(
        [
            ("none", "No row may have a counterpart"),
            ("every", "Every row needs a counterpart"),
        ],
        string="Counterparts",
        help="Two rows are counterparts when the compared columns hold the same, or "
        "share at least one choice. Rows with an empty column are not judged.",
    )
    column_id = fields.Many2one(
        "ir.model.fields",
        string="Compared Column",
        ondelete="cascade",
        index="btree_not_null",
    )
    with_link_id = fields.Many2one(
        "ir.model.fields",
        string="Look On",
        ondelete="cascade",
        index="btree_not_null",
        help="A link to the record that has the other table, for instance the contact "
        "of a deal. Empty: the other table belongs to the record itself. Behind a "
        "link, a change of that record alone is not refused.",
    )
    with_table_id = fields.Many2one(
        "ir.model.fields",
        string="Other Table",
        ondelete="cascade",
        index="btree_not_null",
    )
    with_column_id = fields.Many2one(
        "ir.model.fields",
        string="Column There",
        ondelete="cascade",
        index="btree_not_null",
    )
    with_domain = fields.Char(
        string="Only Rows There With", help="Which rows of the other table count."
    )
    with_model_name = fields.Char(compute="_compute_with_names")
    with_row_model_name = fields.Char(compute="_compute_with_names")
    message = fields.Text(
        translate=True, help="Shown with the refusal: why, and what to do next."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    is_on_leads = fields.Boolean(compute="_compute_is_on_leads")

    _key_uniq = models.UniqueIndex("(key)", "Another rule has this key already.")

    @api.model
    def _selection_effect(self):
        labels = {
            "required": self.env._("has to be filled in"),
            "readonly": self.env._("may not be changed any more"),
            "hidden": self.env._("is not shown"),
            "allowed": self.env._("allows only some values"),
            "format": self.env._("has to follow a format"),
            "range": self.env._("has to be within limits"),
            "compare": self.env._("has to fit another field"),
            "forbid": self.env._("is not possible like this"),
            "limit": self.env._("may not repeat too often"),
            "rows": self.env._("has to have a number of rows"),
            "clash": self.env._("has to fit the rows of another table"),
            "transition": self.env._("forbids a stage change"),
        }
        return list(labels.items())

    @api.model
    def _selection_format(self):
        labels = {
            "cn_uscc": self.env._("Unified social credit code (China)"),
            "cn_id": self.env._("Resident identity card (China)"),
            "cn_mobile": self.env._("Mobile number (China)"),
            "iban": self.env._("IBAN"),
            "bic": self.env._("BIC / SWIFT"),
            "eu_vat": self.env._("VAT number (EU)"),
            "luhn": self.env._("Bank card number"),
            "ean": self.env._("GTIN / EAN"),
            "imei": self.env._("IMEI"),
            "isin": self.env._("ISIN"),
            "lei": self.env._("Legal Entity Identifier"),
            "email": self.env._("Email"),
        }
        own = [("pattern", self.env._("Own pattern"))]
        return [(key, labels[key]) for key in CHECKS] + own

    @api.depends("name")
    def _compute_key(self):
        taken = taken_keys(self)
        for rule in self.filtered(lambda r: r.name and not r.key):
            rule.key = naming.rule_key(rule.name, taken)
            taken.add(rule.key)

    @api.depends("model_id", "model_name")
    def _compute_is_on_leads(self):
        for rule in self:
            model = rule._head_model() or rule.model_id.model
            rule.is_on_leads = model == "crm.lead"

    @api.depends("field_ids")
    def _compute_link_model_name(self):
        for rule in self:
            relation = rule.field_ids[:1].relation or ""
            is_tags = relation == "crm.custom.field.option"
            rule.link_model_name = "" if is_tags else relation

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env["crm.custom.field.cache"]._forget()
        return rules

    def write(self, vals):
        res = super().write(vals)
        self.env["crm.custom.field.cache"]._forget()
        return res

    def unlink(self):
        res = super().unlink()
        self.env["crm.custom.field.cache"]._forget()
        return res
