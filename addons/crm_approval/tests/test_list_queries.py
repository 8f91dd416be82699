from .common import ApprovalCase

LIST = ("name", "reason_text", "amount", "waiting_for", "create_date", "state")
CARD = ("can_decide", "needs_dialog", "change_html", *LIST)
NAMED = ("chain_id", "requester_id", "currency_id")


class TestListQueries(ApprovalCase):
    """What a page costs does not depend on how many requests stand on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chain.step_ids.field_ids = [
            (0, 0, {"field_name": "website", "right": "hidden"})
        ]
        cls.chain.action_publish()

    def _asked(self, count):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Deal {number}",
                    "type": "opportunity",
                    "expected_revenue": 60000,
                    "user_id": self.salesman.id,
                    "stage_id": self.stage_open.id,
                }
                for number in range(count)
            ]
        )
        return self._ask(leads).with_user(self.approver)

    def _count(self, call, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _same(self, call, few, many):
        """Compare the two, once everything that is kept in memory is there."""
        for records in (few, many):
            self._count(call, records)
        self.assertLessEqual(self._count(call, many), self._count(call, few))

    def _page(self, names):
        def read(requests):
            spec = {name: {} for name in names}
            named = {"fields": {"display_name": {}}}
            found = requests.web_search_read(
                [("id", "in", requests.ids), ("can_decide", "=", True)],
                spec | dict.fromkeys(NAMED, named),
                limit=81,  # a full page would be counted as well
            )
            self.assertEqual(len(found["records"]), len(requests))

        return read

    def test_my_approvals_cost_the_same_for_two_and_for_eighty(self):
        few, many = self._asked(2), self._asked(80)

        for view, names in (("list", LIST), ("cards", CARD)):
            with self.subTest(view=view):
                self._same(self._page(names), few, many)

    def test_the_dialog_for_many_opens_at_the_cost_of_one(self):
        few, many = self._asked(2), self._asked(50)
        spec = {"verb": {}, "needs_comment": {}, "needs_file": {}, "request_ids": {}}

        def open_dialog(requests):
            acts = self.env["crm.approval.request.act"].with_user(self.approver)
            acts = acts.with_context(active_ids=requests.ids)
            acts.onchange({}, [], spec)

        self._same(open_dialog, few, many)

    def test_deciding_many_costs_each_what_it_costs_alone(self):
        """Each decision is sealed and applied by itself; none pays for the others."""
        acts = self.env["crm.approval.request.act"].with_user(self.approver)

        def decide(requests):
            act = acts.create(
                {"request_ids": requests.ids, "verb": "reject", "reason": "Too thin"}
            )
            act.action_confirm()
            self.assertEqual(set(requests.mapped("state")), {"rejected"})

        self._count(decide, self._asked(2))
        few, many = (
            self._count(decide, self._asked(5)),
            self._count(decide, self._asked(50)),
        )

        self.assertLessEqual(many / 50, few / 5)

    def test_the_banner_costs_the_same_however_often_somebody_asked(self):
        few, many = self._lead("Few", 60000), self._lead("Many", 60000)
        for lead, times in ((few, 2), (many, 8)):
            for _time in range(times):
                self._ask(lead).with_user(self.salesman).action_withdraw()
            self._ask(lead)
        requests = self.env["crm.approval.request"].with_user(self.salesman)

        def look(lead):
            found = requests.record_overview("crm.lead", lead.id)
            self.assertEqual(len(found["lines"]), 1)

        self._same(look, few, many)

    def test_the_counter_costs_one_query(self):
        self._asked(50)
        requests = self.env["crm.approval.request"].with_user(self.approver)
        requests.todo_count()

        self.assertLessEqual(self._count(lambda: requests.todo_count()), 1)
