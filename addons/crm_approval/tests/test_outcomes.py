from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import ApprovalCase


class TestOutcomes(ApprovalCase):
    """What happens after an answer: once, with the rights of the publisher."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chain.step_ids.user_ids = cls.approver
        cls.admin = new_test_user(
            cls.env,
            login="ap_admin",
            groups="base.group_system,sales_team.group_sale_manager",
        )

    def _publish(self, *outcomes, user=None):
        self.chain.outcome_ids = [(5, 0, 0), *[(0, 0, values) for values in outcomes]]
        self.chain.with_user(user or self.manager).action_publish()

    def _approve(self, lead=None):
        request = self._ask(lead)
        request.with_user(self.approver).action_approve()
        return request

    def test_a_field_is_set_after_the_change_is_applied(self):
        self._publish({"field_name": "priority", "value": "2"})
        request = self._ask()
        self.assertEqual(self.lead.priority, "0")

        request.with_user(self.approver).action_approve()

        self.assertEqual(self.lead.priority, "2")
        self.assertEqual(request.run_ids.state, "done")

    def test_a_reader_of_another_language_opens_the_chain(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        label = dict(self.lead._fields["priority"].selection)["3"]
        self._publish({"field_name": "priority", "value": label})
        self.env.invalidate_all()

        chain = self.chain.with_user(self.manager).with_context(lang="zh_CN")
        self.assertEqual(chain.state, "published")

    def test_a_chain_opens_although_what_it_sets_is_gone(self):
        reason = self.env["crm.lost.reason"].create({"name": "Too dear for them"})
        self._publish({"field_name": "lost_reason_id", "value": reason.name})
        reason.name = "Something else"
        self.env.invalidate_all()

        self.assertEqual(self.chain.with_user(self.manager).state, "changed")

    def test_a_rejection_has_actions_of_its_own(self):
        self._publish(
            {"event": "rejected", "field_name": "priority", "value": "1"},
            {"event": "approved", "field_name": "priority", "value": "3"},
        )
        request = self._ask()
        request.with_user(self.approver).action_reject("No")

        self.assertEqual(self.lead.priority, "1")
        self.assertEqual(len(request.run_ids), 1)

    def test_time_that_runs_out_is_another_event(self):
        self.chain.step_ids.write({"deadline_hours": 1, "on_deadline": "reject"})
        self._publish(
            {"event": "rejected", "field_name": "priority", "value": "1"},
            {"event": "expired", "field_name": "priority", "value": "3"},
        )
        request = self._ask()
        request.step_ids.deadline = "2020-01-01 00:00:00"
        self.env["crm.approval.request.step"]._act_on_time()

        self.assertEqual(request.state, "rejected")
        self.assertEqual(self.lead.priority, "3")

    def test_people_take_turns(self):
        people = self.salesman | self.colleague
        self._publish({"kind": "assign", "user_ids": people.ids})
        leads = [self._lead(f"Deal {number}", 70000) for number in range(4)]

        for lead in leads:
            self._approve(lead)

        order = people.sorted("id").ids
        self.assertEqual([lead.user_id.id for lead in leads], order * 2)

    def test_the_least_loaded_member_of_the_team_gets_it(self):
        self.team.member_ids = self.salesman | self.colleague
        for number in range(3):
            self._lead(f"Busy {number}", 10, user_id=self.salesman.id)
        self._publish({"kind": "assign", "method": "load", "team_id": self.team.id})

        self._approve()

        self.assertEqual(self.lead.user_id, self.colleague)

    def test_the_filter_of_a_member_keeps_others_out(self):
        self.team.member_ids = self.salesman | self.colleague
        members = self.team.crm_team_member_ids
        mine = members.filtered(lambda member: member.user_id == self.colleague)
        mine.assignment_domain = "[('expected_revenue', '>', 1000000)]"
        self._publish({"kind": "assign", "method": "load", "team_id": self.team.id})

        self._approve()

        self.assertEqual(self.lead.user_id, self.salesman)

    def test_the_most_skilled_gets_it(self):
        solar, wind = self.env["crm.tag"].create(
            [{"name": "Ap solar"}, {"name": "Ap wind"}]
        )
        self.lead.tag_ids = solar | wind
        self.salesman.approval_skill_ids = solar
        self.colleague.approval_skill_ids = solar | wind
        people = (self.salesman | self.colleague).ids
        self._publish({"kind": "assign", "method": "skill", "user_ids": people})

        self._approve()

        self.assertEqual(self.lead.user_id, self.colleague)

    def test_an_activity_is_planned_for_the_requester(self):
        call = self.env.ref("mail.mail_activity_data_call")
        self._publish(
            {"kind": "activity", "activity_type_id": call.id, "summary": "Thank them"}
        )

        self._approve()

        activity = self.lead.activity_ids.filtered(
            lambda activity: activity.summary == "Thank them"
        )
        self.assertEqual(activity.user_id, self.salesman)

    def _server_action(self, code):
        return self.env["ir.actions.server"].create(
            {
                "name": "Ap code",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "code",
                "code": code,
            }
        )

    def test_a_server_action_is_for_system_administrators(self):
        action = self._server_action("record.write({'priority': '3'})")
        values = {"kind": "server", "server_action_id": action.id}
        chain = self.chain.with_user(self.manager)

        with self.assertRaisesRegex(AccessError, "only a system administrator"):
            chain.outcome_ids = [(0, 0, values)]
        self.chain.outcome_ids = [(0, 0, values)]
        with self.assertRaisesRegex(AccessError, "only a system administrator"):
            chain.action_publish()
        with self.assertRaisesRegex(AccessError, "only a system administrator"):
            chain.outcome_ids.kind = "set"

        self.chain.with_user(self.admin).action_publish()
        self._approve()
        self.assertEqual(self.lead.priority, "3")

    def test_it_runs_with_the_rights_of_the_publisher_only(self):
        action = self._server_action("record.write({'description': env.user.login})")
        self._publish(
            {"kind": "server", "server_action_id": action.id}, user=self.admin
        )
        self._approve()
        self.assertIn("ap_admin", self.lead.description)

        self.admin.group_ids -= self.env.ref("base.group_system")
        request = self._approve(self._lead("Other", 70000))
        self.assertIn("no system administrator any more", request.run_ids.error)

    @mute_logger("odoo.addons.crm_approval.models.outcome.crm_approval_outcome_run")
    def test_a_failure_undoes_nothing_and_can_be_run_again(self):
        action = self._server_action(
            "record.write({'priority': '3'})\nraise ValueError('broken')"
        )
        self._publish(
            {"kind": "server", "server_action_id": action.id},
            {"field_name": "color", "value": "7"},
            user=self.admin,
        )
        request = self._approve()

        self.assertTrue(self.lead.stage_id.is_won)
        self.assertEqual(self.lead.priority, "0", "what failed left nothing behind")
        self.assertEqual(self.lead.color, 7, "the next one ran all the same")
        failed = request.run_ids.filtered("error")
        self.assertIn("broken", failed.error)
        self.assertTrue(request.with_user(self.salesman).has_failed_run)

        with self.assertRaisesRegex(AccessError, "Only a sales administrator"):
            failed.with_user(self.salesman).action_run_again()
        action.code = "record.write({'priority': '2'})"
        failed.with_user(self.manager).action_run_again()
        self.assertEqual(failed.state, "done")
        self.assertEqual(self.lead.priority, "2")

    def test_nothing_is_run_twice(self):
        self._publish({"field_name": "priority", "value": "2"})
        request = self._approve()
        self.lead.priority = "1"

        request.run_ids.with_user(self.manager).action_run_again()
        self.env["crm.approval.outcome.run"]._start(request, "approved")

        self.assertEqual(self.lead.priority, "1")
        self.assertEqual(len(request.run_ids), 1)

    def test_an_outcome_action_meets_the_gate_like_everyone(self):
        other = self._chain("Reassigning", self.manager, target="reassign")
        other.action_publish()
        self._publish({"kind": "assign", "user_ids": self.colleague.ids})
        request = self._approve()

        self.assertEqual(self.lead.user_id, self.salesman)
        self.assertIn("needs an approval (Reassigning)", request.run_ids.error)

    def test_the_version_keeps_the_actions_it_was_published_with(self):
        self._publish({"field_name": "priority", "value": "2"})
        request = self._ask()
        self._publish({"field_name": "priority", "value": "3"})

        request.with_user(self.approver).action_approve()

        self.assertEqual(self.lead.priority, "2")

    def test_a_value_that_cannot_be_read_is_refused(self):
        for name, value in (("stage_id", "Nowhere"), ("color", "blue")):
            with self.assertRaisesRegex(ValidationError, "is no value for"):
                self._publish({"field_name": name, "value": value})
        with self.assertRaisesRegex(ValidationError, "not complete"):
            self._publish({"kind": "assign"})

    def test_nobody_to_assign_is_told(self):
        self._publish({"kind": "assign", "user_ids": self.colleague.ids})
        self.colleague.active = False
        request = self._approve()

        self.assertIn("Nobody can be given", request.run_ids.error)

    def test_runs_are_not_written_by_hand(self):
        self._publish({"field_name": "priority", "value": "2"})
        run = self._approve().run_ids.with_user(self.manager)

        with self.assertRaises(UserError):
            run.write({"state": "todo"})
