import json

from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import ApprovalCast

HOSTILE = {
    "active_test": False,
    "approval_granted": True,
    "bypass_approval": True,
    "import_file": True,
    "install_mode": True,
    "mail_notrack": True,
    "skip_validation_check": True,
    "su": True,
    "tracking_disable": True,
    "uid": 1,
}


@tagged("post_install", "-at_install")
class TestRpcCannotBypass(ApprovalCast, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def _call(self, model, method, *args, user="ap_salesman", context=None):
        self.authenticate(user, user)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": list(args),
                "kwargs": {"context": context or HOSTILE},
            },
        )

    def _refused(self, pattern, *call, **kwargs):
        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, pattern),
        ):
            self._call(*call, **kwargs)
        self.env.invalidate_all()
        self.assertFalse(self.lead.stage_id.is_won)

    def test_write_and_create_by_rpc_are_refused(self):
        won = {"stage_id": self.stage_won.id}

        self._refused("ApprovalRequired", "crm.lead", "write", [self.lead.id], won)
        self._refused(
            "ApprovalRequired",
            "crm.lead",
            "create",
            [{"name": "Born won", "expected_revenue": 60000, **won}],
        )

    def test_decisions_and_requests_are_not_written_by_rpc(self):
        request = self._ask()
        task = request.task_ids[:1]
        version = self.chain.version_id
        forged = [
            ("crm.approval.request", "write", [request.id], {"state": "approved"}),
            ("crm.approval.request", "unlink", [request.id]),
            ("crm.approval.task", "write", [task.id], {"user_id": self.salesman.id}),
            ("crm.approval.task", "create", [{"request_id": request.id}]),
            ("crm.approval.decision", "create", [{"request_id": request.id}]),
            ("crm.approval.decision", "write", [request.decision_ids.id], {}),
            ("crm.approval.history", "create", [{"kind": "migration"}]),
            ("crm.approval.version", "write", [version.id], {"definition": {}}),
            ("crm.approval.chain", "write", [self.chain.id], {"active": False}),
            ("crm.approval.step", "write", [self.chain.step_ids.id], {"name": "x"}),
        ]

        for call in forged:
            with self.subTest(call=call[:2]):
                self._refused("AccessError|UserError", *call)

    def test_rights_of_a_step_hold_for_rpc(self):
        self.chain.step_ids.field_ids = [
            (0, 0, {"field_name": "phone", "right": "view"}),
            (0, 0, {"field_name": "website", "right": "hidden"}),
        ]
        self.chain.action_publish()
        self.lead.write({"phone": "111", "website": "secret.example"})
        step, ids = self._ask().step_ids, [self.lead.id]
        asked = {"user": "ap_manager"}

        self._refused("ApprovalRequired", "crm.lead", "write", ids, {"phone": "2"})
        self._refused(
            "ApprovalRequired", "crm.lead", "write", ids, {"website": "x"}, **asked
        )
        for method, *args in (
            ("read", ids, ["website"]),
            ("web_read", ids, {"website": {}}),
            ("search_read", [("id", "in", ids)], ["website"]),
        ):
            with self.subTest(method=method):
                [row] = self._call("crm.lead", method, *args, **asked)
                self.assertFalse(row["website"])
        for model, method, *args in (
            ("crm.lead", "copy_data", ids),
            ("crm.lead", "_read_format", ids, ["website"]),
            ("crm.approval.request.step", "read", step.ids, ["kept"]),
        ):
            with self.subTest(method=method):
                self._refused("AccessError", model, method, *args, **asked)

    def test_private_methods_are_not_reached(self):
        request = self._ask()

        for model, method, *args in (
            ("crm.approval.request", "_apply", [request.id], self.salesman.id),
            ("crm.approval.request", "_finish_approved", [request.id]),
            ("crm.approval.request", "_decide", [request.id], "approve", ""),
            ("crm.approval.history", "_record_history", [self.lead.id], 1, "x"),
            ("crm.lead", "_validate_fields", [self.lead.id], []),
        ):
            with self.subTest(method=method):
                self._refused("AccessError", model, method, *args)

    def test_the_requester_cannot_approve_by_rpc(self):
        request = self._ask()

        self._refused(
            "UserError", "crm.approval.request", "action_approve", [request.id]
        )

    def test_the_web_door_asks_and_does_not_move(self):
        [values] = self._call(
            "crm.lead",
            "web_save",
            [self.lead.id],
            {"stage_id": self.stage_won.id},
            {"stage_id": {}},
        )

        self.assertEqual(values["stage_id"], self.stage_open.id)
        self.env.invalidate_all()
        self.assertEqual(self.lead.approval_request_ids.requester_id, self.salesman)

    def test_json2_with_hostile_context_is_refused(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.salesman)
            .sudo()
            ._generate(None, "test", None)
        )
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/json/2/crm.lead/write",
                data=json.dumps(
                    {
                        "ids": self.lead.ids,
                        "vals": {"stage_id": self.stage_won.id},
                        "context": HOSTILE,
                    }
                ),
                headers={
                    "Authorization": f"bearer {key}",
                    "Content-Type": "application/json",
                },
            )

        self.assertEqual(answer.status_code, 422)
        self.assertIn("needs an approval", answer.json()["message"])
        self.env.invalidate_all()
        self.assertFalse(self.lead.stage_id.is_won)

    def test_asking_by_rpc_opens_a_request(self):
        ids = self._call(
            "crm.lead",
            "action_request_approval",
            [self.lead.id],
            {"stage_id": self.stage_won.id},
        )

        self.assertEqual(self.env["crm.approval.request"].browse(ids).state, "pending")
