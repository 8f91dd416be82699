from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestGroups(TransactionCase):
    """The right stands on the user form; no developer mode is needed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env.ref("crm_custom_fields.group_designer")

    def test_the_user_form_shows_it(self):
        shown = self.env["res.users"].browse(self.env.uid).view_group_hierarchy

        privilege = self.group.privilege_id
        sales = self.env.ref("base.module_category_sales")
        places = {c["id"]: c["privilege_ids"] for c in shown["categories"]}
        self.assertIn(privilege.id, places[sales.id])
        self.assertIn(
            self.group.id, shown["privileges"][str(privilege.id)]["group_ids"]
        )

    def test_it_gives_no_more_than_before(self):
        self.assertEqual(self.group.implied_ids, self.env.ref("base.group_user"))

    def test_managers_are_designers_as_before(self):
        manager = self.env.ref("sales_team.group_sale_manager")

        self.assertIn(self.group, manager.implied_ids)
