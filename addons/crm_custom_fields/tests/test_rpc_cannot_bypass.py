import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException, new_test_user

from .common import FieldsCommon

HOSTILE = {
    "install_mode": True,
    "import_file": True,
    "tracking_disable": True,
    "skip_validation_check": True,
    "crm_custom_fields_skip": True,
    "no_rules": True,
    "uid": 1,
    "su": True,
}


@tagged("post_install", "-at_install")
class TestRpcCannotBypass(FieldsCommon, HttpCase):
    """Other programs meet the same rules, whatever context they send."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(
            {
                "name": "Field Test Sector",
                "technical_name": "x_cft_sector",
                "kind": "selection",
                "option_ids": [Command.create({"name": "Health", "value": "health"})],
            }
        )
        cls.require("x_cft_sector", stage=cls.checked)
        cls.user = new_test_user(
            cls.env,
            "fields_rpc",
            groups="sales_team.group_sale_manager",
            password="fields_rpc",
        )
        cls.deal = cls.lead(cls.user)

    def call(self, model, method, args=(), kwargs=None):
        self.authenticate("fields_rpc", "fields_rpc")
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": model,
                "method": method,
                "args": list(args),
                "kwargs": {"context": HOSTILE, **(kwargs or {})},
            },
        )

    def json2(self, model, method, **params):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.user)
            ._generate("rpc", "Field test", fields.Datetime.now() + timedelta(days=1))
        )
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps({"context": HOSTILE, **params}),
            headers={
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
            },
        )

    def test_json_rpc_write_is_refused(self):
        with self.assertRaisesRegex(JsonRpcException, "ValidationError"):
            self.call(
                "crm.lead", "write", [[self.deal.id], {"stage_id": self.checked.id}]
            )

        self.assertEqual(self.deal.stage_id, self.open)

    def test_json_rpc_create_is_refused(self):
        with self.assertRaisesRegex(JsonRpcException, "ValidationError"):
            self.call(
                "crm.lead",
                "create",
                [
                    [
                        {
                            "name": "By wire",
                            "stage_id": self.checked.id,
                            "type": "opportunity",
                        }
                    ]
                ],
            )

        self.assertFalse(self.env["crm.lead"].search([("name", "=", "By wire")]))

    def test_json_2_with_hostile_context_is_refused(self):
        answer = self.json2(
            "crm.lead", "write", ids=self.deal.ids, vals={"stage_id": self.checked.id}
        )

        self.assertEqual(answer.status_code, 422, answer.text)
        self.assertIn("Fill in first: Field Test Sector", answer.json()["message"])
        self.assertEqual(self.deal.stage_id, self.open)

    def test_json_2_with_the_value_is_accepted(self):
        answer = self.json2(
            "crm.lead",
            "write",
            ids=self.deal.ids,
            vals={"stage_id": self.checked.id, "x_cft_sector": "health"},
        )

        self.assertEqual(answer.status_code, 200, answer.text)
        self.deal.invalidate_recordset()
        self.assertEqual(self.deal.stage_id, self.checked)

    def test_the_check_itself_cannot_be_called(self):
        for method in ("_program", "_rules_changed", "_compiled"):
            with self.subTest(method=method):
                answer = self.json2("crm.custom.field.rule", method)
                self.assertIn(answer.status_code, (403, 404, 422))

    def test_a_manager_defines_fields_over_the_wire(self):
        answer = self.json2(
            "crm.custom.field",
            "create",
            vals_list=[
                {
                    "name": "Field Test Wire",
                    "technical_name": "x_cft_wire",
                    "model_id": self.lead_model.id,
                    "kind": "integer",
                },
                {
                    "name": "Field Test Wire Choice",
                    "kind": "selection",
                    "option_ids": [[0, 0, {"name": "Yes"}], [0, 0, {"name": "No"}]],
                },
            ],
        )

        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertTrue(self.column_of("crm_lead", "x_cft_wire"))
        values = {"x_cft_wire": 3, "x_field_test_wire_choice": "yes"}
        answer = self.json2("crm.lead", "write", ids=self.deal.ids, vals=values)
        self.assertEqual(answer.status_code, 200, answer.text)

    def test_a_salesman_cannot_define_fields_over_the_wire(self):
        self.user.group_ids = self.env.ref("sales_team.group_sale_salesman")

        answer = self.json2(
            "crm.custom.field", "create", vals_list=[{"name": "Field Test Wire"}]
        )

        self.assertEqual(answer.status_code, 403, answer.text)
