from contextlib import contextmanager

from odoo import api
from odoo.tests import tagged

from ..engine.plan import Request, plan
from ..models.reading import memory, reader
from .common import DashboardCase


@tagged("post_install", "-at_install")
class TestMemory(DashboardCase):
    """Kept answers need committed data: each step is a transaction of its own.

    The deals live in a far year, so that they meet no others, and are removed.
    """

    FAR = {"period": "custom", "start": "2002-05-01", "last": "2002-05-31"}

    def setUp(self):
        super().setUp()
        self.asked = 0
        run = reader._run

        def counted(env, query):
            self.asked += 1
            return run(env, query)

        self.patch(reader, "_run", counted)
        self.addCleanup(self.remove)
        with self.transaction() as env:
            memory.forget(env)
            self.lead_id = self.make(env, "Kept", 100)

    @contextmanager
    def transaction(self, user_id=api.SUPERUSER_ID):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, user_id, {"tz": "UTC"})

    def make(self, env, name, revenue):
        lead = env["crm.lead"].create(
            {
                "name": f"crm_dashboards memory test {name}",
                "type": "opportunity",
                "expected_revenue": revenue,
                "user_id": False,
                "stage_id": env["crm.stage"]
                .search([("is_won", "=", True)], limit=1)
                .id,
            }
        )
        lead.date_closed = "2002-05-05 10:00:00"
        return lead.id

    def remove(self):
        with self.transaction() as env:
            memory.forget(env)
            env["ir.rule"].search(
                [("name", "=", "crm_dashboards memory test")]
            ).unlink()
            env["crm.lead"].with_context(active_test=False).search(
                [("name", "=like", "crm_dashboards memory test %")]
            ).unlink()

    def revenue(self, env=None):
        """Revenue of May 2002 as an administrator, and how many queries ran."""
        self.asked = 0
        if env is None:
            with self.transaction(self.env.ref("base.user_admin").id) as env:
                return self.revenue(env)
        answer = env["crm.dashboard"].read_board(False, self.FAR)
        return self.card(answer, "won_revenue")["value"], self.asked

    def test_a_second_look_reads_nothing_again(self):
        self.assertEqual(self.revenue(), (100, 3))
        self.assertEqual(self.revenue(), (100, 0))

    def test_a_write_through_the_orm_is_seen_at_once(self):
        self.revenue()
        with self.transaction() as env:
            env["crm.lead"].browse(self.lead_id).expected_revenue = 70

        self.assertEqual(self.revenue(), (70, 3))

    def test_a_write_in_plain_sql_is_seen_at_once(self):
        self.revenue()
        with self.transaction() as env:
            env.cr.execute(
                "UPDATE crm_lead SET expected_revenue = 60 WHERE id = %s",
                [self.lead_id],
            )

        self.assertEqual(self.revenue(), (60, 3))

    def test_creation_and_removal_are_seen_at_once(self):
        self.revenue()
        with self.transaction() as env:
            second = self.make(env, "Second", 11)
        self.assertEqual(self.revenue()[0], 111)
        with self.transaction() as env:
            env["crm.lead"].browse(second).unlink()

        self.assertEqual(self.revenue()[0], 100)

    def test_a_write_that_is_rolled_back_leaves_no_figure_behind(self):
        self.revenue()
        with self.transaction() as env:
            env["crm.lead"].browse(self.lead_id).expected_revenue = 5
            env.flush_all()
            inside = self.revenue(env(user=self.env.ref("base.user_admin").id))
            env.cr.rollback()

        self.assertEqual(inside, (5, 3), "a writer sees its own write, unkept")
        self.assertEqual(self.revenue(), (100, 0))

    def test_an_old_snapshot_keeps_nothing_for_newer_readers(self):
        admin = self.env.ref("base.user_admin").id
        with self.transaction(admin) as old:
            old.cr.execute("SELECT 1 FROM crm_lead LIMIT 1")  # takes the snapshot
            with self.transaction() as env:
                env["crm.lead"].browse(self.lead_id).expected_revenue = 42
            self.assertEqual(self.revenue(old)[0], 100)
            self.assertEqual(self.revenue()[0], 42)
            self.assertEqual(self.revenue(old)[0], 100)

        self.assertEqual(self.revenue(), (42, 0))

    def test_a_new_record_rule_counts_at_once(self):
        admin = self.env.ref("base.user_admin").id
        self.revenue()
        with self.transaction() as env:
            rule = env["ir.rule"].create(
                {
                    "name": "crm_dashboards memory test",
                    "model_id": env["ir.model"]._get_id("crm.lead"),
                    "domain_force": "[('expected_revenue', '>', 1000)]",
                }
            )
            rule_id = rule.id
            # The second look is inside: nobody else must meet this rule.
            hidden = self.revenue(env(user=admin))
        with self.transaction() as env:
            env["ir.rule"].browse(rule_id).unlink()

        self.assertEqual(hidden[0], 0)
        self.assertEqual(self.revenue()[0], 100)

    def test_tidying_up_forgets_no_change(self):
        self.revenue()
        with self.transaction() as env:
            env["crm.dashboard.change"]._gc_changes()
        with self.transaction() as env:
            env["crm.lead"].browse(self.lead_id).expected_revenue = 30

        self.assertEqual(self.revenue()[0], 30)

    def test_two_people_with_other_rights_never_share_an_answer(self):
        with self.transaction() as env:
            version = env["crm.dashboard.change"]._version()
            self.assertIsNone(memory.recall(env, None))
        keys = set()
        for user in (self.manager, self.ann, self.bob):
            keys.add(self.key_of(user, version))

        self.assertEqual(len(keys), 2, "Bob and the manager may see the same deals")
        self.assertNotIn(None, keys)

    def key_of(self, user, version, **changes):
        request = Request(
            "probe",
            "crm.lead",
            frozenset([(("type", "=", "opportunity"),)]),
            {},
            changes.get("groupby", ("team_id",)),
            changes.get("aggregates", ("__count",)),
        )
        [query] = plan([request])
        domain = changes.get("domain", reader.domain_of(query))
        return memory.key_of(self.env(user=user), query, domain, version)

    def test_what_reads_another_table_is_never_kept(self):
        for changes in (
            {"groupby": ("partner_id.country_id",)},
            {"groupby": ("tag_ids",)},
            {"aggregates": ("expected_revenue:sum_currency",)},
            {"domain": [("partner_id.name", "=", "x")]},
            {"domain": [("stage_id", "ilike", "new")]},
            {"domain": [("activity_ids.user_id", "=", 1)]},
        ):
            with self.subTest(changes=changes):
                self.assertIsNone(self.key_of(self.bob, (1, 1, 1), **changes))
