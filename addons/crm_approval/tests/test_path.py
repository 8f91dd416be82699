from odoo.tests import Form, HttpCase, tagged

from .common import ApprovalCase, ApprovalCast


class TestPath(ApprovalCase):
    """Where a request stands, as its picture shows it."""

    def _path(self, request, user=None):
        return request.with_user(user or self.salesman).path

    def _two_steps(self, **second):
        people = (self.manager | self.outsider).ids
        self.chain.step_ids = [
            (0, 0, {"name": "Board", "user_ids": [(6, 0, people)], **second})
        ]
        self.chain.action_publish()

    def test_each_step_says_its_state_and_each_person_theirs(self):
        self._two_steps(mode="count", quorum=2)
        request = self._ask()
        request.with_user(self.approver).action_approve()

        [[finance], [board]] = self._path(request)

        self.assertEqual((finance["state"], board["state"]), ("approved", "pending"))
        self.assertEqual(
            [(person["name"], person["label"]) for person in finance["people"]],
            [("Approver", "Approved"), ("Manager", "No longer needed")],
        )
        self.assertEqual(board["rule"], "2 of 2")
        self.assertEqual(board["label"], "Waiting")

    def test_steps_asked_together_are_one_wave(self):
        self._two_steps(is_parallel=True)

        [wave] = self._path(self._ask())

        self.assertEqual([step["name"] for step in wave], ["Finance", "Board"])

    def test_who_needed_not_decide_again_is_marked(self):
        self.chain.step_ids.carry = "changed"
        self._two_steps()
        first = self._ask()
        first.with_user(self.approver).action_approve()
        first.with_user(self.outsider).action_return("Check again")

        [[finance], [board]] = self._path(self._ask())

        self.assertEqual(finance["people"][0]["state"], "carried")
        self.assertEqual(finance["people"][0]["label"], "Carried over")
        self.assertEqual(board["state"], "pending")

    def test_a_step_that_was_left_out_says_so(self):
        self._two_steps(user_ids=[(6, 0, self.salesman.ids)], empty_policy="skip")
        request = self._ask()
        request.with_user(self.approver).action_approve()

        [[_finance], [board]] = self._path(request)

        self.assertEqual((board["state"], board["label"]), ("skipped", "Skipped"))

    def test_nothing_waits_any_more_after_a_withdrawal(self):
        self._two_steps()
        request = self._ask()
        request.with_user(self.salesman).action_withdraw()

        [[finance], [board]] = self._path(request)

        self.assertEqual({finance["state"], board["state"]}, {"closed"})

    def test_rules_are_spelled_while_they_are_edited(self):
        chain = self.chain.with_user(self.manager)

        with Form(chain) as form, form.step_ids.edit(0) as step:
            with step.rule_ids.new() as rule:
                rule.kind = "leader"
            self.assertEqual(step.rule_words, "Leader of the sales team")
        self.assertEqual(chain.step_ids.rule_words, "Leader of the sales team")

    def test_steps_are_edited_and_added_where_two_languages_are_installed(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.chain.step_ids.with_context(lang="zh_CN").name = "财务"

        with Form(self.chain.with_user(self.manager)) as form:
            with form.step_ids.edit(0) as step:
                step.name = "Finance and Risk"
            with form.step_ids.new() as step:
                step.name = "Board"
                step.user_ids = self.manager

        self.assertEqual(self.chain.state, "changed")
        self.assertEqual(
            self.chain.step_ids.mapped("name"), ["Finance and Risk", "Board"]
        )


@tagged("post_install", "-at_install")
class TestPathUi(ApprovalCast, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def test_a_chain_is_drawn_while_it_is_edited(self):
        self.start_tour(
            f"/odoo/crm.approval.chain/{self.chain.id}",
            "crm_approval_path",
            login="ap_manager",
        )
        self.assertEqual(self.chain.step_ids.mapped("name"), ["Finance", "Board"])
