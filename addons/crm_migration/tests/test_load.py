from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TARGETS, MigrationCase


@tagged("post_install", "-at_install")
class TestLoad(MigrationCase):
    def test_rows_become_records_with_their_relations(self):
        run = self.open_run()

        self.load(
            run,
            [
                *self.stages(),
                self.row("contacts", "Cancity", name="Cancity", country_id="Kenya"),
                *self.deals(2, partner_id="Cancity"),
            ],
        )

        deal = self.record("deals", "D2")
        self.assertEqual(run.state, "done")
        self.assertEqual(run.created_count, 4)
        self.assertEqual(deal.partner_id, self.record("contacts", "Cancity"))
        self.assertEqual(deal.partner_id.country_id, self.env.ref("base.ke"))
        self.assertEqual(deal.stage_id.name, "Old")
        self.assertEqual(deal.expected_revenue, 200.0)

    def test_a_child_waits_for_its_parent_in_the_same_batch(self):
        run = self.open_run()

        self.load(
            run,
            [
                self.row("contacts", "Child", 1, name="Child", parent_id="Parent"),
                self.row("contacts", "Parent", 2, name="Parent", parent_id="Top"),
                self.row("contacts", "Top", 3, name="Top"),
            ],
        )

        child = self.record("contacts", "Child")
        self.assertEqual(child.parent_id.parent_id, self.record("contacts", "Top"))

    def test_a_circle_is_refused_and_the_rest_loads(self):
        run = self.open_run()

        self.load(
            run,
            [
                self.row("contacts", "A", 1, name="A", parent_id="B"),
                self.row("contacts", "B", 2, name="B", parent_id="A"),
                self.row("contacts", "C", 3, name="C"),
            ],
        )

        self.assertRegex(self.error(run, "contacts", "A"), "refers to itself")
        self.assertEqual(self.state(run, "contacts", "C"), "created")

    def test_a_won_deal_of_the_past_keeps_its_dates(self):
        run = self.open_run()

        self.load(
            run,
            [
                *self.stages(),
                self.row(
                    "deals",
                    "W",
                    name="Won long ago",
                    type="opportunity",
                    stage_id="Won",
                    probability=100,
                    date_closed="2017-03-11 12:00:00",
                    create_date="2017-03-01 12:00:00",
                ),
            ],
        )

        deal = self.record("deals", "W")
        self.assertEqual(deal.won_status, "won")
        self.assertEqual(str(deal.create_date), "2017-03-01 12:00:00")
        self.assertEqual(str(deal.date_closed), "2017-03-11 12:00:00")
        self.assertEqual(deal.day_close, 10)

    def test_a_lost_deal_is_archived_and_counts_as_lost(self):
        run = self.open_run()

        self.load(
            run,
            [*self.stages(), *self.deals(1, active=False, probability=0)],
        )

        self.assertEqual(self.record("deals", "D1").won_status, "lost")

    def test_bad_rows_stand_alone_and_the_others_load(self):
        run = self.open_run()
        rows = self.deals(20)
        rows[4]["payload"]["probability"] = 300
        rows[9]["payload"]["expected_revenue"] = "many"
        rows[14]["payload"]["partner_id"] = "Nobody"

        self.load(run, [*self.stages(), *rows])

        self.assertEqual(run.problem_count, 3)
        self.assertRegex(self.error(run, "deals", "D5"), "between 0% and 100%")
        self.assertRegex(self.error(run, "deals", "D10"), "does not fit its field")
        self.assertRegex(self.error(run, "deals", "D15"), "Nobody.* was not loaded")
        created = run.row_ids.filtered(lambda row: row.state == "created")
        self.assertEqual(len(created.filtered(lambda r: r.target == "deals")), 17)

    def test_rows_refused_by_the_client_are_kept_with_their_reason(self):
        run = self.open_run()

        self.load(
            run, [self.row("contacts", "X", 7, error="sector: the cell is empty")]
        )

        self.assertEqual(self.state(run, "contacts", "X"), "refused")
        self.assertEqual(self.error(run, "contacts", "X"), "sector: the cell is empty")

    def test_a_name_that_two_records_carry_is_not_guessed(self):
        self.env["crm.stage"].create([{"name": "Twice"}, {"name": "Twice"}])
        run = self.open_run()

        self.load(run, [self.row("stages", "Twice", name="Twice")])

        self.assertRegex(self.error(run, "stages", "Twice"), "2 records are already")

    def test_an_existing_record_is_linked_and_left_as_it_is(self):
        stage = self.env["crm.stage"].create({"name": "Known", "sequence": 3})
        targets = [{**TARGETS[0], "fields": {"name": {}, "sequence": {}}}]
        run = self.open_run(targets=targets)

        self.load(run, [self.row("stages", "Known", name="Known", sequence=9)])

        self.assertEqual(self.state(run, "stages", "Known"), "linked")
        self.assertEqual(self.record("stages", "Known"), stage)
        self.assertEqual(stage.sequence, 3)

    def test_several_fields_together_recognise_an_existing_record(self):
        team = self.env["crm.team"].create({"name": "Known"})
        member = self.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": self.salesman.id}
        )
        by_name = {"kind": "find", "model": "crm.team", "by": "name"}
        by_login = {"kind": "find", "model": "res.users", "by": "login"}
        targets = [
            {
                "name": "members",
                "model": "crm.team.member",
                "match": ["user_id", "crm_team_id"],
                "fields": {"user_id": by_login, "crm_team_id": by_name},
            }
        ]
        run = self.open_run(targets=targets)

        self.load(
            run,
            [
                self.row("members", "A", 1, user_id="salesman", crm_team_id="Known"),
                self.row("members", "B", 2, user_id="colleague", crm_team_id="Known"),
            ],
        )

        self.assertEqual(self.state(run, "members", "A"), "linked")
        self.assertEqual(self.record("members", "A"), member)
        self.assertEqual(self.state(run, "members", "B"), "created")

    def test_an_external_id_names_the_record_to_link(self):
        run = self.open_run()

        self.load(run, [self.row("stages", "New", id="crm.stage_lead1", name="x")])

        self.assertEqual(self.record("stages", "New"), self.env.ref("crm.stage_lead1"))

    def test_loading_sends_no_mail_and_writes_no_log(self):
        run = self.open_run()
        mails = self.env["mail.mail"].search_count([])

        self.load(run, [*self.stages(), *self.deals(3)])

        deals = self.record("deals", "D1") | self.record("deals", "D2")
        self.assertFalse(deals.message_ids)
        self.assertFalse(deals.message_follower_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_a_context_of_the_caller_does_not_fill_records(self):
        run = self.open_run()

        hostile = run.with_context(
            default_description="forged", default_user_id=self.salesman.id
        )
        self.load(hostile, [*self.stages(), *self.deals(1)])

        self.assertFalse(self.record("deals", "D1").description)
        self.assertNotEqual(self.record("deals", "D1").user_id, self.salesman)

    def test_figures_are_compared_with_the_source(self):
        run = self.load(self.open_run(), [*self.stages(), *self.deals(3)])
        checks = [
            {"name": "Deals", "target": "deals", "expected": 3},
            {
                "name": "Value",
                "target": "deals",
                "measure": "expected_revenue:sum",
                "domain": [["stage_id.name", "=", "Old"]],
                "expected": 600,
            },
        ]

        run.reconcile(checks, {"sections": [{"title": "<b>T</b>", "lines": ["one"]}]})

        self.assertTrue(run.is_reconciled)
        self.assertIn("&lt;b&gt;T", run.findings_html)

        checks[1]["expected"] = 601
        run.reconcile(checks)

        self.assertFalse(run.is_reconciled)
        self.assertEqual(run.check_ids[1].difference, -1)

    def test_a_figure_counts_only_what_this_source_has_loaded(self):
        self.env["crm.lead"].create({"name": "Somebody else's", "type": "opportunity"})
        run = self.load(self.open_run(), [*self.stages(), *self.deals(2)])

        lines = run.reconcile([{"name": "Deals", "target": "deals", "expected": 2}])

        self.assertTrue(lines[0]["is_equal"])

    def test_a_mapping_for_a_missing_model_or_field_says_so(self):
        with self.assertRaisesRegex(UserError, "this database has no x.nothing"):
            self.open_run(targets=[{"name": "a", "model": "x.nothing"}])
        with self.assertRaisesRegex(UserError, "has no field x_nothing"):
            self.open_run(
                targets=[
                    {"name": "a", "model": "crm.lead", "fields": {"x_nothing": {}}}
                ]
            )
