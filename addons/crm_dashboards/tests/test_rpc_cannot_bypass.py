from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import DashboardCase


@tagged("post_install", "-at_install")
class TestRpcCannotBypass(DashboardCase, HttpCase):
    def call(self, method, *args, model="crm.dashboard", **kwargs):
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "jsonrpc": "2.0",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                },
            },
        ).json()
        return answer.get("result"), answer.get("error", {}).get("data", {})

    def setUp(self):
        super().setUp()
        self.authenticate("dash_ann", "dash_ann")

    def revenue(self, **context):
        filters = {"period": "custom", "start": "2024-05-01", "last": "2024-05-31"}
        answer, _error = self.call(
            "read_board", self.board.id, filters, context=context
        )
        return self.card(answer, "won_revenue")["value"]

    def test_no_context_key_widens_what_is_counted(self):
        for context in (
            {"su": True},
            {"uid": self.env.ref("base.user_admin").id},
            {"active_test": False},
            {"tz": "Nowhere/Land"},
            {"bin_size": True, "crm_dashboards__all": True},
        ):
            with self.subTest(context=context):
                self.assertEqual(self.revenue(**context), 3000)

    @mute_logger("odoo.http")
    def test_companies_in_the_context_are_checked(self):
        other = self.env["res.company"].create({"name": "Other"})

        answer, error = self.call(
            "read_board", self.board.id, {}, context={"allowed_company_ids": [other.id]}
        )

        self.assertIsNone(answer)
        self.assertIn("AccessError", error["name"])

    @mute_logger("odoo.http")
    def test_a_board_of_others_cannot_be_read_by_its_id(self):
        board = self.board.copy({"name": "Hidden"})
        board.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_manager").id)
        ]

        answer, error = self.call("read_board", board.id, {})

        self.assertIsNone(answer)
        self.assertIn("not shown to you", error["message"])

    @mute_logger("odoo.http")
    def test_inner_methods_cannot_be_called(self):
        for model, methods in {
            "crm.dashboard": ("_answer", "_read_scope", "_choices"),
            "crm.dashboard.tile": ("_sliceable", "_terms", "_problem"),
            "crm.dashboard.change": ("_version", "_gc_changes"),
        }.items():
            for method in methods:
                with self.subTest(model=model, method=method):
                    answer, error = self.call(method, [], model=model)
                    self.assertIsNone(answer)
                    self.assertTrue(error)

    @mute_logger("odoo.http")
    def test_a_forged_filter_is_refused(self):
        for board_id, filters in (
            (self.board.id, {"team_ids": [["id", ">", 0]]}),
            (self.board.id, {"user_ids": {"a": 1}}),
            (self.board.id, {"period": {"start": 1}}),
            (self.board.id, "period"),
            ([self.board.id], {}),
            ("1 OR 1=1", {}),
        ):
            with self.subTest(filters=filters):
                answer, error = self.call("read_board", board_id, filters)
                self.assertIsNone(answer)
                self.assertEqual(error["name"], "odoo.exceptions.UserError")

    def test_reading_a_board_writes_nothing(self):
        self.assertTrue(self.env["crm.dashboard"].read_board._readonly)
        self.assertEqual(self.revenue(), 3000)
