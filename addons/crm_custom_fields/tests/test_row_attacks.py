import json
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .rows_common import TablesCommon
from .test_rpc_cannot_bypass import HOSTILE

HOSTILE_TO_ROWS = {**HOSTILE, "crm_custom_rows_outer": True, "active_test": False}


@tagged("post_install", "-at_install")
class TestRowAttacks(TablesCommon, HttpCase):
    """Other programs reach the rows of a deal only as far as they reach the deal.

    Cast            group                         does
    intruder        Sales / Own Documents Only    tries; has one deal of his own
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.managers = cls.env.ref("sales_team.group_sale_manager")
        cls.mobile = cls.define(
            {
                "name": "Holder Mobile",
                "technical_name": "x_mobile",
                "kind": "phone",
                "pii_class": "personal",
                "mask": "middle",
                "table_id": cls.table.id,
                "read_group_ids": [Command.link(cls.managers.id)],
            }
        )
        cls.model = cls.table.row_model_id.model
        # The rows of a class that the new column has replaced.
        cls.deal = cls.env["crm.lead"].browse(cls.deal.id).with_user(cls.salesman)
        cls.deal.with_user(cls.designer).x_cft_certificates[0].x_mobile = "13812341234"
        cls.intruder = new_test_user(
            cls.env,
            "fields_intruder",
            groups="sales_team.group_sale_salesman,base.group_allow_export",
            password="fields_intruder",
        )
        cls.own = cls.lead(
            cls.intruder,
            name="Own",
            x_cft_certificates=[Command.create({"x_country": "Peru"})],
        )

    def setUp(self):
        super().setUp()
        self.row = self.rows[0]
        self.mine = self.own.x_cft_certificates

    def json2(self, method, model=None, user=None, **params):
        key = (
            self.env["res.users.apikeys"]
            .with_user(user or self.intruder)
            ._generate("rpc", "Row test", fields.Datetime.now() + timedelta(days=1))
        )
        return self.url_open(
            f"/json/2/{model or self.model}/{method}",
            data=json.dumps({"context": HOSTILE_TO_ROWS, **params}),
            headers={
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
            },
        )

    def assertUntouched(self):
        self.env.invalidate_all()
        rows = self.deal.sudo().x_cft_certificates
        self.assertEqual(rows.mapped("x_country"), ["China", "France"])
        self.assertEqual(rows[0].x_number, "A-1")

    def test_rows_of_a_deal_that_one_may_not_read_stay_unread(self):
        ids = self.row.ids
        for method, params in (
            ("read", {"ids": ids, "fields": ["x_country"]}),
            ("web_read", {"ids": ids, "specification": {"x_country": {}}}),
            ("export_data", {"ids": ids, "fields_to_export": ["x_country"]}),
            ("copy", {"ids": ids}),
        ):
            with self.subTest(method=method):
                answer = self.json2(method, **params)
                self.assertEqual(answer.status_code, 403, answer.text)
                self.assertNotIn("China", answer.text)
        found = self.json2(
            "search_read", domain=[["x_country", "!=", False]], fields=["x_country"]
        )
        self.assertEqual([row["x_country"] for row in found.json()], ["Peru"])
        groups = self.json2(
            "formatted_read_group",
            domain=[],
            groupby=["x_country"],
            aggregates=["__count"],
        )
        self.assertNotIn("China", groups.text)
        named = self.json2("name_search", name="China")
        self.assertEqual(named.json(), [])

    def test_rows_of_others_cannot_be_changed_moved_or_deleted(self):
        ids = self.row.ids
        for method, params in (
            ("write", {"ids": ids, "vals": {"x_country": "Mine"}}),
            ("write", {"ids": ids, "vals": {"x_parent_id": self.own.id}}),
            ("unlink", {"ids": ids}),
            ("create", {"vals_list": [{"x_parent_id": self.deal.id}]}),
            (
                "write",
                {"ids": self.mine.ids, "vals": {"x_parent_id": self.deal.id}},
            ),
            (
                "copy",
                {"ids": self.mine.ids, "default": {"x_parent_id": self.deal.id}},
            ),
            (
                "web_save",
                {
                    "ids": [],
                    "vals": {"x_parent_id": self.deal.id},
                    "specification": {},
                },
            ),
        ):
            with self.subTest(method=method, **params):
                answer = self.json2(method, **params)
                self.assertEqual(answer.status_code, 403, answer.text)
                self.assertUntouched()

    def test_commands_on_the_own_deal_do_not_reach_rows_of_others(self):
        for command in (
            Command.link(self.row.id),
            Command.update(self.row.id, {"x_country": "Mine"}),
            Command.delete(self.row.id),
            Command.unlink(self.row.id),
            Command.set([self.row.id]),
        ):
            with self.subTest(command=command[0]):
                answer = self.json2(
                    "write",
                    "crm.lead",
                    ids=self.own.ids,
                    vals={"x_cft_certificates": [command]},
                )
                self.assertIn(answer.status_code, (200, 403), answer.text)
                self.assertUntouched()

    def test_the_id_and_the_author_of_a_row_are_not_chosen(self):
        answer = self.json2(
            "create",
            vals_list=[
                {
                    "x_parent_id": self.own.id,
                    "id": 424242,
                    "create_uid": 1,
                    "display_name": "Mine",
                }
            ],
        )

        self.assertEqual(answer.status_code, 200, answer.text)
        [row_id] = answer.json()
        self.assertNotEqual(row_id, 424242)
        row = self.env[self.model].browse(row_id)
        self.assertEqual(row.create_uid, self.intruder)
        answer = self.json2("write", ids=[row_id], vals={"id": self.row.id})
        self.assertUntouched()
        self.assertTrue(row.exists())
        with mute_logger("odoo.sql_db"):
            answer = self.json2("write", ids=[row_id], vals={"x_parent_id": False})
        self.assertEqual(answer.status_code, 422, answer.text)

    def test_who_reads_the_deal_cannot_delete_its_rows(self):
        self.env["ir.model.access"].create(
            {
                "name": "read leads",
                "model_id": self.lead_model.id,
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        reader = new_test_user(
            self.env,
            "fields_looker",
            groups="base.group_user",
            password="fields_looker",
        )
        ids = self.row.ids
        seen = self.json2("read", user=reader, ids=ids, fields=["x_country"])
        self.assertEqual(seen.json()[0]["x_country"], "China")
        for method, params in (
            ("unlink", {"ids": ids}),
            ("write", {"ids": ids, "vals": {"x_country": "Mine"}}),
            ("create", {"vals_list": [{"x_parent_id": self.deal.id}]}),
        ):
            with self.subTest(method=method):
                answer = self.json2(method, user=reader, **params)
                self.assertEqual(answer.status_code, 403, answer.text)
        self.assertUntouched()

    def test_a_table_that_one_may_only_read_is_not_changed_through_its_rows(self):
        self.table.write_group_ids = self.managers
        for method, params in (
            ("write", {"ids": self.mine.ids, "vals": {"x_country": "Chile"}}),
            ("unlink", {"ids": self.mine.ids}),
            ("create", {"vals_list": [{"x_parent_id": self.own.id}]}),
        ):
            with self.subTest(method=method):
                self.assertEqual(self.json2(method, **params).status_code, 403)
        seen = self.json2("read", ids=self.mine.ids, fields=["x_country"])
        self.assertEqual(seen.json()[0]["x_country"], "Peru")

    def test_a_covered_value_in_a_row_is_not_found_out(self):
        salesman = self.salesman
        salesman.group_ids += self.env.ref("base.group_allow_export")
        ids = self.row.ids
        spec = {"x_cft_certificates": {"fields": {"x_mobile": {}}}}
        number = "13812341234"
        for model, method, params in (
            (self.model, "read", {"ids": ids, "fields": ["x_mobile"]}),
            (
                self.model,
                "search_read",
                {"domain": [["x_mobile", "=", number]], "fields": ["x_country"]},
            ),
            (
                self.model,
                "formatted_read_group",
                {"domain": [], "groupby": ["x_mobile"], "aggregates": ["__count"]},
            ),
            (
                "crm.lead",
                "search",
                {"domain": [["x_cft_certificates.x_mobile", "=like", "138%"]]},
            ),
            (
                "crm.lead",
                "web_read",
                {"ids": self.deal.ids, "specification": spec},
            ),
            (self.model, "write", {"ids": ids, "vals": {"x_mobile": "1"}}),
        ):
            with self.subTest(model=model, method=method):
                answer = self.json2(method, model, user=salesman, **params)
                self.assertEqual(answer.status_code, 403, answer.text)
                self.assertNotIn(number, answer.text)
        table = self.json2(
            "export_data", user=salesman, ids=ids, fields_to_export=["x_mobile"]
        )
        self.assertNotIn(number, table.text)
        seen = self.json2(
            "read",
            user=salesman,
            ids=ids,
            fields=["display_name", "x_mobile_masked", "x_country"],
        )
        self.assertEqual(seen.json()[0]["x_mobile_masked"], "138****1234")
        self.assertEqual(seen.json()[0]["display_name"], "China · A-1")

    def test_a_rule_on_rows_does_not_tell_a_covered_value(self):
        column = self.env["ir.model.fields"]._get(self.model, "x_mobile")
        self.require(
            model_id=self.table.row_model_id.id,
            field_ids=[Command.set(column.ids)],
            effect="format",
            format="pattern",
            pattern="9.*",
            severity="warn",
        )
        answer = self.json2(
            "write", user=self.salesman, ids=self.row.ids, vals={"x_country": "Peru"}
        )
        self.assertNotIn("13812341234", answer.text)
        self.deal.with_user(self.designer).write(
            {
                "crm_rule_reason": "Old number",
                "x_cft_certificates": [
                    Command.update(self.row.id, {"x_mobile": "13812341234 "})
                ],
            }
        )
        exception = self.deal.crm_exception_ids
        self.assertEqual(exception.reason, "Old number")
        with self.assertRaises(AccessError):
            exception.read(["judged_values"])

    def test_a_context_key_does_not_let_rows_past_the_rules(self):
        self.require("x_cft_certificates")

        answer = self.json2("unlink", ids=self.mine.ids)

        self.assertEqual(answer.status_code, 422, answer.text)
        self.assertIn("Fill in first: FT Certificates", answer.json()["message"])
