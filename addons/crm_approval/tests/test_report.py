from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from .common import ApprovalCase


class TestReport(ApprovalCase):
    """Known answers at known hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chain.active = False
        cls.slow = cls._chain(
            "Slow",
            cls.approver,
            step_ids=[
                (0, 0, {"name": "Finance", "user_ids": [(6, 0, cls.approver.ids)]}),
                (0, 0, {"name": "Board", "user_ids": [(6, 0, cls.manager.ids)]}),
            ],
        )
        cls.slow.action_publish()
        cls.report = cls.env["crm.approval.report"]

    def _at(self, hour, call):
        start = fields.Datetime.to_datetime("2026-03-02 08:00:00")
        with freeze_time(start + timedelta(hours=hour)):
            result = call()
            self.env.flush_all()
        self.env.invalidate_all()
        return result

    def _answers(self):
        report = self.report.with_user(self.manager)
        return report._read_group(
            [("chain_id", "=", self.slow.id)],
            ["step_name", "user_id"],
            ["hours:avg", "waiting_hours:avg", "is_late:sum", "__count"],
            order="step_name desc",
        )

    def test_time_counts_from_the_turn_of_each_person(self):
        request = self._at(0, self._ask)
        self._at(3, request.with_user(self.approver).action_approve)

        rows = self._at(10, self._answers)

        self.assertEqual(
            rows,
            [
                ("Finance", self.approver.with_user(self.manager), 3, False, 0, 1),
                ("Board", self.manager.with_user(self.manager), False, 7, 0, 1),
            ],
        )

    def test_what_is_past_its_deadline_is_late_whether_answered_or_not(self):
        request = self._at(0, self._ask)
        request.step_ids[0].deadline = "2026-03-02 10:00:00"
        self.env.flush_all()

        late = [("is_late", "=", 1)]
        count = self.report.with_user(self.manager).search_count
        self.assertEqual(self._at(1, lambda: count(late)), 0)
        self.assertEqual(self._at(3, lambda: count(late)), 1)
        self._at(4, request.with_user(self.approver).action_approve)
        self.assertEqual(self._at(5, lambda: count(late)), 1)

    def test_reasons_are_counted(self):
        for name, verb in (("A", "reject"), ("B", "reject"), ("C", "return")):
            request = self._ask(self._lead(name, 60000))
            request = request.with_user(self.approver)
            getattr(request, f"action_{verb}")("Margin too thin")
        self._ask(self._lead("D", 60000)).with_user(self.approver).action_approve("Ok")

        rows = self.report.with_user(self.manager)._read_group(
            [("outcome", "in", ["reject", "return"])], ["reason"], ["__count"]
        )

        self.assertEqual(rows, [("Margin too thin", 3)])

    def test_a_person_sees_the_answers_of_requests_they_may_read(self):
        self._ask()

        def seen(user):
            report = self.report.with_user(user)
            return report.search_count([("chain_id", "=", self.slow.id)])

        self.assertEqual(seen(self.approver), 1)
        self.assertEqual(seen(self.salesman), 1)
        self.assertEqual(seen(self.manager), 1)
        self.assertEqual(seen(self.colleague), 0)
        self.assertEqual(seen(self.outsider), 0)
        portal = self._user("ap_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            seen(portal)
