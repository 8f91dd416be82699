from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, ValidationError

from .common import FieldsCommon


class TestPersonalData(FieldsCommon):
    """A covered value: some read it, others see that there is one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.managers = cls.env.ref("sales_team.group_sale_manager")
        cls.field = cls.define(
            {
                "name": "Field Test Mobile",
                "technical_name": "x_cft_mobile",
                "kind": "phone",
                "pii_class": "personal",
                "mask": "middle",
                "read_group_ids": [Command.link(cls.managers.id)],
            }
        )
        cls.deal = cls.lead()
        cls.deal.with_user(cls.designer).x_cft_mobile = "13812341234"

    def names_in_form(self, user):
        leads = self.env["crm.lead"].with_user(user)
        arch = leads.get_view(self.env.ref("crm.crm_lead_view_form").id, "form")["arch"]
        return set(etree.fromstring(arch).xpath("//field/@name"))

    def test_a_manager_sees_the_value_and_a_salesman_its_cover(self):
        self.assertIn("x_cft_mobile", self.names_in_form(self.designer))
        self.assertNotIn("x_cft_mobile_masked", self.names_in_form(self.designer))
        self.assertIn("x_cft_mobile_masked", self.names_in_form(self.salesman))
        self.assertNotIn("x_cft_mobile", self.names_in_form(self.salesman))

        deal = self.deal.with_user(self.salesman)
        self.assertEqual(deal.x_cft_mobile_masked, "138****1234")
        with self.assertRaises(AccessError):
            deal.read(["x_cft_mobile"])

    def test_a_salesman_cannot_find_out_by_searching(self):
        leads = self.env["crm.lead"].with_user(self.salesman)

        with self.assertRaises(AccessError):
            leads.search([("x_cft_mobile", "=", "13812341234")])

    def test_another_style_applies_at_once(self):
        self.field.mask = "last"

        self.assertEqual(self.deal.x_cft_mobile_masked, "*******1234")

    def test_without_cover_the_field_is_gone_for_others(self):
        self.field.mask = False

        self.assertFalse(
            {"x_cft_mobile", "x_cft_mobile_masked"} & self.names_in_form(self.salesman)
        )

    def test_a_cover_needs_somebody_who_sees_the_value(self):
        with self.assertRaisesRegex(ValidationError, "who sees it uncovered"):
            self.field.read_group_ids = [Command.clear()]
