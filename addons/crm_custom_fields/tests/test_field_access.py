from odoo import Command
from odoo.exceptions import AccessError

from .common import FieldsCommon


class TestFieldAccess(FieldsCommon):
    """Groups on a field hold for reading, writing, searching and grouping."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        managers = cls.env.ref("sales_team.group_sale_manager")
        cls.define(
            {
                "name": "Field Test Margin",
                "technical_name": "x_cft_margin",
                "read_group_ids": [Command.link(managers.id)],
            },
            {
                "name": "Field Test Rating",
                "technical_name": "x_cft_rating",
                "write_group_ids": [Command.link(managers.id)],
            },
        )
        cls.deal = cls.lead()

    def test_a_salesman_can_neither_read_nor_search_nor_group_nor_write(self):
        leads = self.env["crm.lead"].with_user(self.salesman)
        deal = self.deal.with_user(self.salesman)
        doors = {
            "read": lambda: deal.read(["x_cft_margin"]),
            "search": lambda: leads.search([("x_cft_margin", "=", "1")]),
            "group": lambda: leads._read_group([], ["x_cft_margin"]),
            "write": lambda: deal.write({"x_cft_margin": "1"}),
            "create": lambda: self.lead(x_cft_margin="1"),
        }
        for name, door in doors.items():
            with self.subTest(door=name), self.assertRaises(AccessError):
                door()

        self.assertNotIn("x_cft_margin", leads.fields_get())

    def test_a_manager_reads_and_writes_it(self):
        deal = self.deal.with_user(self.designer)

        deal.x_cft_margin = "12"

        self.assertEqual(deal.read(["x_cft_margin"])[0]["x_cft_margin"], "12")

    def test_a_field_for_readers_is_read_only_for_others(self):
        deal = self.deal.with_user(self.salesman)
        self.deal.with_user(self.designer).x_cft_rating = "A"

        self.assertEqual(deal.x_cft_rating, "A")
        self.assertTrue(deal.fields_get(["x_cft_rating"])["x_cft_rating"]["readonly"])
        with self.assertRaises(AccessError):
            deal.write({"x_cft_rating": "B"})
