from odoo import api, fields, models

from ...engine.field import layout, naming


class CrmCustomField(models.Model):
    """One managed field: a real column on a model, and where it is shown.

    The column belongs to ``ir.model.fields`` without external id, so data
    survives an uninstall. This record only describes and places it.
    """

    _name = "crm.custom.field"
    _description = "Custom Field"
    # Not by id: the same file has to give the same form in every database.
    _order = "model_id, sequence, technical_name, id"

    name = fields.Char(string="Label", required=True, translate=True)
    technical_name = fields.Char(
        compute="_compute_technical_name",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Name of the column. Taken from the label if left empty.",
    )
    model_id = fields.Many2one(
        "ir.model",
        string="Shown On",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("crm_custom_fields_enabled", "=", True)],
        default=lambda self: self._default_model_id(),
    )
    model_name = fields.Char(related="model_id.model", store=True, index=True)
    kind = fields.Selection(
        selection="_selection_kind", string="Type", required=True, default="char"
    )
    relation_model_id = fields.Many2one(
        "ir.model",
        string="Linked To",
        ondelete="cascade",
        domain=[("transient", "=", False), ("abstract", "=", False)],
        help="What a record of this field is chosen from.",
    )
    related_path = fields.Char(
        string="Value Of",
        help="Fields from here to the value, separated by dots, for example "
        "partner_id.country_id. The value is shown, not copied.",
    )
    formula = fields.Text(
        help="Computed from other fields by their technical names, for example "
        "expected_revenue * x_share / 100. See the manual for the functions.",
    )
    formula_kind = fields.Selection(
        [
            ("float", "Decimal"),
            ("integer", "Integer"),
            ("char", "Text"),
            ("date", "Date"),
            ("boolean", "Checkbox"),
        ],
        string="Result",
        default="float",
    )
    option_ids = fields.One2many(
        "crm.custom.field.option", "field_id", string="Options", copy=True
    )
    narrow_by_id = fields.Many2one(
        "ir.model.fields",
        string="Narrowed By",
        domain="[('model_id', '=', model_id), ('store', '=', True),"
        " ('ttype', 'in', ('selection', 'many2one', 'many2many'))]",
        ondelete="set null",
        index="btree_not_null",
        help="Only what fits the value of this field can be chosen, and a choice that "
        "no longer fits is cleared.",
    )
    narrow_by_name = fields.Char(related="narrow_by_id.name")
    narrow_path = fields.Char(
        string="By Its Field",
        help="The field of the linked records that has to equal the narrowing field, "
        "for example state_id.",
    )
    table_id = fields.Many2one(
        "crm.custom.field",
        string="Column Of",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        help="The table that this field is a column of.",
    )
    column_ids = fields.One2many(
        "crm.custom.field", "table_id", string="Columns", copy=True
    )
    row_model_id = fields.Many2one(
        "ir.model", string="Model of the Rows", compute="_compute_row_model_id"
    )
    help = fields.Text(translate=True)
    index = fields.Selection(
        [("btree", "Exact search"), ("trigram", "Search inside the text")],
        help="Makes searching this field fast in large databases.",
    )
    unique_scope = fields.Selection(
        [("all", "Unique"), ("company", "Unique within the company")],
        string="Uniqueness",
        help="No two records may have the same value. Empty values do not count.",
    )
    default_value = fields.Char(string="Default", help="What a new record starts with.")
    carry_field_id = fields.Many2one(
        "crm.custom.field",
        string="Goes to Contact",
        domain="[('model_name', '=', 'res.partner'), ('kind', '=', kind)]",
        index="btree_not_null",
        ondelete="set null",
        help="The field of the contact that gets the value when a customer is created "
        "from the opportunity. Empty: the one with the same technical name, if any.",
    )
    tracking = fields.Boolean(
        string="Log Changes", help="Changes of the value appear in the chatter."
    )
    page = fields.Char(
        string="Tab",
        translate=True,
        help="Tab of the form. Fields with the same tab stand together.",
    )
    section = fields.Char(translate=True, help="Heading above the field in the tab.")
    sequence = fields.Integer(default=lambda self: self._next_sequence())
    in_list = fields.Selection(
        [("show", "Shown"), ("hide", "Can be added by the user")],
        default="hide",
    )
    in_search = fields.Boolean(default=True)
    profile_ids = fields.Many2many(
        "crm.custom.field.profile",
        "crm_custom_field_profile_rel",
        string="Profiles",
        help="The form shows the field on deals with one of these profiles. The value "
        "stays when a deal gets another profile. Empty: on all deals.",
    )
    read_group_ids = fields.Many2many(
        "res.groups",
        "crm_custom_field_read_group_rel",
        string="Visible To",
        help="Empty: everyone who may see the record.",
    )
    write_group_ids = fields.Many2many(
        "res.groups",
        "crm_custom_field_write_group_rel",
        string="Editable By",
        help="Empty: everyone who may see the field.",
    )
    pii_class = fields.Selection(
        [
            ("personal", "Personal"),
            ("identifier", "Identifier or account number"),
            ("sensitive", "Sensitive"),
        ],
        string="Personal Data",
        help="Sensitive: health, biometrics, religion, finances, whereabouts, and "
        "anything about a child.",
    )
    mask = fields.Selection(
        [
            ("middle", "Beginning and end: 138****1234"),
            ("last", "The last four: *******1234"),
            ("first", "The first: J***"),
            ("all", "That there is a value: *******"),
        ],
        string="Others See",
        help="What people see who are not among those the field is visible to. "
        "Empty: they do not see the field at all.",
    )
    active = fields.Boolean(default=True)
    is_retired = fields.Boolean(string="Retired", copy=False)
    lifecycle = fields.Selection(
        [("used", "In Use"), ("retired", "Retired"), ("archived", "Archived")],
        string="Status",
        compute="_compute_lifecycle",
        store=True,
        help="Retired: not offered for new entries, values can still be read. "
        "Archived: hidden, values are kept.",
    )
    leftover_count = fields.Integer(
        string="Kept Aside", compute="_compute_leftover_count"
    )
    measure_ids = fields.One2many("crm.custom.field.measure", "field_id")
    company_id = fields.Many2one("res.company", index=True)
    # Computed, so that nobody can point a definition at a column of others.
    ir_field_id = fields.Many2one(
        "ir.model.fields", string="Column", compute="_compute_ir_field_id"
    )

    _technical_name_uniq = models.UniqueIndex(
        "(model_id, technical_name)",
        "This technical name is already taken on the same model. Choose another one.",
    )

    @api.model
    def _default_model_id(self):
        return self.env["ir.model"]._get("crm.lead")

    @api.model
    def _next_sequence(self):
        """Return the place behind every definition that there is."""
        known = self.with_context(active_test=False)
        [(last,)] = known._read_group([], [], ["sequence:max"])
        return (last or 0) + 10

    @api.model
    def _placed_last(self, vals_list):
        """Give definitions without a place the next ones, in the order given."""
        placed, place = [], self._next_sequence()
        for vals in vals_list:
            if "sequence" not in vals:
                vals = {**vals, "sequence": place}
                place += 10
            placed.append(vals)
        return placed

    @api.depends("name", "model_id")
    def _compute_technical_name(self):
        taken = {}
        for field in self:
            if field.technical_name or not field.name:
                continue
            names = taken.setdefault(field.model_id.id, field._taken_names())
            field.technical_name = naming.column_name(field.name, names)
            names.add(field.technical_name)

    @api.depends("model_name", "technical_name")
    def _compute_ir_field_id(self):
        columns = self.env["ir.model.fields"]
        for field in self:
            field.ir_field_id = columns._get(field.model_name, field.technical_name)

    def _taken_names(self):
        """Return the field names in use on the model of this definition."""
        model = self.env.get(self.model_id.model)
        names = set(() if model is None else model._fields)
        definitions = self.with_context(active_test=False)
        known = definitions.search_fetch(
            [("model_id", "=", self.model_id.id)], ["technical_name"]
        )
        return names | set(known.mapped("technical_name"))

    @api.model_create_multi
    def create(self, vals_list):
        """Define the fields of ``vals_list``; their columns exist on return."""
        vals_list = [self._cleaned(vals) for vals in vals_list]
        # The model of the rows comes first: it is what the columns belong to.
        columns = [vals.pop("column_ids", ()) for vals in vals_list]
        self._place_columns(vals_list)
        definitions = super().create(self._placed_last(vals_list))
        definitions._create_tables()
        definitions._define_table_columns(columns)
        if not self._builds_later():
            definitions._build()
        return definitions

    def write(self, vals):
        vals = self._cleaned(vals)
        self._refuse_column_change(vals)
        res = super().write(vals)
        if not {"related_path", "formula", "formula_kind"}.isdisjoint(vals):
            self._check_paths()
        if not self._builds_later() and not self._column_attributes().isdisjoint(vals):
            self._update_columns()
        if "default_value" in vals:
            self._set_defaults()
        if not {"active", "is_retired"}.isdisjoint(vals):
            self.filtered("default_value")._set_defaults()
        if not {"name", "help"}.isdisjoint(vals):
            self._labels_changed()
        if not {"narrow_by_id", "narrow_path", "option_ids"}.isdisjoint(vals):
            self._check_narrowing()
        self.env["crm.custom.field.cache"]._forget()
        return res

    def unlink(self):
        """Forget the definitions together with their columns, if these are empty."""
        self._refuse_used()
        self._refuse_in_use()
        row_models = self._row_models()
        self._drop_table_columns()
        columns = self._columns() + self._companions()
        res = super().unlink()
        self._drop_columns(columns)
        if row_models:
            row_models.unlink()
        self.env["crm.custom.field.cache"]._forget()
        return res

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%(name)s (copy)", name=field.name))
            for field, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        res = super()._update_field_translations(
            field_name, translations, digest, source_lang
        )
        if field_name in ("name", "help"):
            self._labels_changed()
        self.env["crm.custom.field.cache"]._forget()
        return res

    def _cleaned(self, vals):
        """Return ``vals`` with tidy titles and without an empty technical name."""
        vals = dict(vals)
        for title in {"name", "page", "section"} & vals.keys():
            vals[title] = layout.clean_title(vals[title] or "")
        if not vals.get("technical_name", True):
            del vals["technical_name"]
        return vals
