import json
from unittest.mock import patch

from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged

from ..engine.call import Door
from .common import ApprovalCase, ApprovalCast


class MethodCast(ApprovalCast):
    @classmethod
    def _set_up_method(cls, name="action_set_lost", label="Mark Lost", **values):
        # Classes live longer than the transaction of a test.
        cls.addClassCleanup(cls._take_doors_down)
        cls.losing = cls._chain(
            "Losing", cls.approver, target="method", method_name=name, **values
        )
        cls.losing.method_label = label
        cls.losing.with_user(cls.manager).action_publish()
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Too dear"})

    @classmethod
    def _take_doors_down(cls):
        for model in cls.registry.values():
            for name, found in list(vars(model).items()):
                if type(found) is Door:
                    delattr(model, name)


class TestMethod(MethodCast, ApprovalCase):
    """A named method runs once, as approved, or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_method()

    def _press(self, leads=None, *args, user=None, **kwargs):
        """Call from outside, as a button, RPC and JSON-2 do."""
        model = self.env["crm.lead"].with_user(user or self.salesman)
        ids = (leads or self.lead).ids
        return call_kw(model, "action_set_lost", [ids, *args], kwargs)

    def _request(self, lead=None):
        return (lead or self.lead).approval_request_ids.sorted("id")[-1:]

    def test_a_call_from_outside_asks_and_says_who_decides(self):
        action = self._press(lost_reason_id=self.reason.id)

        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("Waiting for Approver", action["params"]["message"])
        self.assertTrue(self.lead.active)
        request = self._request()
        self.assertEqual(request.requester_id, self.salesman)
        self.assertIn("to press “Mark Lost” (lost_reason_id", request.reason_text)

    def test_it_runs_once_with_its_arguments_and_as_the_requester(self):
        self._press(lost_reason_id=self.reason.id)
        request = self._request()

        request.with_user(self.approver).action_approve()

        self.assertFalse(self.lead.active)
        self.assertEqual(self.lead.lost_reason_id, self.reason)
        self.assertEqual(self.lead.write_uid, self.salesman)
        self.assertTrue(request.applied_on)
        with self.assertRaisesRegex(UserError, "already decided"):
            request.with_user(self.approver).action_approve()
        with self.assertRaisesRegex(UserError, "no approved change"):
            request.with_user(self.salesman).action_apply()

    def test_while_somebody_else_decides_it_does_not_run(self):
        def busy(*_args, **_names):
            raise LockError("busy")

        self._press()
        request = self._request()
        with (
            patch.object(type(request), "lock_for_update", busy),
            self.assertRaisesRegex(UserError, "Somebody else is deciding"),
        ):
            request.with_user(self.approver).action_approve()

        self.assertTrue(self.lead.active)

    def test_a_grant_opens_nothing_for_the_next_call(self):
        self._press(lost_reason_id=self.reason.id)
        self._request().with_user(self.approver).action_approve()
        self.lead.action_unarchive()

        self._press(lost_reason_id=self.reason.id)

        self.assertTrue(self.lead.active)
        self.assertEqual(self._request().state, "pending")

    def test_code_that_calls_it_is_refused_whatever_it_claims(self):
        for lead in (
            self.lead,
            self.lead.sudo(),
            self.lead.with_user(self.manager),
            self.lead.with_context(crm_approval=True, approved=True, install_mode=True),
        ):
            with self.assertClosed("“Mark Lost” on Rooftop solar needs an approval"):
                lead.action_set_lost()
        self.assertFalse(self.lead.approval_request_ids)

    def test_what_the_chain_does_not_mind_goes_on(self):
        small = self._lead("Small", 100)

        self._press(self.lead | small)

        self.assertFalse(small.active)
        self.assertTrue(self.lead.active)
        self.assertTrue(self._request())

    def test_a_second_press_is_told_who_decides(self):
        self._press()

        with self.assertClosed("Rooftop solar is waiting for Approver"):
            self._press(lost_reason_id=self.reason.id)

    def test_a_rejection_leaves_the_record_as_it_is(self):
        self._press()
        self._request().with_user(self.approver).action_reject("Try again")

        self.assertTrue(self.lead.active)
        self.assertEqual(self._request().state, "rejected")

    def test_what_cannot_be_kept_is_refused_in_words(self):
        for value in (object(), self.reason, {1: "x"}, float("nan")):
            with self.assertRaisesRegex(UserError, "cannot be kept until then"):
                self._press(lost_reason_id=value)
        with self.assertRaisesRegex(UserError, "cannot be kept until then"):
            self._press(self.lead, "an argument that it does not take")
        self.assertFalse(self.lead.approval_request_ids)

    def test_other_arguments_than_those_approved_do_not_run(self):
        self._press(lost_reason_id=self.reason.id)
        request = self._request()
        change = request.change
        change["__call__"]["kwargs"] = {"expected_revenue": 1}
        request.sudo().change = change  # as somebody with the database could

        request.with_user(self.approver).action_approve()

        self.assertTrue(self.lead.active)
        self.assertEqual(self.lead.expected_revenue, 60000)
        self.assertIn("needs an approval", request.apply_error)

    def test_two_chains_must_both_agree(self):
        other = self._chain(
            "Losing too",
            self.outsider,
            target="method",
            method_name="action_set_lost",
        )
        other.with_user(self.manager).action_publish()
        self._press()
        first, second = self.lead.approval_request_ids.sorted("id")

        first.with_user(first.task_ids.user_id[:1]).action_approve()
        self.assertTrue(self.lead.active)
        self.assertFalse(first.apply_error)
        second.with_user(second.task_ids.user_id[:1]).action_approve()

        self.assertFalse(self.lead.active)
        self.assertTrue(first.applied_on and second.applied_on)

    def test_chains_for_other_buttons_do_not_mind(self):
        other = self._chain(
            "Winning",
            self.outsider,
            target="method",
            method_name="action_set_won_rainbowman",
        )
        other.sequence = self.losing.sequence - 1
        other.with_user(self.manager).action_publish()

        self._press()

        self.assertEqual(self.lead.approval_request_ids.chain_id, self.losing)

    def test_a_request_moves_to_a_newer_version(self):
        self._press(lost_reason_id=self.reason.id)
        self.losing.step_ids.user_ids = self.outsider
        self.losing.with_user(self.manager).action_publish()

        moved = self._request().with_user(self.manager)._move()

        self.assertEqual(moved.waiting_for, "Outsider")
        moved.with_user(self.outsider).action_approve()
        self.assertEqual(self.lead.lost_reason_id, self.reason)

    def test_who_may_not_read_the_record_asks_for_nothing(self):
        with self.assertRaises(AccessError):
            self._press(user=self.outsider)

    def test_the_door_goes_with_the_chain(self):
        cls = self.registry["crm.lead"]
        self.assertIsInstance(vars(cls)["action_set_lost"], Door)

        self.losing.active = False
        self.lead.action_set_lost()
        self.env["crm.approval.chain"]._take_doors_down()

        self.assertFalse(self.lead.active)
        self.assertNotIn("action_set_lost", vars(cls))
        self.losing.active = True
        self.assertIsInstance(vars(cls)["action_set_lost"], Door)

    def test_a_registry_that_is_loaded_has_its_doors(self):
        self._take_doors_down()

        self.env["crm.approval.chain"]._register_hook()

        with self.assertClosed("needs an approval"):
            self.lead.action_unarchive() or self.lead.action_set_lost()

    def test_hostile_and_unfit_names_are_refused(self):
        for name in (
            *("unlink", "write", "create", "sudo", "with_user", "web_save", "copy"),
            *("_write", "_private", "__class__", "__init__", "message_post"),
            *("name", "no_such_method", "action_set_lost()", "Action", "", False),
        ):
            with (
                self.subTest(name),
                self.assertRaisesRegex(ValidationError, "cannot protect"),
            ):
                self._chain("X", self.approver, target="method", method_name=name)

    def test_only_who_runs_chains_chooses_a_method(self):
        with self.assertRaises(AccessError):
            self.losing.with_user(self.salesman).method_name = "action_set_won"

    def test_the_form_still_has_its_buttons_and_the_chain_names_them(self):
        view = self.env["crm.lead"].with_user(self.salesman).get_view(view_type="form")

        self.assertIn("action_set_won_rainbowman", view["arch"])
        self.assertIn("Won: action_set_won_rainbowman", self.losing.method_hint)

    def test_a_version_says_which_button(self):
        words = self.losing.version_id._in_words()

        self.assertIn("Mark Lost (action_set_lost)", words.values())


@tagged("post_install", "-at_install")
class TestMethodUi(MethodCast, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()
        cls.chain.active = False
        cls._set_up_method("action_set_won_rainbowman", "Won")

    def test_the_button_asks_and_the_approval_presses_it(self):
        self.start_tour(
            f"/odoo/crm.lead/{self.lead.id}",
            "crm_approval_press_button",
            login="ap_salesman",
        )
        self.env.invalidate_all()
        request = self.lead.approval_request_ids
        self.assertEqual(request.state, "pending")
        self.assertFalse(self.lead.stage_id.is_won)

        request.with_user(self.approver).action_approve()

        self.assertTrue(self.lead.stage_id.is_won)

    def test_json2_with_hostile_context_asks(self):
        keys = self.env["res.users.apikeys"].with_user(self.salesman)
        key = keys.sudo()._generate(None, "test", None)

        answer = self.url_open(
            "/json/2/crm.lead/action_set_won_rainbowman",
            data=json.dumps(
                {"ids": self.lead.ids, "context": {"approved": True, "su": True}}
            ),
            headers={
                "Authorization": f"bearer {key}",
                "Content-Type": "application/json",
            },
        )

        self.assertIn("Waiting for Approver", answer.json()["params"]["message"])
        self.env.invalidate_all()
        self.assertFalse(self.lead.stage_id.is_won)
        self.assertEqual(self.lead.approval_request_ids.requester_id, self.salesman)
