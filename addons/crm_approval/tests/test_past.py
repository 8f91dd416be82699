from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo import fields

from ..models.past.look_back import look_back
from .common import ApprovalCase


class TestPast(ApprovalCase):
    """What a chain would have caught: states as they are, changes as recorded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chain.active = False
        cls.now = fields.Datetime.now().replace(day=15)
        cls.draft = cls._chain("Draft", cls.approver, target="value", min_amount=0)

    def _change(self, lead, months_ago, **values):
        """Write as the salesperson did, so many months ago."""
        self._record()
        known = lead.message_ids
        lead.write(values)
        self._record()
        (lead.message_ids - known).date = self.now - relativedelta(months=months_ago)

    def _record(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def _condition(self, **values):
        self.draft.condition_ids = [(0, 0, {"kind": "change", **values})]

    def _past(self, user=None):
        trial = self.env["crm.approval.what.if"].with_user(user or self.manager)
        spec = trial.create({"chain_id": self.draft.id})._spec()
        return look_back(trial.env, spec)

    def _month(self, months_ago):
        return (self.now - relativedelta(months=months_ago)).strftime("%Y-%m")

    def test_a_rise_by_percent_is_counted_in_its_month(self):
        self._condition(
            field_name="expected_revenue", change="increase", bound=10, is_percent=True
        )
        self._change(self.lead, 5, expected_revenue=70000)
        self._change(self.lead, 3, expected_revenue=71000)
        self._change(self.lead, 2, expected_revenue=30000)

        past = self._past()

        self.assertEqual(past.counts, {self._month(5): 1})
        self.assertEqual(sum(past.amounts.values()), 70000)

    def test_small_steps_count_as_one(self):
        self._condition(
            field_name="expected_revenue", change="increase", bound=10, is_percent=True
        )
        for months_ago in range(7, 1, -1):
            amount = self.lead.expected_revenue + 2500
            self._change(self.lead, months_ago, expected_revenue=amount)

        self.assertEqual(self._past().counts, {self._month(5): 1, self._month(2): 1})

    def test_from_one_link_to_another(self):
        self._condition(
            field_name="stage_id", change="to", before="ApOpen", after="ApOffer"
        )
        other = self._lead("Other", 10, stage_id=self.stage_won.id)
        self._change(self.lead, 4, stage_id=self.stage_offer.id)
        self._change(other, 4, stage_id=self.stage_offer.id)

        self.assertEqual(self._past().counts, {self._month(4): 1})

    def test_a_selection_is_known_in_whatever_language_it_was_recorded(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self._condition(field_name="type", change="to", after="opportunity")
        lead = self._lead("Lead", 10, type="lead")
        self._change(lead.with_context(lang="zh_CN"), 1, type="opportunity")

        self.assertEqual(self._past().counts, {self._month(1): 1})

    def test_becoming_an_opportunity_and_changing_hands_leave_a_history(self):
        self.draft.target = "convert"
        lead = self._lead("Lead", 10, type="lead")
        self._change(lead, 3, type="opportunity")
        self.assertEqual(self._past().counts, {self._month(3): 1})

        self.draft.target = "reassign"
        self._change(self.lead, 2, user_id=self.colleague.id)
        self.assertEqual(self._past().counts[self._month(2)], 1)

    def test_a_won_deal_is_stopped_when_it_is_won_not_when_it_changes(self):
        self.draft.target = "won"
        self._condition(field_name="expected_revenue", change="decrease", bound=1000)
        self._change(self.lead, 6, expected_revenue=50000)
        open_lead = self._lead("Open", 60000)
        self._change(open_lead, 6, expected_revenue=50000)
        self._change(self.lead, 2, stage_id=self.stage_won.id)
        self.lead.date_closed = self.now - relativedelta(months=2)

        self.assertEqual(self._past().counts, {self._month(2): 1})

    def test_the_amount_is_that_of_the_moment(self):
        self.draft.write({"min_amount": 65000})
        self._condition(field_name="stage_id", change="any")
        self._change(self.lead, 5, stage_id=self.stage_offer.id)
        self._change(self.lead, 4, expected_revenue=70000)
        self._change(self.lead, 3, stage_id=self.stage_open.id)
        self._change(self.lead, 2, expected_revenue=10)
        self._change(self.lead, 1, stage_id=self.stage_offer.id)

        self.assertEqual(list(self._past().counts), [self._month(4), self._month(3)])

    def test_a_formula_beside_a_change_is_read_as_of_today(self):
        self._condition(field_name="expected_revenue", change="any")
        self.draft.condition_ids = [
            (0, 0, {"kind": "expression", "expression": "priority == '3'"})
        ]
        other = self._lead("Other", 10, priority="3")
        for lead in (self.lead, other):
            self._change(lead, 1, expected_revenue=500)

        self.assertEqual(self._past().counts, {self._month(1): 1})

    def test_what_was_never_recorded_is_not_guessed(self):
        self._condition(field_name="referred", change="any")
        self.lead.referred = "somebody"

        past = self._past()

        self.assertFalse(past.is_known)
        self.assertIn("Changes of Referred By were never recorded", past.notes[0])

    def test_it_says_since_when_there_is_a_history(self):
        self._condition(field_name="expected_revenue", change="any")
        self._change(self.lead, 1, expected_revenue=5)

        self.assertIn("the first one recorded is of", self._past().notes[0])

    def test_what_was_deleted_left_no_history(self):
        self.draft.target = "delete"

        self.assertIn("leave no history", self._past().notes[0])

    def test_only_what_the_viewer_may_read_is_counted(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.draft.company_id = False
        self._condition(field_name="expected_revenue", change="any")
        lead = self._lead(
            "Elsewhere", 10, company_id=company.id, team_id=False, user_id=False
        )
        self._change(lead, 1, expected_revenue=500)

        self.assertFalse(self._past().counts)

    def test_states_with_a_formula(self):
        self.draft.write({"target": "won", "min_amount": 20})
        self.draft.condition_ids = [
            (0, 0, {"kind": "expression", "expression": "expected_revenue < 100"})
        ]
        for revenue in (10, 50, 60000):
            self._lead("Won", revenue, stage_id=self.stage_won.id)

        past = self._past()

        month = datetime.now().strftime("%Y-%m")
        self.assertEqual(past.counts, {month: 1})
        self.assertIn("as the records are today", past.notes[0])

    def test_queries_do_not_grow_with_what_changed(self):
        self._condition(field_name="expected_revenue", change="any")
        few = self._count_queries()
        leads = [self._lead(f"Deal {number}", 10) for number in range(30)]
        for lead in leads:
            lead.expected_revenue = 20
        self._record()

        self.assertEqual(self._count_queries(), few)

    def _count_queries(self):
        self._past()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self._past()
        return self.env.cr.sql_log_count - before
