from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import ErpBridgeCase

MODELS = (
    "crm.erp.connection",
    "crm.erp.binding",
    "crm.erp.message",
    "crm.erp.stock",
    "crm.erp.line",
)
OPERATIONS = ("read", "write", "create", "unlink")


class TestSecurity(ErpBridgeCase):
    def test_who_may_do_what(self):
        admin = new_test_user(self.env, login="sys.erp", groups="base.group_system")
        clerk = new_test_user(self.env, login="clerk.erp", groups="base.group_user")
        allowed = {
            (self.anna, "crm.erp.binding"): "r",
            (self.anna, "crm.erp.message"): "r",
            (self.anna, "crm.erp.stock"): "r",
            (self.anna, "crm.erp.line"): "rwcu",
            (self.mara, "crm.erp.connection"): "r",
            (self.mara, "crm.erp.binding"): "r",
            (self.mara, "crm.erp.message"): "r",
            (self.mara, "crm.erp.stock"): "r",
            (self.mara, "crm.erp.line"): "rwcu",
            (admin, "crm.erp.connection"): "rwcu",
            (admin, "crm.erp.binding"): "r",
            (admin, "crm.erp.message"): "r",
            (admin, "crm.erp.stock"): "r",
        }
        for user in (self.anna, self.mara, admin, clerk):
            for model in MODELS:
                for operation in OPERATIONS:
                    with self.subTest(user=user.login, model=model, op=operation):
                        self.assertEqual(
                            self.env[model].with_user(user).has_access(operation),
                            operation[0] in allowed.get((user, model), ""),
                        )

    def test_a_salesperson_sees_lines_and_messages_of_own_opportunities_only(self):
        mine = self.lead()
        theirs = self.lead(user=self.bert)
        self.win(mine)
        self.win(theirs)
        self.deliver()

        for model in ("crm.erp.line", "crm.erp.message", "crm.erp.binding"):
            with self.subTest(model=model):
                seen = self.env[model].with_user(self.anna).search([]).lead_id
                self.assertIn(mine, seen)
                self.assertNotIn(theirs, seen)
        with self.assertRaises(AccessError):
            theirs.erp_line_ids.with_user(self.anna).write({"quantity": 9})

    def test_a_manager_sees_the_connection_but_not_its_key(self):
        connection = self.connection.with_user(self.mara)

        self.assertEqual(connection.read(["name"])[0]["name"], "Head office")
        self.assertNotIn("api_key", connection.read()[0])
        self.assertNotIn("api_key", connection.fields_get())
        self.assertNotIn("api_key", self.connection.copy_data()[0])
        for call in (
            lambda: connection.read(["api_key"]),
            lambda: connection.search([("api_key", "=like", "t%")]),
            lambda: connection.search([], order="api_key"),
            lambda: connection._read_group([], ["api_key"]),
            lambda: connection.write({"api_key": "x"}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_salesperson_does_not_reach_the_key_through_a_message(self):
        lead = self.lead()
        self.win(lead)
        Message = self.env["crm.erp.message"].with_user(self.anna)

        with self.assertRaises(AccessError):
            Message.search([("connection_id.api_key", "=like", "t%")])
        with self.assertRaises(AccessError):
            self.messages(lead).with_user(self.anna).read(["payload"])

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Sister"})
        stranger = new_test_user(
            self.env,
            login="stranger.erp",
            groups="sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.win(self.lead())
        self.deliver()

        for model in ("crm.erp.connection", "crm.erp.message", "crm.erp.binding"):
            with self.subTest(model=model):
                self.assertFalse(self.env[model].with_user(stranger).search([]))
