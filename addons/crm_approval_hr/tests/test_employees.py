from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.crm_approval.tests.common import ApprovalCase


class TestEmployees(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._user("ap_boss", "base.group_user")
        cls.env["crm.team"].search([]).user_id = False
        cls.sales, cls.finance = cls.env["hr.department"].create(
            [{"name": "Ap sales"}, {"name": "Ap finance"}]
        )
        cls.chief = cls._employee(cls.boss, cls.finance)
        # between them somebody without an account, who cannot be asked
        cls.middle = cls.env["hr.employee"].create(
            {"name": "Middle", "parent_id": cls.chief.id}
        )
        cls.seller = cls._employee(cls.salesman, cls.sales, cls.middle)
        cls._employee(cls.colleague, cls.sales)
        cls._employee(cls.approver, cls.finance)

    @classmethod
    def _employee(cls, user, department, parent=None):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "department_id": department.id,
                "parent_id": parent.id if parent else False,
            }
        )

    def _publish(self, users, *rules, **values):
        step = {
            "name": "Line",
            "user_ids": [(6, 0, users.ids)],
            "rule_ids": [(0, 0, rule) for rule in rules],
        }
        self.chain.write({"step_ids": [(5, 0, 0), (0, 0, step)], **values})
        self.chain.action_publish()

    def test_the_manager_of_the_employee_is_asked(self):
        self._publish(self.env["res.users"], {"kind": "manager"})

        self.assertEqual(self._ask().task_ids.user_id, self.boss)

    def test_the_approval_manager_of_the_user_comes_first(self):
        self.salesman.approval_manager_id = self.approver
        self._publish(self.env["res.users"], {"kind": "manager"})

        self.assertEqual(self._ask().task_ids.user_id, self.approver)

    def test_managers_in_a_circle_end_the_climb(self):
        self.boss.approval_limit = 10
        self.chief.parent_id = self.seller
        self._publish(self.env["res.users"], {"kind": "limit"})

        with self.assertRaisesRegex(UserError, "nobody else who can approve"):
            self._ask()

    def test_the_department_of_the_requester_is_kept_out(self):
        self._publish(self.colleague | self.approver, exclude_department=True)

        self.assertEqual(self._ask().task_ids.user_id, self.approver)
        self.assertEqual(self.chain.state, "published")

    def test_the_manager_of_the_department_may_approve(self):
        self.sales.manager_id = self.colleague.sudo().employee_ids
        self._publish(self.colleague, exclude_department=True)

        self.assertEqual(self._ask().task_ids.user_id, self.colleague)

    def test_who_is_on_leave_is_stood_in_for(self):
        self.approver.approval_manager_id = self.boss
        employee = self.approver.employee_ids
        now = fields.Datetime.now()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": employee.resource_id.id,
                "calendar_id": employee.resource_calendar_id.id,
                "date_from": now - timedelta(days=1),
                "date_to": now + timedelta(days=1),
            }
        )
        self._publish(self.approver)

        self.assertEqual(self._ask().waiting_for, "Boss")
