from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import FieldsCommon


class TestDesigner(FieldsCommon):
    """The designer shows the form before anybody else sees it, then keeps it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.first, cls.second, cls.third = cls.define(
            {"name": "FT Number", "technical_name": "x_cft_number", "page": "Policy"},
            {"name": "FT Holder", "technical_name": "x_cft_holder", "page": "Policy"},
            {
                "name": "FT Costs",
                "technical_name": "x_cft_costs",
                "page": "Claims",
                "section": "Costs",
            },
        )
        cls.third.with_context(lang="zh_CN").write({"page": "理赔", "section": "费用"})
        cls.tool = cls.env["crm.custom.field.designer"].with_user(cls.designer)

    def wanted(self, *places):
        like = self.third.id
        return [
            {"id": field.id, "page": page, "section": section, "like": like}
            for field, page, section in places
        ]

    def turned(self):
        return self.wanted(
            (self.third, "Claims", "Costs"),
            (self.first, "Claims", "Costs"),
            (self.second, "Policy", ""),
        )

    def order(self, arch):
        nodes = etree.fromstring(arch).xpath(
            "//page//field[starts-with(@name,'x_cft')]"
        )
        return [node.get("name") for node in nodes]

    def saved(self):
        view = self.env.ref("crm.crm_lead_view_form").id
        arch = self.env["crm.lead"].with_user(self.salesman).get_view(view, "form")
        return self.order(arch["arch"])

    def test_it_loads_what_is_there(self):
        loaded = self.tool.describe("crm.lead")

        labels = [f["label"] for f in loaded["layout"] if f["label"].startswith("FT ")]
        self.assertEqual(labels, ["FT Number", "FT Holder", "FT Costs"])
        self.assertIn("crm.lead", [model["model"] for model in loaded["models"]])

    def test_the_preview_saves_nothing(self):
        before = self.saved()

        preview = self.tool.preview("crm.lead", self.turned())

        turned = ["x_cft_costs", "x_cft_number", "x_cft_holder"]
        self.assertEqual(self.order(preview["arch"]), turned)
        self.assertIn("x_cft_costs", preview["models"]["crm.lead"])
        self.assertEqual(self.saved(), before)

    def test_the_preview_shows_rules(self):
        self.require("x_cft_costs", stage=self.checked)

        preview = self.tool.preview("crm.lead", self.turned())

        [node] = etree.fromstring(preview["arch"]).xpath("//field[@name='x_cft_costs']")
        self.assertIn("stage_id in", node.get("required"))

    def test_applied_it_is_what_everybody_sees(self):
        self.tool.apply("crm.lead", self.turned())

        self.assertEqual(self.saved(), ["x_cft_costs", "x_cft_number", "x_cft_holder"])

    def test_a_tab_keeps_its_names_in_every_language(self):
        self.tool.apply("crm.lead", self.turned())

        chinese = self.first.with_context(lang="zh_CN")
        self.assertEqual((chinese.page, chinese.section), ("理赔", "费用"))
        self.assertEqual((self.first.page, self.first.section), ("Claims", "Costs"))

    def test_fields_of_others_stay_where_they_are(self):
        member = self.define(
            {
                "name": "FT Member",
                "technical_name": "x_cft_member",
                "model_id": self.partner_model.id,
                "page": "Club",
            }
        )
        place = {"id": member.id, "page": "Claims", "section": "", "like": False}

        self.tool.apply("crm.lead", [place])

        self.assertEqual(member.page, "Club")

    def test_a_salesman_designs_nothing(self):
        tool = self.tool.with_user(self.salesman)
        for method, arguments in (
            ("describe", ()),
            ("preview", ([],)),
            ("apply", (self.turned(),)),
        ):
            with self.assertRaises(AccessError):
                getattr(tool, method)("crm.lead", *arguments)


@tagged("post_install", "-at_install")
class TestDesignerUi(FieldsCommon, HttpCase):
    """The designer and the panel in the web client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "fields_design",
            groups="sales_team.group_sale_manager",
            password="fields_design",
        )

    def test_a_designer_moves_a_field_into_another_tab(self):
        _number, costs = self.define(
            {"name": "Tour Number", "page": "Policy"},
            {"name": "Tour Costs", "page": "Claims"},
        )
        self.lead(self.user, name="Tour deal")

        self.start_tour(
            "/odoo/crm-form-designer",
            "crm_custom_fields_designer",
            login=self.user.login,
        )

        self.assertEqual(costs.page, "Policy")

    def test_a_designer_drags_a_field_to_another_place(self):
        first, second, third = self.define(
            *(
                {"name": f"Tour {name}", "page": "Policy"}
                for name in ("First", "Second", "Third")
            )
        )
        self.lead(self.user, name="Tour deal")

        self.start_tour(
            "/odoo/crm-form-designer",
            "crm_custom_fields_designer_drag",
            login=self.user.login,
        )

        order = (first | second | third).sorted()
        self.assertEqual(
            order.mapped("name"), ["Tour Third", "Tour First", "Tour Second"]
        )
