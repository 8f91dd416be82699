from .common import ApprovalCase


class TestTodo(ApprovalCase):
    """What waits for me: counted, found, and decided by deciding only."""

    def _todo(self, user):
        return self.env["crm.approval.request"].with_user(user).todo_count()

    def test_the_counter_counts_requests_that_wait_for_the_person(self):
        request = self._ask()
        self._ask(self._lead("Second", 70000))

        self.assertEqual(self._todo(self.approver), 2)
        self.assertEqual(self._todo(self.outsider), 0)
        request.with_user(self.manager).action_approve()
        self.assertEqual(self._todo(self.approver), 1)

    def test_open_web_clients_of_everyone_concerned_are_told(self):
        self.env.flush_all()
        told = self._told(lambda: self._ask())
        self.assertEqual(told, {self.approver, self.manager})

        request = self.lead.approval_request_ids
        told = self._told(lambda: request.with_user(self.manager).action_approve())
        self.assertEqual(told, {self.approver, self.manager})

    def _told(self, call):
        """Return whose web clients hear something while this happens."""
        self.env.cr.precommit.run()
        self.env["bus.bus"].search([]).unlink()
        call()
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].search([("message", "like", "crm_approval/todo")])
        users = self.approver | self.manager | self.outsider | self.salesman
        return {
            user
            for user in users
            for row in rows
            if f'"res.partner",{user.partner_id.id}]' in row.channel
        }

    def test_marking_the_activity_done_decides_nothing(self):
        request = self._ask()
        activity = request.activity_ids.filtered(
            lambda activity: activity.user_id == self.approver
        )

        activity.with_user(self.approver).action_feedback(feedback="Approved!")

        self.assertEqual(request.state, "pending")
        self.assertEqual(request.decision_ids.mapped("verdict"), ["ask"])
        self.assertEqual(self._todo(self.approver), 1)

    def test_deciding_many_tells_the_result_of_each_that_failed(self):
        requests = self._ask() | self._ask(self._lead("Second", 70000))
        requests[0].with_user(self.manager).action_approve()

        result = requests.with_user(self.approver).action_approve()

        lines = result["params"]["message"].split("\n")
        self.assertEqual(lines[0], "1 decided.")
        self.assertRegex(lines[1], "^Rooftop solar .* already decided")
        self.assertTrue(result["params"]["sticky"])

    def test_my_approvals_opens_with_constant_queries(self):
        spec = {
            name: {} for name in ("name", "reason_text", "change_html", "waiting_for")
        } | {"can_decide": {}, "comment_required": {}, "amount": {}}
        requests = self.env["crm.approval.request"].with_user(self.approver)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = requests.web_search_read([("can_decide", "=", True)], spec)
            return found["length"], self.env.cr.sql_log_count - before

        for number in range(3):
            self._ask(self._lead(f"Few {number}", 60000))
        count()
        length, few = count()
        self.assertEqual(length, 3)
        for number in range(30):
            self._ask(self._lead(f"Many {number}", 60000))
        length, many = count()
        self.assertEqual(length, 33)
        self.assertEqual(many, few)
