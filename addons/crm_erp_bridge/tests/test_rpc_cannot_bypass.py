import json

from odoo.tests import HttpCase, tagged

from .common import ErpBridgeCase


@tagged("post_install", "-at_install")
class TestRpcCannotBypass(ErpBridgeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.anna, cls.mara):
            user.password = f"{user.login}-password"

    def call(self, user, model, method, *args, **kwargs):
        """Call over RPC with a context that tries to open every lock."""
        self.authenticate(user.login, f"{user.login}-password")
        hostile = {"sudo": True, "su": True, "install_mode": True, "import_file": True}
        kwargs["context"] = hostile
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": args,
                        "kwargs": kwargs,
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer.get("error", {}).get("data", {}).get("name"), answer.get("result")

    def test_nobody_forges_a_message_or_a_binding(self):
        lead = self.lead()
        self.win(lead)
        message = self.messages(lead)
        forged = {
            "connection_id": self.connection.id,
            "model": "crm.lead",
            "res_id": lead.id,
        }
        attacks = (
            ("crm.erp.message", "create", [{**forged, "operation": "order"}]),
            ("crm.erp.message", "write", [message.id], {"state": "done"}),
            ("crm.erp.message", "unlink", [message.id]),
            ("crm.erp.message", "load", ["state"], [["done"]]),
            ("crm.erp.binding", "create", [{**forged, "external_id": "1"}]),
            ("crm.erp.stock", "create", [{"product_id": self.product.id}]),
        )
        for user in (self.anna, self.mara):
            for model, method, *args in attacks:
                with self.subTest(user=user.login, model=model, method=method):
                    error, result = self.call(user, model, method, *args)
                    if method == "load":
                        self.assertFalse(result and result["ids"])
                    else:
                        self.assertEqual(error, "odoo.exceptions.AccessError")
        self.assertEqual(self.messages(lead), message)
        self.assertEqual(message.state, "pending")

    def test_nobody_forges_a_message_through_the_opportunity(self):
        lead = self.lead()
        self.commit()

        error, _result = self.call(
            self.anna,
            "crm.lead",
            "write",
            [lead.id],
            {
                "erp_message_ids": [
                    [
                        0,
                        0,
                        {
                            "connection_id": self.connection.id,
                            "model": "crm.lead",
                            "res_id": lead.id,
                            "number": 1,
                            "operation": "order",
                            "idempotency_key": "x",
                        },
                    ]
                ]
            },
        )

        self.assertEqual(error, "odoo.exceptions.AccessError")
        self.assertFalse(self.messages(lead))

    def test_the_key_stays_with_the_system_group(self):
        for user in (self.anna, self.mara):
            for method, args, kwargs in (
                ("read", [[self.connection.id], ["api_key"]], {}),
                ("search_read", [[["api_key", "!=", False]], ["name"]], {}),
                ("formatted_read_group", [[], ["api_key"]], {}),
                (
                    "web_search_read",
                    [[]],
                    {"specification": {"api_key": {}}},
                ),
            ):
                with self.subTest(user=user.login, method=method):
                    error, _result = self.call(
                        user, "crm.erp.connection", method, *args, **kwargs
                    )
                    self.assertEqual(error, "odoo.exceptions.AccessError")
            _error, result = self.call(user, "crm.erp.connection", "fields_get")
            self.assertNotIn("api_key", result or {})

    def test_the_worker_cannot_be_called_from_outside(self):
        for model, method in (
            ("crm.erp.message", "_cron_deliver"),
            ("crm.erp.message", "_replay"),
            ("crm.erp.connection", "_adapter"),
            ("crm.erp.connection", "_cron_pull"),
            ("crm.erp.binding", "_bind"),
            ("crm.lead", "_erp_write_events"),
        ):
            with self.subTest(model=model, method=method):
                error, _result = self.call(self.mara, model, method)
                self.assertEqual(error, "odoo.exceptions.AccessError")

    def test_winning_over_rpc_with_a_hostile_context_still_sends_one_order(self):
        lead = self.lead()
        self.commit()

        error, _result = self.call(
            self.anna, "crm.lead", "write", [lead.id], {"stage_id": self.won_stage.id}
        )

        self.assertFalse(error)
        self.assertEqual(self.messages(lead).mapped("operation"), ["order"])
