from ..exceptions import ApprovalRequired
from .common import ApprovalCase


class TestQueries(ApprovalCase):
    def _leads(self, count):
        return self.env["crm.lead"].create(
            [
                {
                    "name": f"Deal {index}",
                    "type": "opportunity",
                    "expected_revenue": 60000,
                    "team_id": self.team.id,
                    "stage_id": self.stage_open.id,
                }
                for index in range(count)
            ]
        )

    def _count(self, leads, call):
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["crm.approval.chain"]._watched_fields()
        before = self.env.cr.sql_log_count
        call(leads)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _refused(self, leads):
        with self.assertRaises(ApprovalRequired):
            leads.write({"stage_id": self.stage_won.id})

    def test_refusing_a_batch_costs_the_same_as_refusing_one(self):
        self._count(self._leads(2), self._refused)

        few = self._count(self._leads(2), self._refused)
        many = self._count(self._leads(300), self._refused)

        self.assertLessEqual(many, few + 3)

    def test_moving_a_batch_of_history_costs_constant_queries_of_the_gate(self):
        group = self.env.ref("crm_approval.group_approval_history")
        self.env.user.group_ids += group
        history = self.env["crm.approval.history"]

        def move(leads):
            self.env["crm.approval.gate"]._check_state(leads, frozenset({"stage_id"}))

        for leads in (few := self._leads(2), many := self._leads(300)):
            history._record_history(leads, self.stage_won, "run")
            leads.write({"stage_id": self.stage_won.id})
        move(few)  # what the chains look at is worked out once for all

        self.assertEqual(self._count(few, move), self._count(many, move))

    def test_a_write_that_no_chain_watches_costs_no_query_more(self):
        leads = self._leads(3)

        def write(leads):
            leads.write({"priority": "2" if leads[0].priority == "1" else "1"})

        self._count(leads, write)
        watched = self._count(leads, write)
        self.chain.active = False
        self._count(leads, write)

        self.assertEqual(watched, self._count(leads, write))

    def test_opening_the_board_costs_constant_queries(self):
        spec = {"approval_state": {}, "approval_message": {}}

        def read(leads):
            leads.with_user(self.manager).web_read(spec)

        few, many = self._leads(2), self._leads(80)
        for leads in (few, many):
            leads.action_request_approval({"stage_id": self.stage_won.id})
        self._count(few, read)

        self.assertLessEqual(self._count(many, read), self._count(few, read) + 2)

    def test_looking_for_who_waits_already_costs_one_query_for_a_batch(self):
        self._chain("Deletions", self.approver, target="delete").action_publish()
        gate = self.env["crm.approval.gate"]
        requests = self.env["crm.approval.request"]
        leads = self._leads(100)
        findings = gate._find_uncovered(leads, event="unlink")
        waiting = requests._ask(findings[:50], {}, "unlink")

        before = self.env.cr.sql_log_count
        named = requests._with_pending(findings)

        self.assertLessEqual(self.env.cr.sql_log_count - before, 1)
        self.assertEqual(
            [found.request_id for found in named], [*waiting.ids, *[0] * 50]
        )
