from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import FieldsCommon


class TestTakeover(FieldsCommon):
    """Hand-made columns and properties become managed fields, values and all."""

    @classmethod
    def hand_made(cls, name, ttype="char", **values):
        return cls.env["ir.model.fields"].create(
            {
                "model_id": cls.lead_model.id,
                "name": name,
                "field_description": f"By hand {name}",
                "ttype": ttype,
                **values,
            }
        )

    def takeover(self, *labels, user=None, **values):
        """Choose the lines with these labels, and take over."""
        wizards = self.env["crm.custom.field.takeover"].with_user(user or self.designer)
        wizard = wizards.create(values)
        lines = wizard.line_ids.filtered(lambda line: line.name in labels)
        lines.is_chosen = True
        action = wizard.action_apply()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["crm.custom.field"].search(action["domain"])

    # Hand-made

    def test_a_studio_field_keeps_values_and_translations(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        column = self.hand_made("x_studio_beds", "integer", tracking=100)
        column.with_context(lang="zh_CN").field_description = "床位"
        lead = self.lead(x_studio_beds=120)

        field = self.takeover("By hand x_studio_beds")

        self.assertEqual((field.kind, field.tracking), ("integer", True))
        self.assertEqual(field.with_context(lang="zh_CN").name, "床位")
        leads = self.env["crm.lead"].with_context(lang="zh_CN")
        said = leads.fields_get(["x_studio_beds"])["x_studio_beds"]
        self.assertEqual(said["string"], "床位")
        self.assertEqual(lead.x_studio_beds, 120)

    def test_a_selection_keeps_its_options_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        column = self.hand_made(
            "x_hand_level", "selection", selection="[('g', 'Gold'), ('s', 'Silver')]"
        )
        column.selection_ids[0].with_context(lang="zh_CN").name = "金"
        lead = self.lead(x_hand_level="g")

        field = self.takeover("By hand x_hand_level")

        options = field.option_ids.with_context(lang="zh_CN")
        self.assertEqual(options.mapped("name"), ["金", "Silver"])
        said = self.env["crm.lead"].with_context(lang="zh_CN")
        said = said.fields_get(["x_hand_level"])["x_hand_level"]["selection"]
        self.assertEqual(said, [("g", "金"), ("s", "Silver")])
        self.assertEqual(lead.x_hand_level, "g")

    def test_links_and_files_are_taken_over(self):
        self.hand_made("x_hand_link", "many2one", relation="res.partner")
        self.hand_made("x_hand_links", "many2many", relation="res.partner")
        self.hand_made("x_hand_file", "binary")
        partner = self.env["res.partner"].create({"name": "Linked"})
        lead = self.lead(
            x_hand_link=partner.id,
            x_hand_links=[Command.link(partner.id)],
            x_hand_file=b"YQ==",
        )

        fields = self.takeover(
            "By hand x_hand_link", "By hand x_hand_links", "By hand x_hand_file"
        )

        self.assertEqual(set(fields.mapped("kind")), {"many2one", "many2many", "file"})
        self.assertEqual(lead.x_hand_link + lead.x_hand_links, partner)
        self.assertEqual(lead.x_hand_file, b"YQ==")
        self.assertEqual([field._count_values() for field in fields], [1, 1, 1])

    def test_what_cannot_be_taken_over_says_why(self):
        self.hand_made(
            "x_hand_computed",
            store=False,
            depends="name",
            compute="for r in self: r['x_hand_computed'] = r.name",
        )
        wizard = self.env["crm.custom.field.takeover"].with_user(self.designer)
        line = wizard.create({}).line_ids.filtered(
            lambda line: line.column_id.name == "x_hand_computed"
        )
        self.assertEqual(line.obstacle, "it is computed by code")
        with self.assertRaisesRegex(UserError, "x_hand_computed cannot be taken over"):
            self.takeover("By hand x_hand_computed")

    def test_managed_fields_are_not_listed(self):
        self.define(
            {"name": "Managed", "technical_name": "x_managed", "kind": "file"},
            {"name": "Managed amount", "kind": "monetary"},
        )
        wizard = self.env["crm.custom.field.takeover"].with_user(self.designer)

        names = wizard.create({}).line_ids.mapped("column_id.name")

        self.assertFalse([name for name in names if name.startswith("x_managed")])

    def test_what_every_row_of_a_table_has_is_not_listed(self):
        self.define(
            {
                "name": "Visits",
                "kind": "table",
                "column_ids": [Command.create({"name": "Day", "kind": "date"})],
            }
        )
        wizard = self.env["crm.custom.field.takeover"].with_user(self.designer)

        models = wizard.create({}).line_ids.model_id

        self.assertFalse(models.filtered("crm_custom_table"))

    def test_types_are_named_in_the_language_of_the_designer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.hand_made("x_hand_beds", "integer")
        self.properties({"name": "aa", "string": "Prop Tender", "type": "char"})
        wizards = self.env["crm.custom.field.takeover"].with_user(self.designer)
        wanted = ("By hand x_hand_beds", "Prop Tender")

        for lang, types in (
            ("en_US", ["Integer", "Text"]),
            ("zh_CN", ["整数", "单行文本"]),
        ):
            lines = wizards.with_context(lang=lang).create({}).line_ids
            chosen = lines.filtered(lambda line: line.name in wanted)
            self.assertEqual(chosen.mapped("type_name"), types)

    # Properties

    def properties(self, *entries, team=None):
        (team or self.team).lead_properties_definition = list(entries)

    def test_every_type_of_property_moves_with_its_values(self):
        partner = self.env["res.partner"].create({"name": "Property Partner"})
        link = {"comodel": "res.partner"}
        types = {
            "char": ("Ward", {}, "Ward"),
            "integer": (7, {}, 7),
            "float": (2.5, {}, 2.5),
            "boolean": (True, {}, True),
            "date": ("2026-03-01", {}, "2026-03-01"),
            "datetime": ("2026-03-01 10:00:00", {}, "2026-03-01 10:00:00"),
            "selection": (
                "a",
                {"selection": [["a", "First"], ["b", "Other"]]},
                "first",
            ),
            "many2one": (partner.id, link, partner),
            "many2many": ([partner.id], link, partner),
            "tags": (["t"], {"tags": [["t", "Tagged", 1]]}, "Tagged"),
        }
        self.properties(
            *(
                {"name": f"p{n}", "string": f"Prop {ttype}", "type": ttype, **more}
                for n, (ttype, (_value, more, _new)) in enumerate(types.items())
            )
        )
        lead = self.lead()
        lead.sudo().lead_properties = {
            f"p{n}": value for n, (value, _more, _new) in enumerate(types.values())
        }

        fields = self.takeover(*(f"Prop {ttype}" for ttype in types))

        by_label = {field.name: field.technical_name for field in fields}
        for ttype, (_value, _more, expected) in types.items():
            with self.subTest(type=ttype):
                value = lead[by_label[f"Prop {ttype}"]]
                if ttype == "tags":
                    value = value.name
                elif ttype in ("date", "datetime"):
                    value = str(value)
                self.assertEqual(value, expected)
        self.assertFalse(self.team.lead_properties_definition)

    def test_the_same_property_of_two_teams_becomes_one_field(self):
        self.properties({"name": "aa", "string": "Beds", "type": "integer"})
        self.properties(
            {"name": "bb", "string": "Beds", "type": "integer"}, team=self.other_team
        )
        one, two = self.lead(), self.lead(team_id=self.other_team.id)
        one.sudo().lead_properties = {"aa": 3}
        two.sudo().lead_properties = {"bb": 4}

        field = self.takeover("Beds")

        name = field.technical_name
        self.assertEqual((one[name], two[name]), (3, 4))

    def test_a_separator_becomes_the_section(self):
        self.properties(
            {"name": "s", "string": "Building", "type": "separator"},
            {"name": "aa", "string": "Floor", "type": "char"},
        )

        self.assertEqual(self.takeover("Floor").section, "Building")

    def test_properties_stay_when_asked(self):
        self.properties({"name": "aa", "string": "Floor", "type": "char"})

        self.takeover("Floor", removes_source=False)

        self.assertEqual(self.team.lead_properties_definition[0]["name"], "aa")

    def test_the_number_of_values_is_shown_first(self):
        self.properties({"name": "aa", "string": "Floor", "type": "char"})
        self.lead().sudo().lead_properties = {"aa": "3rd"}
        self.lead()
        self.hand_made("x_hand_count")
        self.lead(x_hand_count="a")

        wizard = self.env["crm.custom.field.takeover"].with_user(self.designer)
        counts = {line.name: line.value_count for line in wizard.create({}).line_ids}

        self.assertEqual((counts["Floor"], counts["By hand x_hand_count"]), (1, 1))

    def test_only_designers_take_over(self):
        with self.assertRaises(AccessError):
            self.takeover("Floor", user=self.salesman)

    def test_the_cards_of_a_phone_send_what_the_list_sends(self):
        """Values that cannot be edited are sent only where the view says so."""
        wizard = self.env["crm.custom.field.takeover"].with_user(self.designer)
        arch = etree.fromstring(wizard.get_view(view_type="form")["arch"])

        def sent(view):
            nodes = arch.xpath(f"//field[@name='line_ids']/{view}//field")
            free = ("is_chosen", "name")
            return {
                node.get("name")
                for node in nodes
                if node.get("force_save") or node.get("name") in free
            }

        self.assertIn("column_id", sent("list"))
        for view in ("kanban", "form"):
            with self.subTest(view=view):
                self.assertEqual(sent(view), sent("list"))

    def test_nothing_chosen_is_said(self):
        with self.assertRaisesRegex(UserError, "Choose at least one field"):
            self.takeover()
