from lxml import etree

from odoo import Command

from .common import FieldsCommon


class TestViews(FieldsCommon):
    """Defined fields appear in the stock form, list and search."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field = cls.define(
            {
                "name": "Field Test Campus",
                "technical_name": "x_cft_campus",
                "page": "Enrolment",
                "section": "Place",
                "in_list": "show",
            },
        )
        cls.define(
            {
                "name": "Field Test Visit",
                "technical_name": "x_cft_visit",
                "kind": "date",
                "page": "Enrolment",
            },
            {
                "name": "Field Test Member",
                "technical_name": "x_cft_member",
                "model_id": cls.partner_model.id,
                "kind": "boolean",
            },
        )

    def arch(self, model, view_type, view=None, user=None, **context):
        records = self.env[model].with_user(user or self.salesman)
        view_id = self.env.ref(view).id if view else None
        views = records.with_context(**context).get_views([(view_id, view_type)])
        return etree.fromstring(views["views"][view_type]["arch"])

    def test_fields_stand_in_the_order_in_which_they_were_defined(self):
        # The same in every database: names and ids do not decide.
        later = self.define(
            {"name": "Field Test Z", "page": "Enrolment"},
            {"name": "Field Test A", "page": "Enrolment"},
        )

        arch = self.arch("crm.lead", "form", "crm.crm_lead_view_form")
        shown = arch.xpath(
            "//field[starts-with(@name, 'x_cft_') or "
            "starts-with(@name, 'x_field_test_')]/@name"
        )

        self.assertEqual(shown[-2:], later.mapped("technical_name"))
        self.assertLess(later[0].sequence, later[1].sequence)

    def test_a_field_stands_in_its_tab_and_section_of_the_form(self):
        arch = self.arch("crm.lead", "form", "crm.crm_lead_view_form")

        self.assertTrue(
            arch.xpath(
                "//notebook/page[@string='Enrolment']//group[@string='Place']"
                "/field[@name='x_cft_campus']"
            )
        )
        self.assertEqual(len(arch.xpath("//page[@string='Enrolment']")), 1)

    def test_a_field_is_an_optional_column_of_the_list(self):
        for view in ("crm.crm_case_tree_view_oppor", "crm.crm_case_tree_view_leads"):
            arch = self.arch("crm.lead", "list", view)
            [node] = arch.xpath("/list/field[@name='x_cft_campus']")
            self.assertEqual(node.get("optional"), "show")

    def test_a_field_can_be_searched_filtered_and_grouped(self):
        arch = self.arch("crm.lead", "search", "crm.view_crm_case_opportunities_filter")

        self.assertTrue(arch.xpath("/search/field[@name='x_cft_campus']"))
        self.assertTrue(arch.xpath("/search/filter[@date='x_cft_visit']"))
        [node] = arch.xpath("//filter[@name='group_by_x_cft_campus']")
        self.assertEqual(node.get("string"), "Field Test Campus")

    def test_contacts_get_their_fields_too(self):
        form = self.arch("res.partner", "form", "base.view_partner_form")
        search = self.arch("res.partner", "search", "base.view_res_partner_filter")

        self.assertTrue(form.xpath("//notebook//field[@name='x_cft_member']"))
        self.assertTrue(search.xpath("//filter[@name='filter_x_cft_member']"))

    def test_the_quick_create_form_stays_short(self):
        arch = self.arch("crm.lead", "form", "crm.quick_create_opportunity_form")

        self.assertFalse(arch.xpath("//field[@name='x_cft_campus']"))

    def test_an_archived_field_is_shown_nowhere(self):
        self.field.action_archive()

        for view_type in ("form", "list", "search"):
            self.assertFalse(
                self.arch("crm.lead", view_type).xpath("//*[@name='x_cft_campus']")
            )

    def test_a_field_that_a_view_shows_itself_is_not_doubled(self):
        self.env["ir.ui.view"].create(
            {
                "name": "hand placed",
                "model": "crm.lead",
                "inherit_id": self.env.ref("crm.crm_lead_view_form").id,
                "arch": "<field name='user_id' position='after'>"
                "<field name='x_cft_campus'/></field>",
            }
        )

        arch = self.arch("crm.lead", "form", "crm.crm_lead_view_form")

        self.assertFalse(arch.xpath("//page//field[@name='x_cft_campus']"))
        self.assertTrue(arch.xpath("//group//field[@name='x_cft_campus']"))

    def test_a_limited_field_is_hidden_from_others_in_every_view(self):
        self.field.read_group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_manager").id)
        ]

        for view_type in ("form", "list", "search"):
            with self.subTest(view_type=view_type):
                hers = self.arch("crm.lead", view_type, user=self.designer)
                his = self.arch("crm.lead", view_type, user=self.salesman)
                self.assertTrue(hers.xpath("//*[@name='x_cft_campus']"))
                self.assertFalse(his.xpath("//*[@name='x_cft_campus']"))

    def test_a_field_of_another_company_is_not_shown(self):
        company = self.env["res.company"].create({"name": "Field Test Company"})
        self.field.sudo().company_id = company

        self.assertFalse(
            self.arch("crm.lead", "form").xpath("//field[@name='x_cft_campus']")
        )

        self.salesman.company_ids = [Command.link(company.id)]
        [node] = self.arch("crm.lead", "form").xpath("//field[@name='x_cft_campus']")
        self.assertIn(f"company_id != {company.id}", node.get("invisible"))

    def test_tabs_are_translated(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.field.with_context(lang="zh_CN").page = "招生"

        arch = self.arch("crm.lead", "form", lang="zh_CN")

        self.assertTrue(arch.xpath("//page[@string='招生']"))

    def test_a_saved_value_is_found_grouped_and_read(self):
        lead = self.lead(x_cft_campus="North")
        leads = self.env["crm.lead"].with_user(self.salesman)

        self.assertEqual(leads.search([("x_cft_campus", "ilike", "nor")]), lead)
        groups = leads._read_group(
            [("id", "=", lead.id)], ["x_cft_campus"], ["__count"]
        )
        self.assertEqual(groups, [("North", 1)])

    def test_views_of_models_without_fields_cost_no_query(self):
        stages = self.env["crm.stage"]
        stages.get_views([(None, "form")])

        with self.assertQueryCount(0):
            stages._get_view_cache_key(None, "form")

    def test_a_phone_shows_the_set_up_as_cards(self):
        for name in (
            "crm_custom_field_action",
            "crm_custom_field_rule_action",
            "crm_custom_field_profile_action",
            "crm_custom_field_measure_action",
            "crm_custom_field_finding_action",
            "crm_custom_field_leftover_action",
            "crm_custom_field_version_action",
        ):
            with self.subTest(name=name):
                action = self.env.ref(f"crm_custom_fields.{name}")
                self.assertIn("kanban", action.view_mode.split(","))
                model = self.env[action.res_model].with_user(self.designer)
                arch = etree.fromstring(model.get_view(view_type="kanban")["arch"])
                self.assertTrue(arch.xpath("//t[@t-name='card']//field"))
