from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import ApprovalCase, ApprovalCast


class TestBack(ApprovalCase):
    """Back to an earlier step of the same request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._user("ap_second", "base.group_user")
        steps = [("A", cls.approver), ("B", cls.second), ("C", cls.manager)]
        cls.chain.step_ids = [
            (5, 0, 0),
            *[
                (0, 0, {"name": name, "sequence": index, "user_ids": user.ids})
                for index, (name, user) in enumerate(steps)
            ],
        ]
        cls.chain.action_publish()
        cls.request = cls._ask(cls)
        cls.request.with_user(cls.approver).action_approve()
        cls.request.with_user(cls.second).action_approve()

    def _back(self, user, step):
        self.request.with_user(user).action_return("Look again", step.id)

    def test_the_steps_from_there_on_are_asked_again(self):
        self._back(self.manager, self.request.step_ids[0])

        self.assertEqual(self.request.waiting_for, "Approver")
        self.assertIn("Look again", self.request.message_ids[0].body)
        self.request.with_user(self.approver).action_approve()
        self.assertEqual(self.request.waiting_for, "Second")
        self.request.with_user(self.second).action_approve()
        self.request.with_user(self.manager).action_approve()

        self.assertTrue(self.lead.stage_id.is_won)
        self.assertFalse(self.request.decision_ids._broken_seals())

    def test_what_was_approved_before_does_not_count_any_more(self):
        self._back(self.manager, self.request.step_ids[0])
        self.env.cr.execute(
            "UPDATE crm_approval_request_step SET state = 'approved' "
            "WHERE request_id = %s",
            [self.request.id],
        )
        self.request.invalidate_recordset()
        self.request.step_ids.invalidate_recordset()

        self.assertFalse(self.request._is_granted())

    def test_back_to_the_middle_keeps_what_was_before(self):
        self._back(self.manager, self.request.step_ids[1])
        self.request.with_user(self.second).action_approve()
        self.request.with_user(self.manager).action_approve()

        self.assertEqual(self.request.state, "approved")

    def test_only_decided_steps_before_ones_own(self):
        later, own = self.request.step_ids[2], self.request.step_ids[2]
        for step in (later, own):
            with self.assertRaisesRegex(UserError, "cannot go back there"):
                self._back(self.manager, step)
        with self.assertRaisesRegex(UserError, "not for you"):
            self._back(self.second, self.request.step_ids[0])

    def test_each_person_once_does_not_undo_the_return(self):
        self.chain.ask_once = True
        self.chain.action_publish()
        request = self._ask(self._lead("Other", 70000))
        request.with_user(self.approver).action_approve()
        request.with_user(self.second).action_return("Again", request.step_ids[0].id)

        self.assertEqual(request.waiting_for, "Approver")

    def test_the_wizard_offers_the_decided_steps(self):
        wizard = self.env["crm.approval.request.act"].with_user(self.manager)
        wizard = wizard.create(
            {
                "request_ids": self.request.ids,
                "verb": "return",
                "reason": "Look again",
                "step_id": self.request.step_ids[0].id,
            }
        )
        self.assertEqual(wizard.earlier_step_ids, self.request.step_ids[:2])
        wizard.action_confirm()

        self.assertEqual(self.request.waiting_for, "Approver")


class TestAttachment(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chain.step_ids.attachment_required = True
        cls.chain.action_publish()
        cls.request = cls._ask(cls)

    def _file(self, user):
        files = self.env["ir.attachment"].with_user(user)
        return files.create({"name": "offer.txt", "raw": b"fine"})

    def test_without_a_file_it_is_refused(self):
        with self.assertRaisesRegex(UserError, "without a file"):
            self.request.with_user(self.approver).action_approve("Fine")

    def test_the_file_goes_on_record(self):
        file = self._file(self.approver)
        self.assertTrue(self.request.with_user(self.approver).needs_dialog)
        wizard = self.env["crm.approval.request.act"].with_user(self.approver)
        wizard.create(
            {
                "request_ids": self.request.ids,
                "verb": "approve",
                "attachment_ids": file.ids,
            }
        ).action_confirm()

        self.assertEqual(self.request.state, "approved")
        row = self.request.decision_ids.filtered(lambda row: row.verdict == "approve")
        self.assertIn(file.checksum, row.reason)

    def test_a_file_of_somebody_else_is_refused(self):
        file = self._file(self.outsider).sudo()
        file.public = True
        with self.assertRaises(UserError):
            self.request.with_user(self.approver).action_approve("x", file.ids)

    def test_a_file_of_the_requester_is_not_enough(self):
        self._file(self.salesman).sudo().write(
            {"res_model": self.request._name, "res_id": self.request.id}
        )
        with self.assertRaisesRegex(UserError, "without a file"):
            self.request.with_user(self.approver).action_approve("Fine")


@tagged("post_install", "-at_install")
class TestIdentity(ApprovalCast, HttpCase):
    """The password is entered in the session; no context stands for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()
        cls.chain.step_ids.identity_required = True
        cls.chain.action_publish()
        cls.request = cls._ask(cls)

    def _call(self, method, args, context=None, model="crm.approval.request"):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": args,
                "kwargs": {"context": context or {}},
            },
        )

    def test_outside_a_session_it_is_refused(self):
        request = self.request.with_user(self.approver)
        with self.assertRaisesRegex(UserError, "entering your password"):
            request.with_context(identity_checked=True).action_approve()

    def test_the_password_is_asked_and_then_it_is_approved(self):
        self.authenticate("ap_approver", "ap_approver")
        hostile = {"identity_checked": True, "identity-check-last": 9e9}

        action = self._call("action_approve", [self.request.ids], hostile)

        self.assertEqual(action["res_model"], "res.users.identitycheck")
        self.env.invalidate_all()
        self.assertEqual(self.request.state, "pending")
        check = [[action["res_id"]]]
        self._call(
            *("run_check", check, {"password": "ap_approver"}),
            model="res.users.identitycheck",
        )
        self.env.invalidate_all()
        self.assertEqual(self.request.state, "approved")

    def test_a_rejection_needs_no_password(self):
        self.request.with_user(self.approver).action_reject("No")
        self.assertEqual(self.request.state, "rejected")
