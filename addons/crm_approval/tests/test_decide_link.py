import re
from unittest.mock import patch

from odoo import http
from odoo.exceptions import AccessError, LockError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..engine import link as engine
from .common import ApprovalCast


@tagged("post_install", "-at_install")
class TestDecideLink(ApprovalCast, HttpCase):
    """The person asked holds a link and has no session."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def setUp(self):
        super().setUp()
        self.request = self._ask()
        self.task = self.request.task_ids.filtered(
            lambda task: task.user_id == self.approver
        )
        self.url = self.task._decision_url("approve")
        self.token = self._token_of(self._look())

    def _look(self, url=None):
        page = self.url_open(url or self.url)
        self.assertEqual(page.status_code, 200)
        return page

    def _token_of(self, page):
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        return found and found.group(1)

    def _press(self, verdict, reason="", url=None):
        """Press a button of the page, as a browser does."""
        token = self._token_of(self._look(url)) or self.token
        data = {"csrf_token": token, "verdict": verdict, "reason": reason}
        page = self.url_open(url or self.url, data=data)
        self.assertEqual(page.status_code, 200)
        self.env.invalidate_all()
        return page.text

    def _forged(self, **changes):
        """The link of the approver with other words, and the old seal."""
        words = engine.read(self.url.rsplit("/", 1)[1].split("?")[0])
        said = {**vars(words), **changes}
        base = self.url.rsplit("/", 1)[0]
        return f"{base}/{engine.Link(**said).spelled()}"

    def test_looking_says_who_asks_what_and_why_and_decides_nothing(self):
        text = self._look().text
        self._look()

        self.assertIn("Salesman asks Approver to decide:", text)
        self.assertIn("Rooftop solar", text)
        self.assertIn("60,000.00", text)
        self.assertIn("\N{GREATER-THAN OR EQUAL TO}", text)
        self.assertIn("ApWon", text)
        self.env.invalidate_all()
        self.assertEqual(self.request.state, "pending")
        self.assertEqual(self.request.decision_ids.mapped("verdict"), ["ask"])

    def test_a_look_is_not_stored_framed_indexed_or_told_to_others(self):
        headers = self._look().headers

        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertEqual(headers["X-Frame-Options"], "DENY")

    def test_pressing_approve_decides_as_the_person_asked(self):
        text = self._press("approve", "Go")

        self.assertIn("is approved", text)
        row = self.request.decision_ids.filtered(lambda row: row.verdict == "approve")
        self.assertEqual(row.user_id, self.approver)
        self.assertEqual(row.reason, "Go")
        self.assertTrue(self.lead.stage_id.is_won)
        self.assertFalse(self.request.decision_ids._broken_seals())

    def test_rejecting_needs_a_reason_and_keeps_what_was_written(self):
        text = self._press("reject", "   ")
        self.assertIn("A rejection needs a reason", text)
        self.assertEqual(self.request.state, "pending")

        text = self._press("reject", "Margin too thin")
        self.assertIn("is rejected. Salesman reads what you wrote.", text)
        self.assertEqual(self.request.rejection_reason, "Margin too thin")

    def test_a_step_that_demands_a_comment_asks_for_it_on_the_page(self):
        self.task.step_id.comment_required = True

        self.assertIn("Comment (needed)", self._look().text)
        self.assertIn("Write a sentence", self._press("approve"))
        self.assertEqual(self.request.state, "pending")
        self.assertIn("is approved", self._press("approve", "Checked"))

    def test_a_step_that_demands_more_than_a_link_sends_to_the_login(self):
        demand = "Confirm who you are to decide on this step."
        with patch.object(type(self.task), "_link_demands_login", lambda task: demand):
            text = self._press("approve")

        self.assertIn(demand, text)
        self.assertIn(f"/odoo/crm.approval.request/{self.request.id}", text)
        self.assertNotIn("<form", text)
        self.assertEqual(self.request.state, "pending")

    def test_a_step_that_demands_the_password_or_a_file_is_not_decided_by_link(self):
        for demand in ("identity_required", "attachment_required"):
            self.task.step_id[demand] = True
            for verdict in ("approve", "reject"):
                with self.subTest(demand=demand, verdict=verdict):
                    text = self._press(verdict, "Go")

                    self.assertIn("This step demands your password or a file", text)
                    self.assertNotIn("<form", text)
                    self.assertEqual(self.request.state, "pending")
            self.task.step_id[demand] = False
        self.assertEqual(self.request.decision_ids.mapped("verdict"), ["ask"])

    def test_a_parallel_step_that_demands_the_password_counts_too(self):
        other = self.task.step_id.copy({"identity_required": True})
        self.task.copy({"step_id": other.id, "state": "todo"})
        self.authenticate("ap_approver", "ap_approver")
        self.token = http.Request.csrf_token(self)

        text = self._press("approve", "Go")

        self.assertIn("This step demands your password or a file", text)
        self.assertEqual(self.request.state, "pending")

    def test_a_link_works_once(self):
        self._press("approve")

        text = self._press("reject", "On second thoughts")

        self.assertIn("You have already approved Rooftop solar", text)
        self.assertEqual(self.request.state, "approved")

    def test_whoever_comes_second_is_told_who_was_first(self):
        self.request.with_user(self.manager).action_approve()

        text = self._press("reject", "Too late")

        self.assertIn("Manager has already approved Rooftop solar", text)
        self.assertEqual(self.request.state, "approved")

    def test_while_somebody_else_decides_the_page_says_so(self):
        def busy(*_args, **_names):
            raise LockError("busy")

        with patch.object(type(self.request), "lock_for_update", busy):
            text = self._press("approve")

        self.assertIn("Somebody else is deciding on Rooftop solar", text)

    def test_a_withdrawn_request_says_who_withdrew_it(self):
        self.request.with_user(self.salesman).action_withdraw()

        self.assertIn("Salesman withdrew Rooftop solar", self._look().text)

    def test_a_task_handed_to_a_substitute_is_decided_by_the_substitute_only(self):
        self.task._hand_to(self.outsider)

        text = self._press("approve")

        self.assertIn("was handed to Outsider, who decides in your place", text)
        self.assertEqual(self.request.state, "pending")
        self.assertIn("is approved", self._press("approve", url=self._new_url()))

    def _new_url(self):
        return self.task._decision_url()

    def test_a_link_holds_until_its_time_is_up(self):
        with freeze_time("2020-01-01 10:00:00"):
            old = self.task._decision_url("approve")

        self.assertIn("This link was valid until", self._press("approve", url=old))
        self.assertEqual(self.request.state, "pending")

    def test_an_archived_person_decides_nothing(self):
        self.approver.active = False

        text = self._press("approve")

        self.assertIn("The account of Approver is closed", text)
        self.assertEqual(self.request.state, "pending")

    def test_a_request_that_asks_something_else_now_needs_a_new_link(self):
        self.request.fingerprint = "other"

        text = self._press("approve")

        self.assertIn("was changed after this link was made", text)
        self.assertEqual(self.request.state, "pending")

    def test_a_tampered_link_says_only_that_it_is_no_link(self):
        other = self.request.task_ids - self.task
        for changes in (
            {"user": self.manager.id},
            {"task": other.id},
            {"task": 2**31 - 1},
            {"expires": 9999999999},
            {"stamp": "0" * 16},
            {"seal": "0" * 64},
            {"seal": "密"},
            {"task": 10**11},
        ):
            with self.subTest(changes):
                text = self._press("approve", url=self._forged(**changes))

                self.assertIn("not complete or was not made here", text)
                self.assertNotIn("Rooftop", text)
        self.assertEqual(self.request.state, "pending")

    def test_somebody_else_who_is_logged_in_does_not_decide_with_it(self):
        self.authenticate("ap_outsider", "ap_outsider")
        self.token = http.Request.csrf_token(self)

        text = self._press("approve")

        self.assertIn("made for Approver, and you are logged in as Outsider", text)
        self.assertEqual(self.request.state, "pending")

    def test_without_the_token_of_the_page_nothing_is_decided(self):
        with mute_logger("odoo.http"):
            page = self.url_open(self.url, data={"verdict": "approve"})

        self.assertEqual(page.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self.request.state, "pending")

    def test_the_page_speaks_the_language_of_the_approver(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        modules = self.env["ir.module.module"]
        modules._load_module_terms(["crm_approval"], ["zh_CN"])
        self.approver.lang = "zh_CN"

        text = self._look().text

        self.assertIn('lang="zh-CN"', text)
        self.assertIn("同意", text)
        self.assertIn("驳回", text)
        self.assertIn("申请赢单", text)
        self.assertIn("<title>审批</title>", text)

    def test_nobody_reads_the_key_of_a_link(self):
        for user in (self.approver, self.manager, self.env.ref("base.user_admin")):
            task = self.task.with_user(user)
            self.assertNotIn("link_key", task.fields_get())
            with self.assertRaises(AccessError):
                task.read(["link_key"])
            with self.assertRaises(AccessError):
                task.search([("link_key", "like", "a")])
